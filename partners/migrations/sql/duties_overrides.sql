-- The control that was approved stays what it is.
CREATE FUNCTION grant_override_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  RAISE EXCEPTION 'access keeps the control that was approved with it' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER grant_override_guard BEFORE UPDATE OF mitigation, mitigates ON partners_grant FOR EACH ROW
  WHEN ((OLD.mitigation, OLD.mitigates) IS DISTINCT FROM (NEW.mitigation, NEW.mitigates))
  EXECUTE FUNCTION grant_override_guard();

DO $$ BEGIN
  IF to_regprocedure('public.let_people_merge()') IS NOT NULL THEN PERFORM public.let_people_merge(); END IF;
END $$;
