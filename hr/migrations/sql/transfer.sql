-- The envelope of a transfer: its content stands for good, the receiver alone accepts or refuses, the releaser alone
-- takes back and completes. Both humans are written by the database.
CREATE FUNCTION transfer_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  signs  text[] := ARRAY['state', 'signed_by_id', 'signed_human', 'signed_at', 'note'];
  scope  bigint[] := app_partner_ids();
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'RELEASED' THEN
      RAISE EXCEPTION 'a transfer begins with its release' USING ERRCODE = 'check_violation';
    END IF;
    SELECT human_id INTO STRICT NEW.released_human FROM public.partners_user WHERE id = NEW.released_by_id;
    RETURN NEW;
  END IF;
  IF (to_jsonb(NEW) - signs) IS DISTINCT FROM (to_jsonb(OLD) - signs) THEN
    RAISE EXCEPTION 'what an envelope carries does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (OLD.state, NEW.state) NOT IN (
       ('RELEASED', 'ACCEPTED'), ('RELEASED', 'REFUSED'), ('RELEASED', 'WITHDRAWN'), ('ACCEPTED', 'COMPLETED')) THEN
    RAISE EXCEPTION 'a transfer does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state IN ('ACCEPTED', 'REFUSED') AND NOT NEW.to_partner_id = ANY (scope) THEN
    RAISE EXCEPTION 'the receiving partner signs' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state IN ('WITHDRAWN', 'COMPLETED') AND NOT NEW.partner_id = ANY (scope) THEN
    RAISE EXCEPTION 'the releasing partner takes back and completes' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state = 'COMPLETED' AND (NEW.signed_by_id, NEW.signed_at) IS DISTINCT FROM (OLD.signed_by_id, OLD.signed_at) THEN
    RAISE EXCEPTION 'a signature does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.signed_by_id IS NOT NULL THEN
    SELECT human_id INTO STRICT NEW.signed_human FROM public.partners_user WHERE id = NEW.signed_by_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER transfer_guard BEFORE INSERT OR UPDATE ON hr_transferenvelope
  FOR EACH ROW EXECUTE FUNCTION transfer_guard();
REVOKE DELETE ON hr_transferenvelope FROM ss_app;
