-- Whoever is said to have been decided for had lent their decision to the decider on that day (domain SEC-04).
CREATE FUNCTION hr_decided_for() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM public.partners_delegation d JOIN public.partners_user g ON g.id = d.giver_id
    WHERE d.partner_id = NEW.partner_id AND d.giver_id = NEW.behalf_of_id AND d.receiver_id = NEW.decided_by_id
      AND g.human_id = NEW.behalf_human
      AND d.valid @> (NEW.decided_at AT TIME ZONE 'Europe/London')::date
      AND (d.ended_at IS NULL OR d.ended_at >= NEW.decided_at)
  ) THEN
    RAISE EXCEPTION 'nobody had lent this decision' USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_decided_for';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION hr_decided_for() FROM PUBLIC;
CREATE TRIGGER hr_claim_decided_for BEFORE INSERT OR UPDATE OF behalf_of_id, behalf_human, decided_by_id, decided_at
ON hr_claim FOR EACH ROW WHEN (NEW.behalf_of_id IS NOT NULL) EXECUTE FUNCTION hr_decided_for();
CREATE TRIGGER hr_leavebooking_decided_for
BEFORE INSERT OR UPDATE OF behalf_of_id, behalf_human, decided_by_id, decided_at
ON hr_leavebooking FOR EACH ROW WHEN (NEW.behalf_of_id IS NOT NULL) EXECUTE FUNCTION hr_decided_for();
SELECT let_people_merge();
