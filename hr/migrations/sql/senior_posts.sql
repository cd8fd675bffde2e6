-- What the accounts report of a post by itself (domain FIN-15) is agreed by a second person and then only ends.

CREATE FUNCTION hr_seniorpost_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE deciding CONSTANT text[] := '{state,words,decided_by_id,decided_human,decided_at}';
        ending CONSTANT text[] := '{valid,words}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PROPOSED' THEN
      RAISE EXCEPTION 'a senior post begins as a proposal'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_seniorpost_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'PROPOSED' AND to_jsonb(NEW) - deciding = to_jsonb(OLD) - deciding THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'AGREED' AND to_jsonb(NEW) - ending = to_jsonb(OLD) - ending
     AND lower(NEW.valid) = lower(OLD.valid) AND NOT upper_inf(NEW.valid) AND NEW.valid <@ OLD.valid THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a senior post stays as it was agreed, until it ends'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_seniorpost_stays';
END $$;
CREATE TRIGGER senior_post_stays BEFORE INSERT OR UPDATE ON hr_seniorpost
  FOR EACH ROW EXECUTE FUNCTION hr_seniorpost_stays();
CREATE TRIGGER senior_post_kept BEFORE DELETE ON hr_seniorpost FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
