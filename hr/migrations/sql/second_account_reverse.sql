DROP TRIGGER hr_secondaccount_was_checked ON hr_secondaccount;
DROP FUNCTION hr_secondaccount_was_checked();

CREATE OR REPLACE FUNCTION hr_bankchange_moves() RETURNS trigger LANGUAGE plpgsql
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
        AND c.employment_id = NEW.employment_id AND c.fingerprint = NEW.fingerprint AND c.state = 'ACTIVE') THEN
    RAISE EXCEPTION 'another bank account comes by a bank change that was checked'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_bankaccount_was_checked';
  END IF;
  RETURN NULL;
END $$;
