-- What of people's records is old enough to go, and how it goes (domain HR-13). The rows that pay and ledger hang on stay
-- under a pseudonym, the employee number; names, numbers and addresses are overwritten.

-- The last day of somebody's last employment; nobody who works here, will work here, or whose death is being dealt with.
CREATE FUNCTION left_on(p_partner bigint, p_person bigint DEFAULT NULL)
RETURNS TABLE (person_id bigint, last_day date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT e.person_id, max(upper(e.valid)) - 1 FROM public.hr_employment e
  WHERE e.partner_id = p_partner AND (p_person IS NULL OR e.person_id = p_person)
    AND NOT EXISTS (SELECT 1 FROM public.hr_deathcase d WHERE d.partner_id = p_partner AND d.person_id = e.person_id
                    AND d.state NOT IN ('CLOSED', 'WITHDRAWN'))
  GROUP BY e.person_id HAVING NOT bool_or(upper_inf(e.valid)) $$;

CREATE FUNCTION in_pension_scheme(p_partner bigint, p_person bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.hr_pensionmembership m WHERE m.partner_id = p_partner AND m.person_id = p_person) $$;

-- Contact details and requests; and, of whoever was in no pension scheme, the identity.
CREATE FUNCTION retained_hr_file(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, n_rows bigint, oldest date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT f.person_id, f.n, f.last_day FROM (
    SELECT l.person_id, l.last_day,
      (CASE WHEN p.address_line_1 || p.address_line_2 || p.town || p.postcode || p.email || p.phone || p.title || p.known_as
                 <> '' OR (NOT public.in_pension_scheme(p_partner, p.id) AND (p.surname <> 'Erased' OR p.nino <> ''))
            THEN 1 ELSE 0 END)
      + (SELECT count(*) FROM public.partners_changerequest c WHERE c.partner_id = p_partner AND c.person_id = l.person_id)
      + (SELECT count(*) FROM public.hr_assignmentterms t WHERE t.partner_id = p_partner AND t.person_id = l.person_id
         AND t.reason <> 'Erased')
      + (SELECT count(*) FROM public.hr_forewarning w WHERE w.partner_id = p_partner AND w.person_id = l.person_id) AS n
    FROM public.left_on(p_partner, p_person) l JOIN public.hr_person p ON p.partner_id = p_partner AND p.id = l.person_id
    WHERE l.last_day <= p_cutoff) f
  WHERE f.n > 0 $$;

CREATE FUNCTION erase_identity(p_partner bigint, p_person bigint) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n bigint;
BEGIN
  UPDATE public.hr_person SET surname = 'Erased', forenames = '', known_as = '', title = '', nino = '', nino_index = '',
      date_of_birth = date_trunc('year', date_of_birth)::date
    WHERE partner_id = p_partner AND id = p_person;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

CREATE FUNCTION erase_hr_file(p_partner bigint, p_person bigint, p_cutoff date) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n bigint := 0; part bigint; old bigint[];
BEGIN
  old := array(SELECT id FROM public.partners_changerequest WHERE partner_id = p_partner AND person_id = p_person);
  DELETE FROM public.partners_approvalstep WHERE partner_id = p_partner AND change_id = ANY (old);
  DELETE FROM public.partners_changeevent WHERE partner_id = p_partner AND change_id = ANY (old);
  DELETE FROM public.partners_changerequest WHERE partner_id = p_partner AND id = ANY (old);
  GET DIAGNOSTICS part = ROW_COUNT; n := n + part;
  DELETE FROM public.hr_forewarning WHERE partner_id = p_partner AND person_id = p_person;
  GET DIAGNOSTICS part = ROW_COUNT; n := n + part;
  UPDATE public.hr_assignmentterms SET reason = 'Erased'
    WHERE partner_id = p_partner AND person_id = p_person AND reason <> 'Erased';
  GET DIAGNOSTICS part = ROW_COUNT; n := n + part;
  UPDATE public.hr_person SET address_line_1 = '', address_line_2 = '', town = '', postcode = '', email = '', phone = '',
      title = '', known_as = ''
    WHERE partner_id = p_partner AND id = p_person;
  GET DIAGNOSTICS part = ROW_COUNT; n := n + part;
  IF NOT public.in_pension_scheme(p_partner, p_person) THEN
    PERFORM public.erase_identity(p_partner, p_person);
  END IF;
  RETURN n;
END $$;

-- Who was in a pension scheme stays known until age 100.
CREATE FUNCTION retained_pension(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, n_rows bigint, oldest date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.id, 1::bigint, (p.date_of_birth + interval '100 years')::date
  FROM public.left_on(p_partner, p_person) l JOIN public.hr_person p ON p.partner_id = p_partner AND p.id = l.person_id
  WHERE public.in_pension_scheme(p_partner, p.id) AND p.surname <> 'Erased'
    AND (p.date_of_birth + interval '100 years')::date <= p_cutoff $$;

CREATE FUNCTION erase_pension(p_partner bigint, p_person bigint, p_cutoff date) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.hr_pensionmembership SET reason = 'Erased' WHERE partner_id = p_partner AND person_id = p_person;
  RETURN public.erase_identity(p_partner, p_person);
END $$;

CREATE FUNCTION retained_absence(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, n_rows bigint, oldest date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.person_id, count(*), l.last_day
  FROM public.left_on(p_partner, p_person) l
  JOIN public.hr_absencerecord a ON a.partner_id = p_partner AND a.person_id = l.person_id
  WHERE l.last_day <= p_cutoff GROUP BY l.person_id, l.last_day $$;

CREATE FUNCTION erase_absence(p_partner bigint, p_person bigint, p_cutoff date) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n bigint;
BEGIN
  DELETE FROM public.hr_fitnote WHERE partner_id = p_partner AND person_id = p_person;
  DELETE FROM public.hr_stepdownnotice WHERE partner_id = p_partner AND person_id = p_person;
  DELETE FROM public.hr_absencerecord WHERE partner_id = p_partner AND person_id = p_person;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

CREATE FUNCTION retained_leave(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, n_rows bigint, oldest date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.person_id, count(*), min(r.ended) FROM (
    SELECT b.person_id, upper(b.valid) - 1 AS ended FROM public.hr_leavebooking b WHERE b.partner_id = p_partner
    UNION ALL
    SELECT c.person_id, c.expires_on FROM public.hr_leavecredit c WHERE c.partner_id = p_partner) r
  WHERE r.ended <= p_cutoff AND (p_person IS NULL OR r.person_id = p_person) GROUP BY r.person_id $$;

CREATE FUNCTION erase_leave(p_partner bigint, p_person bigint, p_cutoff date) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n bigint; part bigint;
BEGIN
  DELETE FROM public.hr_leavebooking WHERE partner_id = p_partner AND person_id = p_person AND upper(valid) - 1 <= p_cutoff;
  GET DIAGNOSTICS n = ROW_COUNT;
  DELETE FROM public.hr_leavecredit WHERE partner_id = p_partner AND person_id = p_person AND expires_on <= p_cutoff;
  GET DIAGNOSTICS part = ROW_COUNT;
  RETURN n + part;
END $$;

-- A case ends when it is closed, or withdrawn because it was a mistake.
CREATE FUNCTION death_cases_ended(p_partner bigint, p_cutoff date)
RETURNS TABLE (case_id bigint, person_id bigint, ended date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.id, d.person_id, max((e.at AT TIME ZONE 'Europe/London')::date)
  FROM public.hr_deathcase d JOIN public.hr_deathevent e ON e.partner_id = d.partner_id AND e.case_id = d.id
  WHERE d.partner_id = p_partner AND d.state IN ('CLOSED', 'WITHDRAWN')
  GROUP BY d.id, d.person_id HAVING max((e.at AT TIME ZONE 'Europe/London')::date) <= p_cutoff $$;

CREATE FUNCTION retained_death(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, n_rows bigint, oldest date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.person_id, count(*), min(d.ended) FROM public.death_cases_ended(p_partner, p_cutoff) d
  WHERE p_person IS NULL OR d.person_id = p_person GROUP BY d.person_id $$;

CREATE FUNCTION erase_death(p_partner bigint, p_person bigint, p_cutoff date) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n bigint; old bigint[]; lifted bigint[];
BEGIN
  old := array(SELECT d.case_id FROM public.death_cases_ended(p_partner, p_cutoff) d WHERE d.person_id = p_person);
  DELETE FROM public.hr_pensionnotice WHERE partner_id = p_partner AND case_id = ANY (old);
  DELETE FROM public.hr_deathevent WHERE partner_id = p_partner AND case_id = ANY (old);
  DELETE FROM public.hr_deathcase WHERE partner_id = p_partner AND id = ANY (old);
  GET DIAGNOSTICS n = ROW_COUNT;
  -- A hold that still stands goes on standing: nobody writes to the person, ever.
  lifted := array(SELECT id FROM public.partners_communicationshold WHERE partner_id = p_partner AND person_id = p_person
                  AND (lifted_at AT TIME ZONE 'Europe/London')::date <= p_cutoff);
  DELETE FROM public.partners_holdevent WHERE partner_id = p_partner AND hold_id = ANY (lifted);
  DELETE FROM public.partners_communicationshold WHERE partner_id = p_partner AND id = ANY (lifted);
  RETURN n;
END $$;

REVOKE ALL ON FUNCTION erase_identity(bigint, bigint), erase_hr_file(bigint, bigint, date),
  erase_pension(bigint, bigint, date), erase_absence(bigint, bigint, date), erase_leave(bigint, bigint, date),
  erase_death(bigint, bigint, date) FROM PUBLIC;
