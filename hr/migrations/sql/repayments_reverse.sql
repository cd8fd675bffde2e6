GRANT DELETE ON hr_repaymentplan TO ss_app;
DROP TRIGGER hr_repayment_within ON hr_repaymententry;
DROP FUNCTION hr_repayment_within();
DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.retained_hr_file(bigint,date,bigint)'::regprocedure),
    $q$  SELECT o.person_id, 'hr_repaymententry', t.id, o.on_date
    FROM o JOIN public.hr_repaymententry t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_repaymentplan', t.id, o.on_date
    FROM o JOIN public.hr_repaymentplan t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_overpaymentline', t.id, o.on_date
    FROM o JOIN public.hr_overpaymentline t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
$q$, '');
  EXECUTE replace(pg_get_functiondef('public.erase_hr_file(bigint,bigint,jsonb)'::regprocedure), $q$'hr_repaymententry', 'hr_repaymentplan', 'hr_overpaymentline', $q$, '');
END $do$;
