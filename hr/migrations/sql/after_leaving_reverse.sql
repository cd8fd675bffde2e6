DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.retained_hr_file(bigint,date,bigint)'::regprocedure),
    $q$  SELECT o.person_id, 'hr_issuedp45', t.id, o.on_date
    FROM o JOIN public.hr_issuedp45 t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_overpaymentfigure', t.id, o.on_date
    FROM o JOIN public.hr_overpaymentfigure t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
$q$, '');
  EXECUTE replace(pg_get_functiondef('public.erase_hr_file(bigint,bigint,jsonb)'::regprocedure),
    $q$'hr_issuedp45', 'hr_overpaymentfigure', $q$, '');
END $do$;
DROP TRIGGER hr_issuedp45_keeps ON hr_issuedp45;
DROP FUNCTION hr_issuedp45_keeps();
