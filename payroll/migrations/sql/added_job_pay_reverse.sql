DROP TRIGGER starter_is_not_paid ON hr_startercase;
CREATE OR REPLACE FUNCTION starter_is_not_paid() RETURNS trigger LANGUAGE plpgsql
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
