-- Who proposed a change stands on each of its approvals, written by the database: then no step can be one's own.
CREATE FUNCTION approval_step_maker() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.change_id, NEW.round, NEW.number, NEW.permission, NEW.partner_id)
     IS DISTINCT FROM (OLD.change_id, OLD.round, OLD.number, OLD.permission, OLD.partner_id) THEN
    RAISE EXCEPTION 'an approval belongs to its request for good' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.decided_by_id IS NOT NULL THEN
    RAISE EXCEPTION 'a decision is made once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT made_human INTO STRICT NEW.made_human FROM public.partners_changerequest
    WHERE partner_id = NEW.partner_id AND id = NEW.change_id;
  IF NEW.decided_by_id IS NOT NULL THEN
    SELECT human_id INTO STRICT NEW.decided_human FROM public.partners_user WHERE id = NEW.decided_by_id;
    SELECT human_id INTO NEW.behalf_human FROM public.partners_user WHERE id = NEW.behalf_of_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_step_maker BEFORE INSERT OR UPDATE ON partners_approvalstep
  FOR EACH ROW EXECUTE FUNCTION approval_step_maker();

-- A request keeps its maker, and is applied only when each approval of its round is for what it says.
CREATE FUNCTION change_request_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT human_id INTO STRICT NEW.made_human FROM public.partners_user WHERE id = NEW.made_by_id;
    IF NEW.state <> 'WAITING' THEN
      RAISE EXCEPTION 'a change request begins by waiting' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.made_by_id, NEW.made_human, NEW.kind, NEW.person_id, NEW.partner_id)
     IS DISTINCT FROM (OLD.made_by_id, OLD.made_human, OLD.kind, OLD.person_id, OLD.partner_id) THEN
    RAISE EXCEPTION 'a change request keeps its maker and its subject' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.settled_at IS NOT NULL THEN
    RAISE EXCEPTION 'a settled change request stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state = 'APPLIED' AND (
       NOT EXISTS (SELECT 1 FROM public.partners_approvalstep s
                   WHERE s.partner_id = NEW.partner_id AND s.change_id = NEW.id AND s.round = NEW.round)
       OR EXISTS (SELECT 1 FROM public.partners_approvalstep s
                  WHERE s.partner_id = NEW.partner_id AND s.change_id = NEW.id AND s.round = NEW.round
                    AND (s.decided_by_id IS NULL OR s.content_hash <> NEW.content_hash))) THEN
    RAISE EXCEPTION 'a change request is applied when every approval is for what it says'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER change_request_guard BEFORE INSERT OR UPDATE ON partners_changerequest
  FOR EACH ROW EXECUTE FUNCTION change_request_guard();
REVOKE DELETE ON partners_changerequest, partners_approvalstep FROM ss_app;
