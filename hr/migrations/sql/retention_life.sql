-- What goes with a start, a case, a move or a question about oneself, and how it goes (domain HR-13).

-- Whoever is to be called in an emergency, and contacts that were replaced. One that a bank change was checked by stays
-- with that change.
CREATE FUNCTION retained_contacts(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (SELECT l.person_id, l.last_day FROM public.left_on(p_partner, p_person) l)
  SELECT e.person_id, 'hr_emergencycontact', e.id, least((e.removed_at AT TIME ZONE 'Europe/London')::date, o.last_day)
    FROM public.hr_emergencycontact e LEFT JOIN o ON o.person_id = e.person_id
    WHERE e.partner_id = p_partner AND (p_person IS NULL OR e.person_id = p_person)
      AND least((e.removed_at AT TIME ZONE 'Europe/London')::date, o.last_day) <= p_cutoff
  UNION ALL
  SELECT c.person_id, 'hr_contact', c.id, least((c.ended_at AT TIME ZONE 'Europe/London')::date, o.last_day)
    FROM public.hr_contact c LEFT JOIN o ON o.person_id = c.person_id
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person)
      AND least((c.ended_at AT TIME ZONE 'Europe/London')::date, o.last_day) <= p_cutoff
      AND NOT EXISTS (SELECT 1 FROM public.hr_bankchange b WHERE b.partner_id = p_partner AND b.called_id = c.id)
      AND NOT EXISTS (SELECT 1 FROM public.hr_bankcallback b WHERE b.partner_id = p_partner AND b.contact_id = c.id) $$;

CREATE FUNCTION erase_contacts(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_emergencycontact', 'hr_contact');
END $$;

-- Checks of the right to work with their copies, and proof of identity.
CREATE FUNCTION retained_right_to_work(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT l.person_id, l.last_day AS on_date FROM public.left_on(p_partner, p_person) l WHERE l.last_day <= p_cutoff)
  SELECT o.person_id, 'hr_righttowork', t.id, o.on_date
    FROM o JOIN public.hr_righttowork t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_righttoworknotice', t.id, o.on_date
    FROM o JOIN public.hr_righttoworknotice t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_righttoworksuspension', t.id, o.on_date
    FROM o JOIN public.hr_righttoworksuspension t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_document', t.id, o.on_date
    FROM o JOIN public.hr_document t ON t.partner_id = p_partner AND t.person_id = o.person_id AND t.kind IN ('RIGHT_TO_WORK', 'IDENTITY') $$;

CREATE FUNCTION erase_right_to_work(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_righttoworknotice', 'hr_righttoworksuspension', 'hr_righttowork',
    'hr_document');
END $$;

-- Somebody who was to start and never did: no case that is still open or began, and no employment but of such a case.
CREATE FUNCTION retained_never_started(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT c.person_id, max((e.at AT TIME ZONE 'Europe/London')::date) AS on_date
    FROM public.hr_startercase c JOIN public.hr_starterevent e ON e.partner_id = c.partner_id AND e.case_id = c.id
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person)
      AND NOT EXISTS (SELECT 1 FROM public.hr_employment m WHERE m.partner_id = p_partner AND m.person_id = c.person_id
                      AND m.id NOT IN (SELECT v.employment_id FROM public.hr_startercase v WHERE v.partner_id = p_partner
                                       AND v.person_id = c.person_id AND v.employment_id IS NOT NULL))
    GROUP BY c.person_id
    HAVING bool_and(c.state = 'VOID_START') AND max((e.at AT TIME ZONE 'Europe/London')::date) <= p_cutoff)
  SELECT o.person_id, 'hr_person', t.id, o.on_date
    FROM o JOIN public.hr_person t ON t.partner_id = p_partner AND t.id = o.person_id AND t.surname <> 'Erased'
  UNION ALL
  SELECT o.person_id, 'hr_startercase', t.id, o.on_date
    FROM o JOIN public.hr_startercase t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_starteranswers', t.id, o.on_date
    FROM o JOIN public.hr_starteranswers t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_righttowork', t.id, o.on_date
    FROM o JOIN public.hr_righttowork t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_righttoworknotice', t.id, o.on_date
    FROM o JOIN public.hr_righttoworknotice t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_righttoworksuspension', t.id, o.on_date
    FROM o JOIN public.hr_righttoworksuspension t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_document', t.id, o.on_date
    FROM o JOIN public.hr_document t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_formername', t.id, o.on_date
    FROM o JOIN public.hr_formername t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_emergencycontact', t.id, o.on_date
    FROM o JOIN public.hr_emergencycontact t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_contact', t.id, o.on_date
    FROM o JOIN public.hr_contact t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_equalityanswers', t.id, o.on_date
    FROM o JOIN public.hr_equalityanswers t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_starterevent', t.id, o.on_date
    FROM o JOIN public.hr_startercase c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_starterevent t ON t.partner_id = p_partner AND t.case_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_startergate', t.id, o.on_date
    FROM o JOIN public.hr_startercase c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_startergate t ON t.partner_id = p_partner AND t.case_id = c.id $$;

CREATE FUNCTION erase_never_started(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_starterevent', 'hr_startergate', 'hr_starteranswers', 'hr_startercase',
    'hr_righttoworknotice', 'hr_righttoworksuspension', 'hr_righttowork', 'hr_document', 'hr_formername',
    'hr_emergencycontact', 'hr_contact', 'hr_equalityanswers');
  PERFORM public.erase_person(p_partner, p_old, public.no_contact() || ', ' || public.no_identity());
END $$;

