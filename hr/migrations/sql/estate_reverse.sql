ALTER TABLE hr_deathcase DISABLE TRIGGER USER;
UPDATE hr_deathcase SET pay = 'TO_DATE' WHERE pay = 'ESTATE';
ALTER TABLE hr_deathcase ENABLE TRIGGER USER;
GRANT DELETE ON hr_representative TO ss_app;
DROP TRIGGER representative_guard ON hr_representative;
DROP FUNCTION representative_guard();
CREATE OR REPLACE FUNCTION retained_death(p_partner bigint, p_cutoff date, p_person bigint)
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
  SELECT o.person_id, 'hr_deathtask', t.id, o.on_date
    FROM o JOIN public.hr_deathtask t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT o.person_id, 'hr_deathoverpayment', t.id, o.on_date
    FROM o JOIN public.hr_deathoverpayment t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT h.person_id, 'partners_communicationshold', h.id, h.on_date FROM h
  UNION ALL
  SELECT h.person_id, 'partners_holdevent', t.id, h.on_date
    FROM h JOIN public.partners_holdevent t ON t.partner_id = p_partner AND t.hold_id = h.id $$;

CREATE OR REPLACE FUNCTION erase_death(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_deathtask', 'hr_deathoverpayment', 'hr_familycorrespondent', 'hr_pensionnotice',
     'hr_deathevent', 'hr_deathcase',
    'partners_holdevent', 'partners_communicationshold');
END $$;

