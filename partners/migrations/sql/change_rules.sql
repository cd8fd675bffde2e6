-- What a partner lets through without an approval is applied without one, unless it moves pay.
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
  IF (NEW.made_by_id, NEW.made_human, NEW.kind, NEW.person_id, NEW.partner_id, NEW.affects_pay)
     IS DISTINCT FROM (OLD.made_by_id, OLD.made_human, OLD.kind, OLD.person_id, OLD.partner_id, OLD.affects_pay) THEN
    RAISE EXCEPTION 'a change request keeps its maker and its subject' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.settled_at IS NOT NULL THEN
    RAISE EXCEPTION 'a settled change request stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state IN ('APPLYING', 'APPLIED') AND (
       (NOT EXISTS (SELECT 1 FROM public.partners_approvalstep s
                    WHERE s.partner_id = NEW.partner_id AND s.change_id = NEW.id AND s.round = NEW.round)
        AND NOT (NOT NEW.affects_pay AND EXISTS (
              SELECT 1 FROM public.partners_autoapproval a
               WHERE a.partner_id = NEW.partner_id AND a.kind = NEW.kind
                 AND a.valid @> (NEW.submitted_at AT TIME ZONE 'Europe/London')::date)))
       OR EXISTS (SELECT 1 FROM public.partners_approvalstep s
                  WHERE s.partner_id = NEW.partner_id AND s.change_id = NEW.id AND s.round = NEW.round
                    AND (s.decided_by_id IS NULL OR s.content_hash <> NEW.content_hash))) THEN
    RAISE EXCEPTION 'a change request is applied when every approval is for what it says'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- Nobody decides about themselves: by human being, whatever login, for whomever, alone or in a list.
CREATE FUNCTION approval_step_not_about_oneself() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.decided_by_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM public.partners_changerequest c
      JOIN public.partners_grant g ON g.partner_id = c.partner_id AND g.person_id = ANY (c.people || c.person_id)
      JOIN public.partners_user u ON u.id = g.user_id
     WHERE c.partner_id = NEW.partner_id AND c.id = NEW.change_id
       AND u.human_id IN (NEW.decided_human, NEW.behalf_human)
  ) THEN
    RAISE EXCEPTION 'nobody decides about themselves'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'partners_step_not_about_oneself';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_step_not_about_oneself BEFORE INSERT OR UPDATE ON partners_approvalstep
  FOR EACH ROW EXECUTE FUNCTION approval_step_not_about_oneself();
