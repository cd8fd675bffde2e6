DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.retained_hr_file(bigint,date,bigint)'::regprocedure),
    $q$  SELECT o.person_id, 'hr_leavingpension', t.id, o.on_date
    FROM o JOIN public.hr_leavingpension t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
$q$, '');
  EXECUTE replace(pg_get_functiondef('public.erase_hr_file(bigint,bigint,jsonb)'::regprocedure),
    $q$'hr_leavingpension', $q$, '');
END $do$;
