-- An employee may ask for leave and nothing more: what comes from self-service waits for somebody else.
CREATE FUNCTION hr_leavebooking_asks() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF current_user = 'ss_self' AND (NEW.state <> 'REQUESTED' OR NEW.decided_by_id IS NOT NULL
     OR NEW.hours_given_back <> 0) THEN
    RAISE EXCEPTION 'leave that an employee asks for begins by waiting'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_leavebooking_asks';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_leavebooking_asks BEFORE INSERT ON hr_leavebooking
  FOR EACH ROW EXECUTE FUNCTION hr_leavebooking_asks();
