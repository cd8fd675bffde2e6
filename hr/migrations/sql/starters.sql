-- Nobody is ready, starts or is back at work without a valid right to work: this file is the last to say so.
CREATE FUNCTION app_right_to_work(partner bigint, person bigint, on_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT 1 FROM public.hr_righttowork r
    WHERE r.partner_id = $1 AND r.person_id = $2 AND r.withdrawn_at IS NULL AND r.checked_on <= $3
      AND (r.expires_on IS NULL OR r.expires_on >= $3))
$$;

CREATE TRIGGER starter_case_guard BEFORE INSERT OR UPDATE ON hr_startercase
  FOR EACH ROW EXECUTE FUNCTION starter_case_guard();
REVOKE DELETE ON hr_startercase FROM ss_app;

-- A gate belongs to its case and only becomes stricter.
CREATE TRIGGER starter_gate_guard BEFORE UPDATE ON hr_startergate
  FOR EACH ROW EXECUTE FUNCTION starter_gate_guard();
REVOKE DELETE ON hr_startergate FROM ss_app;

-- A check is of the person whose document was copied; afterwards it can only be withdrawn.
CREATE FUNCTION right_to_work_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.withdrawn_at IS NOT NULL OR to_jsonb(NEW) - '{withdrawn_by_id,withdrawn_at,withdrawn_why}'::text[]
       IS DISTINCT FROM to_jsonb(OLD) - '{withdrawn_by_id,withdrawn_at,withdrawn_why}'::text[] THEN
      RAISE EXCEPTION 'a check is never changed, only withdrawn once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
       SELECT 1 FROM public.hr_document d WHERE d.partner_id = NEW.partner_id AND d.id = NEW.copy_id
         AND d.person_id = NEW.person_id AND d.kind = 'RIGHT_TO_WORK') THEN
    RAISE EXCEPTION 'the copy is not one of this person''s right to work' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.method = 'ECS' AND NEW.expires_on > NEW.checked_on + interval '6 months' THEN
    RAISE EXCEPTION 'a Positive Verification Notice holds for six months' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER right_to_work_guard BEFORE INSERT OR UPDATE ON hr_righttowork
  FOR EACH ROW EXECUTE FUNCTION right_to_work_guard();
REVOKE DELETE ON hr_righttowork FROM ss_app;

CREATE FUNCTION right_to_work_suspension_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'SUSPENDED_RTW' THEN
      RAISE EXCEPTION 'HR decides after the suspension' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.person_id, NEW.right_to_work_id, NEW.since)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.right_to_work_id, OLD.since) THEN
    RAISE EXCEPTION 'a suspension keeps its person' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('SUSPENDED_RTW', 'LEAVING'), ('SUSPENDED_RTW', 'RENEWED'), ('LEAVING', 'RENEWED')) THEN
    RAISE EXCEPTION 'a suspension does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'RENEWED' AND OLD.state <> 'RENEWED' AND NOT public.app_right_to_work(
       NEW.partner_id, NEW.person_id, (NEW.decided_at AT TIME ZONE 'Europe/London')::date) THEN
    RAISE EXCEPTION 'nobody comes back without a valid right to work'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_startercase_right_to_work';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER right_to_work_suspension_guard BEFORE INSERT OR UPDATE ON hr_righttoworksuspension
  FOR EACH ROW EXECUTE FUNCTION right_to_work_suspension_guard();
REVOKE DELETE ON hr_righttoworksuspension FROM ss_app;

-- A document is superseded, never altered.
CREATE FUNCTION document_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.partner_id, NEW.person_id, NEW.uuid, NEW.kind, NEW.title, NEW.about, NEW.content_type, NEW.n_bytes,
      NEW.sha256, NEW.content, NEW.uploaded_by_id, NEW.uploaded_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.uuid, OLD.kind, OLD.title, OLD.about, OLD.content_type,
      OLD.n_bytes, OLD.sha256, OLD.content, OLD.uploaded_by_id, OLD.uploaded_at)
     OR (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at) THEN
    RAISE EXCEPTION 'a document is never changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER document_guard BEFORE UPDATE ON hr_document FOR EACH ROW EXECUTE FUNCTION document_guard();

CREATE FUNCTION starter_answers_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF OLD.taken_at IS NOT NULL OR to_jsonb(NEW) - '{taken_by_id,taken_at}'::text[]
     IS DISTINCT FROM to_jsonb(OLD) - '{taken_by_id,taken_at}'::text[] THEN
    RAISE EXCEPTION 'what a starter said is never changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER starter_answers_guard BEFORE UPDATE ON hr_starteranswers
  FOR EACH ROW EXECUTE FUNCTION starter_answers_guard();

-- Whoever is about to start in a unit belongs to the team of its manager from the offer on, not from the first day.
CREATE OR REPLACE FUNCTION app_team_people() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
  IF COALESCE(current_setting('app.unit_ids', true), '') = '' THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH RECURSIVE team AS (
      SELECT u.id FROM public.hr_orgunit u
      WHERE u.id = ANY (current_setting('app.unit_ids')::bigint[])
        AND u.partner_id = ANY (public.app_partner_ids())
      UNION
      SELECT below.id FROM public.hr_orgunit below JOIN team ON below.parent_id = team.id
    )
    SELECT a.person_id
    FROM public.hr_post p JOIN public.hr_assignment a ON a.post_id = p.id AND a.partner_id = p.partner_id
    WHERE p.org_unit_id IN (SELECT team.id FROM team) AND p.partner_id = ANY (public.app_partner_ids())
      AND a.valid && daterange(today - 31, NULL)
    UNION
    SELECT c.person_id
    FROM public.hr_post p JOIN public.hr_startercase c ON c.post_id = p.id AND c.partner_id = p.partner_id
    WHERE p.org_unit_id IN (SELECT team.id FROM team) AND p.partner_id = ANY (public.app_partner_ids())
      AND c.state IN ('OFFER', 'CHECKS', 'CONTRACT_SIGNED', 'SUBMITTED', 'READY');
END $$;
