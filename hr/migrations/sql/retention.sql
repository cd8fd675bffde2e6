-- What of people's records is old enough to go, and how it goes (domain HR-13). The rows that pay and ledger hang on stay
-- under a pseudonym, the employee number; names, numbers and addresses are overwritten.

-- The last day of somebody's last employment, or the day on which a later start was called off; nobody who works here, is
-- to start, only ever was to, or whose death is being dealt with.
CREATE FUNCTION left_on(p_partner bigint, p_person bigint DEFAULT NULL)
RETURNS TABLE (person_id bigint, last_day date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT e.person_id, greatest(max(upper(e.valid)) - 1, (
      SELECT max((v.at AT TIME ZONE 'Europe/London')::date) FROM public.hr_startercase c
      JOIN public.hr_starterevent v ON v.partner_id = c.partner_id AND v.case_id = c.id
      WHERE c.partner_id = p_partner AND c.person_id = e.person_id AND c.state = 'VOID_START'))
  FROM public.hr_employment e
  WHERE e.partner_id = p_partner AND (p_person IS NULL OR e.person_id = p_person)
    AND NOT EXISTS (SELECT 1 FROM public.hr_deathcase d WHERE d.partner_id = p_partner AND d.person_id = e.person_id
                    AND d.state NOT IN ('CLOSED', 'WITHDRAWN'))
    AND NOT EXISTS (SELECT 1 FROM public.hr_startercase c WHERE c.partner_id = p_partner AND c.person_id = e.person_id
                    AND c.state IN ('OFFER', 'CHECKS', 'CONTRACT_SIGNED', 'SUBMITTED', 'READY'))
  GROUP BY e.person_id
  HAVING NOT bool_or(upper_inf(e.valid)) AND NOT bool_and(EXISTS (
    SELECT 1 FROM public.hr_startercase c WHERE c.partner_id = p_partner AND c.employment_id = e.id
      AND c.state = 'VOID_START')) $$;

CREATE FUNCTION in_pension_scheme(p_partner bigint, p_person bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.hr_pensionmembership m WHERE m.partner_id = p_partner AND m.person_id = p_person) $$;

-- A contact that an erasure takes away leaves no history behind: the trigger looks at once, while the erasure is known.
CREATE OR REPLACE FUNCTION hr_person_contact_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF public.purging() THEN
    RETURN NULL;
  END IF;
  IF (NEW.email <> OLD.email AND OLD.email <> '' AND NOT EXISTS (
        SELECT 1 FROM public.hr_contact c WHERE c.partner_id = NEW.partner_id AND c.person_id = NEW.id
        AND c.kind = 'EMAIL' AND c.value = OLD.email))
     OR (NEW.phone <> OLD.phone AND OLD.phone <> '' AND NOT EXISTS (
        SELECT 1 FROM public.hr_contact c WHERE c.partner_id = NEW.partner_id AND c.person_id = NEW.id
        AND c.kind = 'PHONE' AND c.value = OLD.phone)) THEN
    RAISE EXCEPTION 'a contact that is replaced stays in the history'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_person_contact_kept';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION erase_person(p_partner bigint, p_old jsonb, p_values text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  SET CONSTRAINTS public.hr_person_contact_kept IMMEDIATE;
  PERFORM public.erase_values(p_partner, p_old, 'hr_person', p_values);
  SET CONSTRAINTS public.hr_person_contact_kept DEFERRED;
END $$;

-- The columns of a person that lead to somebody, and those that only reach them.
CREATE FUNCTION no_contact() RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT $q$address_line_1 = '', address_line_2 = '', town = '', postcode = '', email = '', phone = '', title = '',
     known_as = ''$q$ $$;
CREATE FUNCTION no_identity() RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT $q$surname = 'Erased', forenames = '', nino = '', nino_index = '',
     date_of_birth = date_trunc('year', date_of_birth)::date$q$ $$;

-- The requests for changes of whoever left by a day: their own; and lists of many, with the last of them, once all have
-- left and none is held.
CREATE FUNCTION changes_of_leavers(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, change_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.person_id, c.id, l.last_day FROM public.left_on(p_partner, p_person) l
    JOIN public.partners_changerequest c ON c.partner_id = p_partner AND c.person_id = l.person_id
    WHERE l.last_day <= p_cutoff
  UNION ALL
  SELECT l.person_id, c.id, l.last_day FROM public.left_on(p_partner, p_person) l
    JOIN public.partners_changerequest c ON c.partner_id = p_partner AND c.person_id IS NULL
      AND l.person_id = (SELECT max(x) FROM unnest(c.people) x)
    WHERE l.last_day <= p_cutoff AND NOT EXISTS (
      SELECT 1 FROM unnest(c.people) x WHERE public.erasure_hold(p_partner, x, 'hr_file') IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM public.left_on(p_partner, x) o WHERE o.last_day <= p_cutoff)) $$;

-- Who was in a pension scheme stays known until age 100, by every name.
CREATE FUNCTION retained_pension(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT p.id AS person_id, (p.date_of_birth + interval '100 years')::date AS on_date
    FROM public.left_on(p_partner, p_person) l JOIN public.hr_person p ON p.partner_id = p_partner AND p.id = l.person_id
    WHERE public.in_pension_scheme(p_partner, p.id) AND (p.date_of_birth + interval '100 years')::date <= p_cutoff)
  SELECT o.person_id, 'hr_person', t.id, o.on_date
    FROM o JOIN public.hr_person t ON t.partner_id = p_partner AND t.id = o.person_id AND t.surname <> 'Erased'
  UNION ALL
  SELECT o.person_id, 'hr_formername', t.id, o.on_date
    FROM o JOIN public.hr_formername t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_pensionmembership', t.id, o.on_date
    FROM o JOIN public.hr_pensionmembership t ON t.partner_id = p_partner AND t.person_id = o.person_id AND t.reason <> 'Erased' $$;

CREATE FUNCTION erase_pension(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_formername');
  PERFORM public.erase_values(p_partner, p_old, 'hr_pensionmembership', $q$reason = 'Erased'$q$);
  PERFORM public.erase_person(p_partner, p_old, public.no_contact() || ', ' || public.no_identity());
END $$;

CREATE FUNCTION retained_absence(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT l.person_id, l.last_day AS on_date FROM public.left_on(p_partner, p_person) l WHERE l.last_day <= p_cutoff)
  SELECT o.person_id, 'hr_absencerecord', t.id, o.on_date
    FROM o JOIN public.hr_absencerecord t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_fitnote', t.id, o.on_date
    FROM o JOIN public.hr_fitnote t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_stepdownnotice', t.id, o.on_date
    FROM o JOIN public.hr_stepdownnotice t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_returninterview', t.id, o.on_date
    FROM o JOIN public.hr_returninterview t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_familyleave', t.id, o.on_date
    FROM o JOIN public.hr_familyleave t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_familyleaveblock', t.id, o.on_date
    FROM o JOIN public.hr_familyleaveblock t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_keepintouchday', t.id, o.on_date
    FROM o JOIN public.hr_keepintouchday t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_stepdowndecision', t.id, o.on_date
    FROM o JOIN public.hr_stepdowndecision t ON t.partner_id = p_partner AND t.person_id = o.person_id $$;

CREATE FUNCTION erase_absence(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_keepintouchday', 'hr_familyleaveblock', 'hr_familyleave',
    'hr_stepdowndecision');
  PERFORM public.erase_rows(p_partner, p_old, 'hr_fitnote', 'hr_stepdownnotice', 'hr_returninterview', 'hr_absencerecord');
END $$;

CREATE FUNCTION retained_leave(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT b.person_id, 'hr_leavebooking', b.id, upper(b.valid) - 1 FROM public.hr_leavebooking b
    WHERE b.partner_id = p_partner AND (p_person IS NULL OR b.person_id = p_person) AND upper(b.valid) - 1 <= p_cutoff
  UNION ALL
  SELECT c.person_id, 'hr_leavecredit', c.id, c.expires_on FROM public.hr_leavecredit c
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person) AND c.expires_on <= p_cutoff $$;

CREATE FUNCTION erase_leave(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_leavebooking', 'hr_leavecredit');
END $$;

-- A case ends when it is closed, or withdrawn because it was a mistake. A hold that still stands goes on standing: nobody
-- writes to the person, ever.
CREATE FUNCTION retained_death(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT d.id AS case_id, d.person_id, max((e.at AT TIME ZONE 'Europe/London')::date) AS on_date
    FROM public.hr_deathcase d JOIN public.hr_deathevent e ON e.partner_id = d.partner_id AND e.case_id = d.id
    WHERE d.partner_id = p_partner AND d.state IN ('CLOSED', 'WITHDRAWN') AND (p_person IS NULL OR d.person_id = p_person)
    GROUP BY d.id, d.person_id HAVING max((e.at AT TIME ZONE 'Europe/London')::date) <= p_cutoff),
  h AS (
    SELECT h.id, h.person_id, (h.lifted_at AT TIME ZONE 'Europe/London')::date AS on_date
    FROM public.partners_communicationshold h
    WHERE h.partner_id = p_partner AND (p_person IS NULL OR h.person_id = p_person)
      AND (h.lifted_at AT TIME ZONE 'Europe/London')::date <= p_cutoff)
  SELECT o.person_id, 'hr_deathcase', o.case_id, o.on_date FROM o
  UNION ALL
  SELECT o.person_id, 'hr_deathevent', t.id, o.on_date
    FROM o JOIN public.hr_deathevent t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT o.person_id, 'hr_pensionnotice', t.id, o.on_date
    FROM o JOIN public.hr_pensionnotice t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT o.person_id, 'hr_familycorrespondent', t.id, o.on_date
    FROM o JOIN public.hr_familycorrespondent t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT h.person_id, 'partners_communicationshold', h.id, h.on_date FROM h
  UNION ALL
  SELECT h.person_id, 'partners_holdevent', t.id, h.on_date
    FROM h JOIN public.partners_holdevent t ON t.partner_id = p_partner AND t.hold_id = h.id $$;

CREATE FUNCTION erase_death(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_familycorrespondent', 'hr_pensionnotice', 'hr_deathevent', 'hr_deathcase',
    'partners_holdevent', 'partners_communicationshold');
END $$;

REVOKE ALL ON FUNCTION erase_person(bigint, jsonb, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION erase_pension(bigint, bigint, jsonb),
  erase_absence(bigint, bigint, jsonb),
  erase_leave(bigint, bigint, jsonb),
  erase_death(bigint, bigint, jsonb) FROM PUBLIC;