-- HR cases, with everything that hangs on them.
CREATE FUNCTION retained_cases(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT c.id, c.person_id, (c.closed_at AT TIME ZONE 'Europe/London')::date AS on_date FROM public.hr_hrcase c
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person)
      AND (c.closed_at AT TIME ZONE 'Europe/London')::date <= p_cutoff
      AND NOT EXISTS (SELECT 1 FROM public.hr_casesanction s WHERE s.partner_id = p_partner AND s.case_id = c.id
                      AND s.spent_on > p_cutoff))
  SELECT o.person_id, 'hr_hrcase', o.id, o.on_date FROM o
  UNION ALL
  SELECT o.person_id, 'hr_caseallegation', t.id, o.on_date
    FROM o JOIN public.hr_caseallegation t ON t.partner_id = p_partner AND t.case_id = o.id
  UNION ALL
  SELECT o.person_id, 'hr_casebar', t.id, o.on_date
    FROM o JOIN public.hr_casebar t ON t.partner_id = p_partner AND t.case_id = o.id
  UNION ALL
  SELECT o.person_id, 'hr_caseevent', t.id, o.on_date
    FROM o JOIN public.hr_caseevent t ON t.partner_id = p_partner AND t.case_id = o.id
  UNION ALL
  SELECT o.person_id, 'hr_casemember', t.id, o.on_date
    FROM o JOIN public.hr_casemember t ON t.partner_id = p_partner AND t.case_id = o.id
  UNION ALL
  SELECT o.person_id, 'hr_casereporter', t.id, o.on_date
    FROM o JOIN public.hr_casereporter t ON t.partner_id = p_partner AND t.case_id = o.id
  UNION ALL
  SELECT o.person_id, 'hr_casesanction', t.id, o.on_date
    FROM o JOIN public.hr_casesanction t ON t.partner_id = p_partner AND t.case_id = o.id
  UNION ALL
  SELECT o.person_id, 'hr_casestatement', t.id, o.on_date
    FROM o JOIN public.hr_casestatement t ON t.partner_id = p_partner AND t.case_id = o.id $$;

CREATE FUNCTION erase_cases(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_caseallegation', 'hr_casebar', 'hr_caseevent', 'hr_casemember',
    'hr_casereporter', 'hr_casesanction', 'hr_casestatement', 'hr_hrcase');
END $$;

CREATE FUNCTION retained_equality(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT l.person_id, l.last_day AS on_date FROM public.left_on(p_partner, p_person) l WHERE l.last_day <= p_cutoff)
  SELECT o.person_id, 'hr_equalityanswers', t.id, o.on_date
    FROM o JOIN public.hr_equalityanswers t ON t.partner_id = p_partner AND t.person_id = o.person_id $$;

CREATE FUNCTION erase_equality(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_equalityanswers');
END $$;

-- Transfers between partners: the releasing partner's envelope and note, and the note of the partner that somebody came
-- to. Each counts for itself; continuous service stands in the employment.
CREATE FUNCTION retained_transfers(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT t.id, t.person_id, v.id AS envelope_id,
      greatest(v.last_day, (COALESCE(v.signed_at, v.released_at) AT TIME ZONE 'Europe/London')::date) AS on_date
    FROM public.hr_transferout t JOIN public.hr_transferenvelope v ON v.partner_id = t.partner_id AND v.uuid = t.envelope
    WHERE t.partner_id = p_partner AND (p_person IS NULL OR t.person_id = p_person)
      AND v.state IN ('COMPLETED', 'REFUSED', 'WITHDRAWN'))
  SELECT o.person_id, 'hr_transferout', o.id, o.on_date FROM o WHERE o.on_date <= p_cutoff
  UNION ALL
  SELECT o.person_id, 'hr_transferenvelope', o.envelope_id, o.on_date FROM o WHERE o.on_date <= p_cutoff
  UNION ALL
  SELECT i.person_id, 'hr_transferin', i.id, lower(e.valid)
    FROM public.hr_transferin i JOIN public.hr_employment e ON e.partner_id = i.partner_id AND e.id = i.employment_id
    WHERE i.partner_id = p_partner AND (p_person IS NULL OR i.person_id = p_person) AND lower(e.valid) <= p_cutoff $$;

CREATE FUNCTION erase_transfers(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_transferout', 'hr_transferenvelope', 'hr_transferin');
END $$;

-- Rows of extracts from an earlier system, once the partner is in: about nobody in particular, for they hold no name.
CREATE FUNCTION retained_extracts(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NULL::bigint, 'hr_stagedrow', s.id, (l.loaded_at AT TIME ZONE 'Europe/London')::date
  FROM public.hr_stagedrow s
  JOIN public.hr_loadrun l ON l.partner_id = s.partner_id AND l.id = s.load_id
  JOIN public.hr_onboardingproject j ON j.partner_id = l.partner_id AND j.id = l.project_id
  WHERE s.partner_id = p_partner AND p_person IS NULL AND j.stage IN ('LIVE', 'REVIEW', 'EXITED')
    AND (l.loaded_at AT TIME ZONE 'Europe/London')::date <= p_cutoff $$;

CREATE FUNCTION erase_extracts(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_stagedrow');
END $$;

REVOKE ALL ON FUNCTION erase_contacts(bigint, bigint, jsonb),
  erase_right_to_work(bigint, bigint, jsonb),
  erase_never_started(bigint, bigint, jsonb),
  erase_cases(bigint, bigint, jsonb),
  erase_equality(bigint, bigint, jsonb),
  erase_transfers(bigint, bigint, jsonb),
  erase_extracts(bigint, bigint, jsonb) FROM PUBLIC;
