-- No payment leaves for somebody who must have a right to work and has none; what has been paid keeps its start.
CREATE FUNCTION payment_right_to_work() RETURNS trigger LANGUAGE plpgsql
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
CREATE TRIGGER payment_right_to_work AFTER INSERT ON payroll_payment REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payment_right_to_work();

CREATE FUNCTION starter_is_not_paid() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.payroll_payment p WHERE p.partner_id = NEW.partner_id
             AND p.employment_id = NEW.employment_id) THEN
    RAISE EXCEPTION 'there has been pay: the start stands'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_startercase_not_paid';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER starter_is_not_paid BEFORE UPDATE ON hr_startercase FOR EACH ROW
  WHEN (NEW.employment_id IS NOT NULL AND (NEW.start_date <> OLD.start_date
        OR (NEW.state = 'VOID_START' AND OLD.state <> 'VOID_START')))
  EXECUTE FUNCTION starter_is_not_paid();
