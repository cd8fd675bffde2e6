-- Another job keeps its start once there was pay for a period that it was in.
DROP TRIGGER starter_is_not_paid ON hr_startercase;
CREATE OR REPLACE FUNCTION starter_is_not_paid() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.payroll_payment p WHERE p.partner_id = NEW.partner_id
             AND p.employment_id = NEW.employment_id)
     OR (NEW.route = 'ADDED' AND EXISTS (
       SELECT 1 FROM public.payroll_payment p
       JOIN public.payroll_payrun r ON r.partner_id = p.partner_id AND r.id = p.run_id
       JOIN public.payroll_payperiod d ON d.partner_id = r.partner_id AND d.id = r.period_id
       WHERE p.partner_id = NEW.partner_id AND p.employment_id = NEW.joins_id
         AND upper(d.covers) > OLD.start_date)) THEN
    RAISE EXCEPTION 'there has been pay: the start stands'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_startercase_not_paid';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER starter_is_not_paid BEFORE UPDATE ON hr_startercase FOR EACH ROW
  WHEN ((NEW.employment_id IS NOT NULL OR NEW.assignment_id IS NOT NULL) AND (NEW.start_date <> OLD.start_date
        OR (NEW.state = 'VOID_START' AND OLD.state <> 'VOID_START')))
  EXECUTE FUNCTION starter_is_not_paid();
