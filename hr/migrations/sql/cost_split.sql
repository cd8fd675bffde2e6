-- The shares of a job's cost add up to 100 from the first share on, checked once a transaction.
CREATE FUNCTION hr_costsplit_adds_up() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  changed hr_costsplit := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  bad record;
BEGIN
  SELECT at.on_date, at.total INTO bad FROM (
    SELECT lower(s.valid) AS on_date, (
      SELECT sum(o.percent) FROM hr_costsplit o
      WHERE o.partner_id = s.partner_id AND o.assignment_id = s.assignment_id AND o.valid @> lower(s.valid)) AS total
    FROM hr_costsplit s WHERE s.partner_id = changed.partner_id AND s.assignment_id = changed.assignment_id) at
  WHERE at.total <> 100 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'cost shares of the job add up to % percent on %, not 100', bad.total, bad.on_date
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_costsplit_adds_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hr_costsplit_adds_up AFTER INSERT OR UPDATE OR DELETE ON hr_costsplit
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_costsplit_adds_up();
