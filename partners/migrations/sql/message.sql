-- A message keeps what it says and to whom; one that was sent, failed or was cancelled stays as it is.
CREATE FUNCTION outbound_message_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.uuid, NEW.partner_id, NEW.key, NEW.kind, NEW.address, NEW.subject, NEW.template, NEW.body)
     IS DISTINCT FROM (OLD.uuid, OLD.partner_id, OLD.key, OLD.kind, OLD.address, OLD.subject, OLD.template, OLD.body)
     OR (NEW.user_id, NEW.person_id) IS DISTINCT FROM (OLD.user_id, OLD.person_id) THEN
    RAISE EXCEPTION 'a message keeps what it says and to whom' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.settled_at IS NOT NULL THEN
    RAISE EXCEPTION 'a settled message stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER outbound_message_guard BEFORE UPDATE ON partners_outboundmessage
  FOR EACH ROW EXECUTE FUNCTION outbound_message_guard();

-- A hold is set for one person and lifted once.
CREATE FUNCTION communications_hold_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF OLD.lifted_at IS NOT NULL OR (NEW.partner_id, NEW.person_id, NEW.addresses, NEW.set_by_id, NEW.set_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.addresses, OLD.set_by_id, OLD.set_at) THEN
    RAISE EXCEPTION 'a hold is only ever lifted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER communications_hold_guard BEFORE UPDATE ON partners_communicationshold
  FOR EACH ROW EXECUTE FUNCTION communications_hold_guard();
REVOKE DELETE ON partners_outboundmessage, partners_communicationshold FROM ss_app;
