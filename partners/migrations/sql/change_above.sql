-- Somebody above decides only what was sent up.
CREATE FUNCTION approval_step_from_above() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.from_above AND NOT EXISTS (
    SELECT 1 FROM public.partners_changerequest c
     WHERE c.partner_id = NEW.partner_id AND c.id = NEW.change_id AND c.escalated_at IS NOT NULL) THEN
    RAISE EXCEPTION 'somebody above decides what was sent up'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'partners_step_from_above';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_step_from_above BEFORE INSERT OR UPDATE ON partners_approvalstep
  FOR EACH ROW EXECUTE FUNCTION approval_step_from_above();
