DROP TRIGGER approval_step_not_about_oneself ON partners_approvalstep;
DROP FUNCTION approval_step_not_about_oneself();
CREATE OR REPLACE FUNCTION change_request_guard() RETURNS trigger LANGUAGE plpgsql
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
