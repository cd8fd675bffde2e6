CREATE OR REPLACE FUNCTION payroll_runmember_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM payroll_run_is_open(array(SELECT DISTINCT run_id FROM changed_rows));
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION starter_answers_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF OLD.taken_at IS NOT NULL OR to_jsonb(NEW) - '{taken_by_id,taken_at}'::text[]
     IS DISTINCT FROM to_jsonb(OLD) - '{taken_by_id,taken_at}'::text[] THEN
    RAISE EXCEPTION 'what a starter said is never changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION payment_right_to_work() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM new_rows p
    JOIN public.payroll_payrun r ON r.partner_id = p.partner_id AND r.id = p.run_id
    JOIN public.payroll_payperiod d ON d.partner_id = r.partner_id AND d.id = r.period_id
    JOIN public.hr_employment e ON e.partner_id = p.partner_id AND e.id = p.employment_id
    LEFT JOIN public.hr_startercase c ON c.partner_id = p.partner_id AND c.employment_id = p.employment_id
    LEFT JOIN public.hr_righttoworksuspension s ON s.partner_id = p.partner_id AND s.person_id = p.person_id
      AND s.state <> 'RENEWED'
    WHERE (c.id IS NOT NULL OR s.id IS NOT NULL)
      AND (c.state = 'VOID_START' OR s.state = 'SUSPENDED_RTW' OR NOT public.app_right_to_work(
             p.partner_id, p.person_id, LEAST(d.pay_date, upper(e.valid) - 1)))) THEN
    RAISE EXCEPTION 'nobody is paid without a valid right to work'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payroll_payment_right_to_work';
  END IF;
  RETURN NULL;
END $$;
DROP FUNCTION erase_pay_gap(bigint, bigint, jsonb), retained_pay_gap(bigint, date, bigint),
  erase_bank(bigint, bigint, jsonb), retained_bank(bigint, date, bigint),
  erase_pay(bigint, bigint, jsonb), retained_pay(bigint, date, bigint);
DROP FUNCTION accounts_last_used(bigint, bigint);
