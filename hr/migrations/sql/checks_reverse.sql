-- Back to before checks of people: their retention, their guards, and what goes with a start that never was.
DROP FUNCTION erase_dbs_notes(bigint, bigint, jsonb), retained_dbs_notes(bigint, date, bigint),
  erase_checks(bigint, bigint, jsonb), retained_checks(bigint, date, bigint);
DROP TRIGGER hr_dbscheck_guard ON hr_dbscheck;
DROP TRIGGER hr_registration_guard ON hr_registration;
DROP TRIGGER hr_trainingrecord_guard ON hr_trainingrecord;
DROP TRIGGER hr_dutybar_guard ON hr_dutybar;
DROP FUNCTION hr_check_guard();
CREATE OR REPLACE FUNCTION retained_never_started(p_partner bigint, p_cutoff date, p_person bigint)
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

CREATE OR REPLACE FUNCTION erase_never_started(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_starterevent', 'hr_startergate', 'hr_starteranswers', 'hr_startercase',
    'hr_righttoworknotice', 'hr_righttoworksuspension', 'hr_righttowork', 'hr_document', 'hr_formername',
    'hr_emergencycontact', 'hr_contact', 'hr_equalityanswers');
  PERFORM public.erase_person(p_partner, p_old, public.no_contact() || ', ' || public.no_identity());
END $$;
