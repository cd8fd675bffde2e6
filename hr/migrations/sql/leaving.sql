-- A leaving keeps whom it is about, and moves as its table says. It is taken back, never wiped out.
CREATE FUNCTION leaving_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'NOTICE' THEN
      RAISE EXCEPTION 'a leaving begins with notice' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state') THEN
    RAISE EXCEPTION 'a leaving keeps what was approved' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('NOTICE', 'LEFT'), ('LEFT', 'CLOSED'), ('NOTICE', 'WITHDRAWN'), ('LEFT', 'WITHDRAWN')) THEN
    RAISE EXCEPTION 'a leaving does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER leaving_guard BEFORE INSERT OR UPDATE ON hr_leaving
  FOR EACH ROW EXECUTE FUNCTION leaving_guard();
REVOKE DELETE ON hr_leaving, hr_leavingtask FROM ss_app;
