-- A change keeps which of the two accounts it is for, and how much goes to the second one.
CREATE OR REPLACE FUNCTION hr_bankchange_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.uuid, NEW.partner_id, NEW.person_id, NEW.employment_id, NEW.channel, NEW.evidence, NEW.called_id, NEW.holder,
      NEW.details, NEW.fingerprint, NEW.part, NEW.amount)
     IS DISTINCT FROM (OLD.uuid, OLD.partner_id, OLD.person_id, OLD.employment_id, OLD.channel, OLD.evidence,
      OLD.called_id, OLD.holder, OLD.details, OLD.fingerprint, OLD.part, OLD.amount)
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

-- A change of the second account is no leave to write the main one.
CREATE OR REPLACE FUNCTION hr_bankaccount_was_checked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
        AND c.employment_id = NEW.employment_id AND c.fingerprint = NEW.fingerprint AND c.state = 'ACTIVE'
        AND c.part = 'MAIN') THEN
    RAISE EXCEPTION 'another bank account comes by a bank change that was checked'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_bankaccount_was_checked';
  END IF;
  RETURN NULL;
END $$;

-- No back door to the second account either: not even a first one, a higher amount, or one that had ended. At commit it
-- is what a change says that went the whole way, and it has ended by the day of a later change that says otherwise.
CREATE FUNCTION hr_secondaccount_was_checked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE now_is public.hr_secondaccount; last_word public.hr_bankchange;
BEGIN
  SELECT a.* INTO now_is FROM public.hr_secondaccount a WHERE a.partner_id = NEW.partner_id AND a.id = NEW.id;
  IF NOT FOUND OR (TG_OP = 'UPDATE' AND NEW.valid <@ OLD.valid
     AND (NEW.employment_id, NEW.fingerprint, NEW.amount) = (OLD.employment_id, OLD.fingerprint, OLD.amount)) THEN
    RETURN NULL;
  END IF;
  SELECT c.* INTO last_word FROM public.hr_bankchange c
  WHERE c.partner_id = NEW.partner_id AND c.person_id = now_is.person_id AND c.employment_id = now_is.employment_id
    AND c.part IN ('SECOND', 'END') AND c.state = 'ACTIVE'
  ORDER BY c.settled_at DESC, c.id DESC LIMIT 1;
  IF (last_word.part, last_word.fingerprint, last_word.amount)
       IS DISTINCT FROM ('SECOND', now_is.fingerprint, now_is.amount)
     AND (upper(now_is.valid) IS NULL
       OR upper(now_is.valid) > (last_word.settled_at AT TIME ZONE 'Europe/London')::date
       OR NOT EXISTS (
         SELECT 1 FROM public.hr_bankchange c
         WHERE c.partner_id = NEW.partner_id AND c.person_id = now_is.person_id
           AND c.employment_id = now_is.employment_id AND c.part = 'SECOND' AND c.state = 'ACTIVE'
           AND c.fingerprint = now_is.fingerprint AND c.amount = now_is.amount)) THEN
    RAISE EXCEPTION 'a second account comes by a bank change that was checked'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_secondaccount_was_checked';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION hr_secondaccount_was_checked() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER hr_secondaccount_was_checked AFTER INSERT OR UPDATE ON hr_secondaccount
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_secondaccount_was_checked();
