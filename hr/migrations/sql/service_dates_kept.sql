-- A date of service that was recorded stays: another one takes its place, and the row says who ended it and why.
CREATE FUNCTION service_date_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.since <> OLD.since OR NEW.purpose <> OLD.purpose OR NEW.employment_id <> OLD.employment_id
     OR OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ended_by_id, NEW.end_reason)
        IS DISTINCT FROM (OLD.ended_at, OLD.ended_by_id, OLD.end_reason)
     OR (OLD.verified_at IS NOT NULL OR OLD.ended_at IS NOT NULL)
        AND (NEW.evidence, NEW.verified_by_id, NEW.verified_at)
            IS DISTINCT FROM (OLD.evidence, OLD.verified_by_id, OLD.verified_at) THEN
    RAISE EXCEPTION 'a date of service that was recorded stays: another takes its place'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_servicedate_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER service_date_stays BEFORE UPDATE ON hr_servicedate
  FOR EACH ROW EXECUTE FUNCTION service_date_stays();
SELECT let_people_merge();
