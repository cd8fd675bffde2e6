DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.retained_hr_file(bigint,date,bigint)'::regprocedure),
    $q$  SELECT o.person_id, 'hr_liabilityperson', t.id, o.on_date
    FROM o JOIN public.hr_liabilityperson t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
$q$, '');
  EXECUTE replace(pg_get_functiondef('public.erase_hr_file(bigint,bigint,jsonb)'::regprocedure),
    $q$'hr_liabilityperson', $q$, '');
END $do$;
DROP TRIGGER hr_liability_people_keep ON hr_liabilityperson;
DROP FUNCTION hr_liability_people_keep();
DROP TRIGGER hr_liability_keeps ON hr_liabilitydisclosure;
DROP FUNCTION hr_liability_keeps();
DROP FUNCTION hr_liability_cases(bigint, bigint, date);
