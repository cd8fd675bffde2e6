CREATE FUNCTION pg_temp.amend(p_function regprocedure, p_old text, p_new text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE replace(pg_get_functiondef(p_function), p_old, p_new);
END $$;
SELECT pg_temp.amend('public.retained_pension(bigint, date, bigint)',
  $q$ AND NOT public.stays_known(p_partner, p.id)$q$, '');
SELECT pg_temp.amend('public.erase_hr_file(bigint, bigint, jsonb)',
  $q$ OR public.stays_known(p_partner, p_person)$q$, '');
SELECT pg_temp.amend('public.retained_hr_file(bigint, date, bigint)',
  $q$ AND NOT public.stays_known(p_partner, t.person_id)$q$, '');
SELECT pg_temp.amend('public.retained_hr_file(bigint, date, bigint)',
  $q$ AND NOT public.stays_known(p_partner, p.id)$q$, '');
DROP FUNCTION pg_temp.amend(regprocedure, text, text);
DROP FUNCTION stays_known(bigint, bigint), erase_safeguarding(bigint, bigint, jsonb),
  retained_safeguarding(bigint, date, bigint), erase_exposure(bigint, bigint, jsonb),
  retained_exposure(bigint, date, bigint), erase_accidents(bigint, bigint, jsonb),
  retained_accidents(bigint, date, bigint);
CREATE OR REPLACE FUNCTION retained_cases(p_partner bigint, p_cutoff date, p_person bigint)
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
DROP FUNCTION cases_to_go(bigint, date, bigint, boolean), normal_pension_day(date);
DROP TRIGGER hr_safetyrecord_keeps ON hr_safetyrecord;
DROP FUNCTION hr_safetyrecord_guard();
