-- A profile says what it says; a second human being decides, by whatever login.
CREATE FUNCTION mail_profile_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT human_id INTO STRICT NEW.made_human FROM public.partners_user WHERE id = NEW.made_by_id;
    IF NEW.state <> 'PROPOSED' THEN
      RAISE EXCEPTION 'a profile begins as a proposal' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'PROPOSED'
     OR (to_jsonb(NEW) - '{state,decided_by_id,decided_human,decided_at,decision_note}'::text[])
        IS DISTINCT FROM (to_jsonb(OLD) - '{state,decided_by_id,decided_human,decided_at,decision_note}'::text[]) THEN
    RAISE EXCEPTION 'a profile keeps what it says, and is decided once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.decided_by_id IS NOT NULL THEN
    SELECT human_id INTO STRICT NEW.decided_human FROM public.partners_user WHERE id = NEW.decided_by_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER mail_profile_guard BEFORE INSERT OR UPDATE ON partners_mailprofile
  FOR EACH ROW EXECUTE FUNCTION mail_profile_guard();

-- A batch goes its way, is released by a second human being, and goes no further with a letter that is held back.
CREATE FUNCTION letter_batch_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT human_id INTO STRICT NEW.made_human FROM public.partners_user WHERE id = NEW.made_by_id;
    IF NEW.state <> 'BUILT' THEN
      RAISE EXCEPTION 'a batch begins by being made' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state IN ('POSTED', 'DISCARDED')
     OR (NEW.partner_id, NEW.number, NEW.is_restricted, NEW.made_by_id, NEW.made_human, NEW.made_at)
        IS DISTINCT FROM (OLD.partner_id, OLD.number, OLD.is_restricted, OLD.made_by_id, OLD.made_human, OLD.made_at) THEN
    RAISE EXCEPTION 'a batch keeps what it is, and ends once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('BUILT', 'RELEASED'), ('RELEASED', 'BUILT'), ('RELEASED', 'PRINTED'), ('PRINTED', 'POSTED'),
       ('BUILT', 'DISCARDED'), ('RELEASED', 'DISCARDED'), ('PRINTED', 'DISCARDED')) THEN
    RAISE EXCEPTION 'a batch does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.released_by_id IS NOT NULL THEN
    SELECT human_id INTO STRICT NEW.released_human FROM public.partners_user WHERE id = NEW.released_by_id;
  END IF;
  IF NEW.state IN ('RELEASED', 'PRINTED', 'POSTED') AND NEW.state <> OLD.state AND EXISTS (
       SELECT 1 FROM public.partners_letter l
       JOIN public.partners_outboundmessage m ON m.partner_id = l.partner_id AND m.id = l.message_id
       WHERE l.partner_id = NEW.partner_id AND l.batch_id = NEW.id AND l.pulled_at IS NULL AND m.state <> 'QUEUED') THEN
    RAISE EXCEPTION 'a letter in this batch is held back' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letter_batch_guard BEFORE INSERT OR UPDATE ON partners_letterbatch
  FOR EACH ROW EXECUTE FUNCTION letter_batch_guard();

-- A letter keeps whom it is to; what was posted stays where it was.
CREATE FUNCTION letter_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.uuid, NEW.partner_id, NEW.message_id, NEW.person_id, NEW.about_id, NEW.template_code, NEW.template_from)
     IS DISTINCT FROM
     (OLD.uuid, OLD.partner_id, OLD.message_id, OLD.person_id, OLD.about_id, OLD.template_code, OLD.template_from)
     OR OLD.returned_at IS NOT NULL THEN
    RAISE EXCEPTION 'a letter keeps what it is and to whom' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.batch_id IS NOT NULL AND NEW.batch_id IS DISTINCT FROM OLD.batch_id AND EXISTS (
       SELECT 1 FROM public.partners_letterbatch b
       WHERE b.partner_id = OLD.partner_id AND b.id = OLD.batch_id AND b.state = 'POSTED') THEN
    RAISE EXCEPTION 'a posted letter stays in its batch' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letter_guard BEFORE UPDATE ON partners_letter FOR EACH ROW EXECUTE FUNCTION letter_guard();

-- A letter has left when its batch was posted with it, and in no other way.
CREATE FUNCTION letter_left_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.channel = 'POST' AND NEW.state = 'SENT' AND OLD.state <> 'SENT' AND NOT EXISTS (
       SELECT 1 FROM public.partners_letter l
       JOIN public.partners_letterbatch b ON b.partner_id = l.partner_id AND b.id = l.batch_id
       WHERE l.partner_id = NEW.partner_id AND l.message_id = NEW.id AND l.pulled_at IS NULL AND b.state = 'POSTED') THEN
    RAISE EXCEPTION 'a letter leaves with a batch that was posted' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER letter_left_guard BEFORE UPDATE ON partners_outboundmessage
  FOR EACH ROW EXECUTE FUNCTION letter_left_guard();
REVOKE DELETE ON partners_mailprofile, partners_letterbatch, partners_letter, partners_addressstop FROM ss_app;
