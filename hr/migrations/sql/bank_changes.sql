-- What an employee asks for begins by being checked: self-service writes a request, and nothing that a check decides.
CREATE FUNCTION hr_bankchange_asks() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF current_user = 'ss_self' AND (NEW.state <> 'REQUESTED' OR NEW.channel <> 'SELF_SERVICE' OR NEW.score IS NOT NULL
     OR NOT NEW.needs_second OR NEW.accepted_at IS NOT NULL OR NEW.payee_check <> 'UNAVAILABLE') THEN
    RAISE EXCEPTION 'a bank change from self-service begins by being checked'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_bankchange_asks';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_bankchange_asks BEFORE INSERT ON hr_bankchange
  FOR EACH ROW EXECUTE FUNCTION hr_bankchange_asks();

-- A change keeps which account it is for and how it was asked for; it moves along the table of states, and ends once.
CREATE FUNCTION hr_bankchange_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.uuid, NEW.partner_id, NEW.person_id, NEW.employment_id, NEW.channel, NEW.evidence, NEW.called_id, NEW.holder,
      NEW.details, NEW.fingerprint)
     IS DISTINCT FROM (OLD.uuid, OLD.partner_id, OLD.person_id, OLD.employment_id, OLD.channel, OLD.evidence,
      OLD.called_id, OLD.holder, OLD.details, OLD.fingerprint)
     OR (NEW.requested_by_id, NEW.requested_human, NEW.requested_at, NEW.signed_in_at)
     IS DISTINCT FROM (OLD.requested_by_id, OLD.requested_human, OLD.requested_at, OLD.signed_in_at) THEN
    RAISE EXCEPTION 'a bank change keeps what was asked for' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('REQUESTED', 'VERIFYING'), ('VERIFYING', 'COOLING_OFF'), ('COOLING_OFF', 'ACTIVE'),
    ('REQUESTED', 'REJECTED'), ('VERIFYING', 'REJECTED'), ('COOLING_OFF', 'REJECTED'),
    ('REQUESTED', 'CANCELLED_BY_OWNER'), ('VERIFYING', 'CANCELLED_BY_OWNER'), ('COOLING_OFF', 'CANCELLED_BY_OWNER')
  ) THEN
    RAISE EXCEPTION 'a bank change does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_bankchange_moves BEFORE UPDATE ON hr_bankchange
  FOR EACH ROW EXECUTE FUNCTION hr_bankchange_moves();

-- No back door: whatever wrote another account of an employment, at commit there is a change of it that went the whole way.
CREATE FUNCTION hr_bankaccount_was_checked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.fingerprint = OLD.fingerprint THEN
    RETURN NULL;
  END IF;
  IF (TG_OP = 'UPDATE' OR EXISTS (
        SELECT 1 FROM public.hr_bankaccount o WHERE o.partner_id = NEW.partner_id AND o.person_id = NEW.person_id
        AND o.employment_id = NEW.employment_id AND o.id < NEW.id AND o.fingerprint <> NEW.fingerprint))
     AND NOT EXISTS (
        SELECT 1 FROM public.hr_bankchange c WHERE c.partner_id = NEW.partner_id AND c.person_id = NEW.person_id
        AND c.employment_id = NEW.employment_id AND c.fingerprint = NEW.fingerprint AND c.state = 'ACTIVE') THEN
    RAISE EXCEPTION 'another bank account comes by a bank change that was checked'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_bankaccount_was_checked';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION hr_bankaccount_was_checked() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER hr_bankaccount_was_checked AFTER INSERT OR UPDATE ON hr_bankaccount
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_bankaccount_was_checked();

-- An alert goes to the contact that was held before: so no change of one goes without its history.
CREATE FUNCTION hr_person_contact_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (NEW.email <> OLD.email AND OLD.email <> '' AND NOT EXISTS (
        SELECT 1 FROM public.hr_contact c WHERE c.partner_id = NEW.partner_id AND c.person_id = NEW.id
        AND c.kind = 'EMAIL' AND c.value = OLD.email))
     OR (NEW.phone <> OLD.phone AND OLD.phone <> '' AND NOT EXISTS (
        SELECT 1 FROM public.hr_contact c WHERE c.partner_id = NEW.partner_id AND c.person_id = NEW.id
        AND c.kind = 'PHONE' AND c.value = OLD.phone)) THEN
    RAISE EXCEPTION 'a contact that is replaced stays in the history'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_person_contact_kept';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION hr_person_contact_kept() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER hr_person_contact_kept AFTER UPDATE ON hr_person
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.email <> OLD.email OR NEW.phone <> OLD.phone)
  EXECUTE FUNCTION hr_person_contact_kept();
REVOKE DELETE ON hr_contact, hr_emergencycontact, hr_bankchange FROM ss_app;
