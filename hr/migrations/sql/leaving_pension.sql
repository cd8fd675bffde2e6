-- The pension that begins with a leaving goes with the file, before the leaving itself.
DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.retained_hr_file(bigint,date,bigint)'::regprocedure),
    $q$  SELECT o.person_id, 'hr_overpaymentcase', t.id, o.on_date$q$,
    $q$  SELECT o.person_id, 'hr_leavingpension', t.id, o.on_date
    FROM o JOIN public.hr_leavingpension t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_overpaymentcase', t.id, o.on_date$q$);
  EXECUTE replace(pg_get_functiondef('public.erase_hr_file(bigint,bigint,jsonb)'::regprocedure),
    $q$'hr_overpaymentcase', $q$, $q$'hr_leavingpension', 'hr_overpaymentcase', $q$);
END $do$;
SELECT let_people_merge();
