DROP FUNCTION app_changes_within(bigint, bigint[], bigint[]);
ALTER POLICY team ON partners_changerequest
  USING ((SELECT app_whole_partner()) OR person_id IN (SELECT app_team_people()))
  WITH CHECK ((SELECT app_whole_partner()) OR person_id IN (SELECT app_team_people()));
DROP TRIGGER change_units ON partners_changerequest;
DROP FUNCTION change_units();
DROP FUNCTION app_units_in_scope();
DROP FUNCTION app_units_of_change(bigint, text, jsonb);
DROP FUNCTION app_people_of_units(bigint[], boolean);
DROP FUNCTION app_units_below(bigint[]);
DROP FUNCTION app_is_office();
CREATE OR REPLACE FUNCTION access_proposal_guard() RETURNS trigger LANGUAGE plpgsql
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

CREATE OR REPLACE FUNCTION grant_guard() RETURNS trigger LANGUAGE plpgsql
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
