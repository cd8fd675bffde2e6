-- The ledger goes with the file, before what it is about; and nobody pays back more than was overpaid.
DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.retained_hr_file(bigint,date,bigint)'::regprocedure),
    $q$  SELECT o.person_id, 'hr_leavingpension', t.id, o.on_date$q$,
    $q$  SELECT o.person_id, 'hr_repaymententry', t.id, o.on_date
    FROM o JOIN public.hr_repaymententry t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_repaymentplan', t.id, o.on_date
    FROM o JOIN public.hr_repaymentplan t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_overpaymentline', t.id, o.on_date
    FROM o JOIN public.hr_overpaymentline t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_leavingpension', t.id, o.on_date$q$);
  EXECUTE replace(pg_get_functiondef('public.erase_hr_file(bigint,bigint,jsonb)'::regprocedure),
    $q$'hr_leavingpension', $q$, $q$'hr_repaymententry', 'hr_repaymentplan', 'hr_overpaymentline', 'hr_leavingpension', $q$);
END $do$;

CREATE FUNCTION hr_repayment_within() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE total numeric; paid numeric;
BEGIN
  SELECT p.total INTO total FROM hr_repaymentplan p WHERE p.id = NEW.plan_id FOR UPDATE;
  SELECT coalesce(sum(e.amount), 0) INTO paid FROM hr_repaymententry e
    LEFT JOIN hr_monthlyinput i ON i.id = e.monthly_input_id
    WHERE e.plan_id = NEW.plan_id AND (i.id IS NULL OR i.state NOT IN ('REJECTED', 'WITHDRAWN'));
  IF paid + NEW.amount > total THEN
    RAISE EXCEPTION 'more than was overpaid' USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_repayment_within';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_repayment_within BEFORE INSERT ON hr_repaymententry
  FOR EACH ROW EXECUTE FUNCTION hr_repayment_within();
REVOKE DELETE ON hr_repaymentplan FROM ss_app;
SELECT let_people_merge();
