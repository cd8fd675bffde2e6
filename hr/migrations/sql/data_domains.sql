-- Loads are of domains: people, posts, absence, work under way. Each domain has a newest load and signatures of its own.

-- A signature is for the load that the records of its domain come from.
CREATE OR REPLACE FUNCTION sign_off_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  signed public.hr_loadrun%ROWTYPE;
BEGIN
  SELECT human_id INTO STRICT NEW.signed_human FROM public.partners_user WHERE id = NEW.signed_by_id;
  SELECT * INTO STRICT signed FROM public.hr_loadrun l WHERE l.partner_id = NEW.partner_id AND l.id = NEW.load_id;
  IF signed.project_id <> NEW.project_id OR NOT signed.is_applied OR signed.content_hash <> NEW.content_hash
     OR EXISTS (SELECT 1 FROM public.hr_loadrun l WHERE l.partner_id = NEW.partner_id
                AND l.project_id = NEW.project_id AND l.domain = signed.domain AND l.is_applied AND l.number > signed.number) THEN
    RAISE EXCEPTION 'a signature is for the load that the records come from' USING ERRCODE = 'check_violation';
  END IF;
  IF signed.loaded_human = NEW.signed_human THEN
    RAISE EXCEPTION 'nobody signs what they loaded' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- The way to going live asks for the load of people.
CREATE OR REPLACE FUNCTION onboarding_project_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  stages CONSTANT text[] := ARRAY['ENQUIRY', 'FEASIBILITY', 'BUSINESS_CASE', 'DECISION', 'AGREEMENT_SIGNED', 'DESIGN',
    'BUILD', 'DATA_MIGRATION', 'UAT', 'PARALLEL_RUN', 'CUTOVER', 'HYPERCARE', 'LIVE', 'REVIEW'];
  here integer;
  ahead integer;
  last_load bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.stage <> 'ENQUIRY' THEN
      RAISE EXCEPTION 'a project begins with an enquiry' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.opened_by_id, NEW.opened_at) IS DISTINCT FROM (OLD.partner_id, OLD.opened_by_id, OLD.opened_at)
  THEN
    RAISE EXCEPTION 'a project keeps its partner and who opened it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.stage = OLD.stage AND NEW.held_stage = OLD.held_stage THEN
    RETURN NEW;
  END IF;
  ahead := array_position(stages, NEW.stage::text);
  here := array_position(stages, COALESCE(NULLIF(OLD.held_stage, ''), OLD.stage)::text);
  IF OLD.stage = 'EXITED' OR (OLD.stage = 'EXITING' AND NEW.stage <> 'EXITED')
     OR (NEW.stage = 'EXITED' AND OLD.stage <> 'EXITING')
     OR (NEW.stage = 'ON_HOLD' AND (here IS NULL OR here NOT BETWEEN 2 AND 12 OR NEW.held_stage <> OLD.stage))
     OR (OLD.stage = 'ON_HOLD' AND ahead IS NOT NULL AND NEW.stage <> OLD.held_stage) THEN
    RAISE EXCEPTION 'a project does not go from % to %', OLD.stage, NEW.stage USING ERRCODE = 'check_violation';
  END IF;
  IF ahead IS NULL OR (NEW.stage = 'DATA_MIGRATION' AND OLD.stage IN ('UAT', 'PARALLEL_RUN', 'CUTOVER', 'HYPERCARE')) THEN
    RETURN NEW;
  END IF;
  IF here IS NULL OR (OLD.stage <> 'ON_HOLD' AND ahead <> here + 1) THEN
    RAISE EXCEPTION 'a project does not go from % to %', OLD.stage, NEW.stage USING ERRCODE = 'check_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM public.hr_gateevaluation g WHERE g.partner_id = NEW.partner_id AND g.project_id = NEW.id
                 AND g.target = NEW.stage AND g.n_red = 0 AND g.transaction = txid_current()) THEN
    RAISE EXCEPTION 'no project goes past a gate that is red or was not looked at' USING ERRCODE = 'check_violation';
  END IF;
  IF ahead >= 5 AND (SELECT count(*) FROM public.hr_documentsignature s WHERE s.partner_id = NEW.partner_id
      AND s.document_id = (SELECT max(d.id) FROM public.hr_onboardingdocument d WHERE d.partner_id = NEW.partner_id
                           AND d.project_id = NEW.id AND d.kind = 'AGREEMENT')) < 2 THEN
    RAISE EXCEPTION 'the agreement has two signatures' USING ERRCODE = 'check_violation';
  END IF;
  SELECT id INTO last_load FROM public.hr_loadrun l WHERE l.partner_id = NEW.partner_id AND l.project_id = NEW.id
    AND l.domain = 'PEOPLE' AND l.is_applied ORDER BY l.number DESC LIMIT 1;
  IF ahead >= 9 AND (last_load IS NULL OR EXISTS (
       SELECT 1 FROM public.hr_onboardingissue i WHERE i.partner_id = NEW.partner_id AND i.project_id = NEW.id
       AND i.severity = 'S1' AND i.state <> 'CLOSED')) THEN
    RAISE EXCEPTION 'data are loaded, and no S1 issue is open' USING ERRCODE = 'check_violation';
  END IF;
  IF ahead >= 11 AND (SELECT count(DISTINCT s.signed_human) FROM public.hr_signoff s WHERE s.partner_id = NEW.partner_id
      AND s.load_id = last_load AND s.slot IN ('SECTION_151', 'HR_DIRECTOR', 'DATA_PROTECTION_OFFICER', 'AUDITOR')) < 4
  THEN
    RAISE EXCEPTION 'four people sign before going live' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- Work that was carried over keeps what it is about; who did it has said what came of it, and nobody undoes that.
CREATE FUNCTION carried_work_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF current_user = 'ss_app' AND (OLD.state <> 'OPEN' OR NOT EXISTS (
      SELECT 1 FROM public.hr_onboardingproject p
      WHERE p.partner_id = OLD.partner_id AND p.stage NOT IN ('LIVE', 'REVIEW'))) THEN
      RAISE EXCEPTION 'work is taken out only while a partner is on its way in and nobody has done it'
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.state = 'DONE' OR (NEW.partner_id, NEW.project_id, NEW.reference, NEW.kind, NEW.title, NEW.person_id)
     IS DISTINCT FROM (OLD.partner_id, OLD.project_id, OLD.reference, OLD.kind, OLD.title, OLD.person_id) THEN
    RAISE EXCEPTION 'work that was carried over keeps what it is about, and is done once'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER carried_work_guard BEFORE UPDATE OR DELETE ON hr_carriedwork
  FOR EACH ROW EXECUTE FUNCTION carried_work_guard();
