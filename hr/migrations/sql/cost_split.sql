-- The shares of a job's cost add up to 100 on every date that has any: checked where a share starts and where one ends.
-- Security definer, because a deferred check may run when the scope of the statement has been left.
CREATE FUNCTION hr_costsplit_adds_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  changed public.hr_costsplit := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  bad record;
BEGIN
  SELECT edge.on_date, sum(s.percent) AS total INTO bad
  FROM (
    SELECT lower(e.valid) AS on_date FROM public.hr_costsplit e
    WHERE e.partner_id = changed.partner_id AND e.assignment_id = changed.assignment_id
    UNION
    SELECT upper(e.valid) FROM public.hr_costsplit e
    WHERE e.partner_id = changed.partner_id AND e.assignment_id = changed.assignment_id AND NOT upper_inf(e.valid)
  ) edge
  JOIN public.hr_costsplit s
    ON s.partner_id = changed.partner_id AND s.assignment_id = changed.assignment_id AND s.valid @> edge.on_date
  GROUP BY edge.on_date HAVING sum(s.percent) <> 100 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'cost shares of the job add up to % percent on %, not 100', bad.total, bad.on_date
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_costsplit_adds_up';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION hr_costsplit_adds_up() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER hr_costsplit_adds_up AFTER INSERT OR UPDATE OR DELETE ON hr_costsplit
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_costsplit_adds_up();
