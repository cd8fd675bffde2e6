-- Access that is limited to a unit or an employer keeps what it is limited to.
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
          = (NEW.partner_id, NEW.role, NEW.made_by_id, NEW.decided_by_id) AND g.unit_id IS NOT DISTINCT FROM NEW.unit_id
      AND g.entity_id IS NOT DISTINCT FROM NEW.entity_id;
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
    IF (NEW.user_id, NEW.partner_id, NEW.role, NEW.unit_id, NEW.entity_id, NEW.basis, NEW.granted_by_id, NEW.approved_by_id,
        NEW.approved_at, NEW.approved_days)
       IS DISTINCT FROM (OLD.user_id, OLD.partner_id, OLD.role, OLD.unit_id, OLD.entity_id, OLD.basis, OLD.granted_by_id,
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

-- Whether the scope is that of an office held for part of a partner: then posts and requests end where people do.
CREATE FUNCTION app_is_office() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
  SELECT COALESCE(current_setting('app.is_office', true), '') = 'on' $$;

-- The app that keeps units and people replaces these; without it, a limited role reaches nothing.
CREATE FUNCTION app_units_below(p_units bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN '{}'::bigint[];
END $$;
CREATE FUNCTION app_people_of_units(p_units bigint[], p_is_office boolean) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN;
END $$;
CREATE FUNCTION app_units_of_change(p_partner bigint, p_kind text, p_payload jsonb) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN '{}'::bigint[];
END $$;
CREATE FUNCTION app_units_in_scope() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.app_units_below(COALESCE(NULLIF(current_setting('app.unit_ids', true), ''), '{}')::bigint[]) $$;

-- A request about nobody says itself which units it is about: those it names, and those of the posts it names.
CREATE FUNCTION change_units() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.unit_ids := CASE WHEN NEW.person_id IS NULL AND cardinality(NEW.people) = 0
    THEN public.app_units_of_change(NEW.partner_id, NEW.kind, NEW.payload) ELSE '{}'::bigint[] END;
  RETURN NEW;
END $$;
CREATE TRIGGER change_units BEFORE INSERT OR UPDATE OF payload ON partners_changerequest
  FOR EACH ROW EXECUTE FUNCTION change_units();

-- Somebody whose office is for part of a partner sees what is about people there, a list when it is about nobody else,
-- and what is about units and posts there.
ALTER POLICY team ON partners_changerequest USING (
  (SELECT app_whole_partner()) OR person_id IN (SELECT app_team_people())
  OR ((SELECT app_is_office()) AND person_id IS NULL AND (
    (cardinality(people) > 0 AND people <@ (SELECT array_agg(one) FROM app_team_people() AS one))
    OR (cardinality(unit_ids) > 0 AND unit_ids <@ (SELECT app_units_in_scope())))))
WITH CHECK (
  (SELECT app_whole_partner()) OR person_id IN (SELECT app_team_people())
  OR ((SELECT app_is_office()) AND person_id IS NULL AND (
    (cardinality(people) > 0 AND people <@ (SELECT array_agg(one) FROM app_team_people() AS one))
    OR (cardinality(unit_ids) > 0 AND unit_ids <@ (SELECT app_units_in_scope())))));

-- Which of a partner's requests are within units, whoever asks: who may decide them is found out with it. Ids alone.
CREATE FUNCTION app_changes_within(p_partner bigint, p_units bigint[], p_changes bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH reached AS (
      SELECT COALESCE(array_agg(one), '{}') AS people FROM public.app_people_of_units(p_units, true) AS one
    )
    SELECT c.id FROM public.partners_changerequest c, reached
    WHERE c.partner_id = p_partner
      AND (p_changes IS NULL AND c.state = 'WAITING' OR c.id = ANY (p_changes))
      AND CASE WHEN c.person_id IS NOT NULL THEN c.person_id = ANY (reached.people)
               WHEN cardinality(c.people) > 0 THEN c.people <@ reached.people
               ELSE cardinality(c.unit_ids) > 0 AND c.unit_ids <@ public.app_units_below(p_units) END;
END $$;
REVOKE ALL ON FUNCTION app_units_below(bigint[]), app_people_of_units(bigint[], boolean), app_units_in_scope(),
  app_units_of_change(bigint, text, jsonb), change_units(), app_changes_within(bigint, bigint[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_units_below(bigint[]), app_units_in_scope(),
  app_changes_within(bigint, bigint[], bigint[]) TO ss_app;
