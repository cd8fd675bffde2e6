-- Access is proposed by one human being, approved by another, and received by a third, by whatever logins.
CREATE FUNCTION human_of(p_user bigint) RETURNS uuid LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT human_id FROM public.partners_user WHERE id = p_user $$;

CREATE FUNCTION access_proposal_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE decided text[] := '{state,decided_by_id,decided_human,decided_at,decision_note,grant_id,receiver_human}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.made_human := public.human_of(NEW.made_by_id);
    NEW.receiver_human := (SELECT human_id FROM public.partners_user WHERE lower(email) = lower(NEW.email));
    IF NEW.state <> 'PROPOSED' THEN
      RAISE EXCEPTION 'access begins as a proposal' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'PROPOSED' OR (to_jsonb(NEW) - decided) IS DISTINCT FROM (to_jsonb(OLD) - decided) THEN
    RAISE EXCEPTION 'a proposal keeps what it says, and is decided once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.receiver_human := OLD.receiver_human;
  NEW.decided_human := public.human_of(NEW.decided_by_id);
  IF NEW.state = 'APPROVED' THEN
    SELECT public.human_of(g.user_id) INTO NEW.receiver_human FROM public.partners_grant g
    WHERE g.id = NEW.grant_id AND (g.partner_id, g.role, g.granted_by_id, g.approved_by_id)
          = (NEW.partner_id, NEW.role, NEW.made_by_id, NEW.decided_by_id) AND g.unit_id IS NOT DISTINCT FROM NEW.unit_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the access is not what was proposed' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_proposal_guard BEFORE INSERT OR UPDATE ON partners_accessproposal
  FOR EACH ROW EXECUTE FUNCTION access_proposal_guard();

CREATE FUNCTION grant_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.user_id, NEW.partner_id, NEW.role, NEW.unit_id, NEW.basis, NEW.granted_by_id, NEW.approved_by_id,
        NEW.approved_at, NEW.approved_days)
       IS DISTINCT FROM (OLD.user_id, OLD.partner_id, OLD.role, OLD.unit_id, OLD.basis, OLD.granted_by_id,
        OLD.approved_by_id, OLD.approved_at, OLD.approved_days) THEN
      RAISE EXCEPTION 'access keeps whom it is for, what it is and who approved it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.basis = 'EARLIER' THEN
    RAISE EXCEPTION 'access needs a second administrator' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.basis = 'APPROVED' AND (
       public.human_of(NEW.granted_by_id) = public.human_of(NEW.approved_by_id)
       OR public.human_of(NEW.user_id) IN (public.human_of(NEW.granted_by_id), public.human_of(NEW.approved_by_id))) THEN
    RAISE EXCEPTION 'who proposes, who approves and who receives access are three people' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.basis = 'SET_UP' THEN
    -- One appointment at a time: the operator names the first two administrators, and nobody beside them.
    PERFORM pg_advisory_xact_lock(hashtext('partners_grant'), NEW.partner_id::int);
    IF (SELECT count(DISTINCT u.human_id) FROM public.partners_grant g JOIN public.partners_user u ON u.id = g.user_id
        WHERE g.partner_id = NEW.partner_id AND g.role = 'USER_ADMIN' AND g.suspended_at IS NULL AND u.is_active
          AND (upper_inf(g.valid) OR upper(g.valid) > lower(NEW.valid))) >= 2 THEN
      RAISE EXCEPTION 'two administrators are there: they give access' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_guard BEFORE INSERT OR UPDATE ON partners_grant FOR EACH ROW EXECUTE FUNCTION grant_guard();

REVOKE DELETE ON partners_accessproposal FROM ss_app;

-- The record of people is merged by an app above this one, whose functions may not be there yet.
DO $$ BEGIN
  IF to_regprocedure('public.let_people_merge()') IS NOT NULL THEN PERFORM public.let_people_merge(); END IF;
END $$;
