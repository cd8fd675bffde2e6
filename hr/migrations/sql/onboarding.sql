-- What the gates said is counted by the database from what is kept, and bears the transaction in which it was kept.
CREATE FUNCTION gate_evaluation_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  NEW.transaction := txid_current();
  SELECT count(*) INTO NEW.n_red FROM jsonb_array_elements(NEW.results) one
    WHERE (one ->> 'counts')::boolean AND NOT (one ->> 'is_green')::boolean;
  IF jsonb_array_length(NEW.results) = 0 THEN
    RAISE EXCEPTION 'a look at the gates says what each gate says' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gate_evaluation_guard BEFORE INSERT ON hr_gateevaluation
  FOR EACH ROW EXECUTE FUNCTION gate_evaluation_guard();

CREATE FUNCTION load_run_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  NEW.transaction := txid_current();
  SELECT human_id INTO STRICT NEW.loaded_human FROM public.partners_user WHERE id = NEW.loaded_by_id;
  RETURN NEW;
END $$;
CREATE TRIGGER load_run_guard BEFORE INSERT ON hr_loadrun FOR EACH ROW EXECUTE FUNCTION load_run_guard();

CREATE FUNCTION onboarding_document_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  SELECT human_id INTO STRICT NEW.recorded_human FROM public.partners_user WHERE id = NEW.recorded_by_id;
  RETURN NEW;
END $$;
CREATE TRIGGER onboarding_document_guard BEFORE INSERT ON hr_onboardingdocument
  FOR EACH ROW EXECUTE FUNCTION onboarding_document_guard();

-- Nobody signs the paper that they recorded, by whatever login.
CREATE FUNCTION document_signature_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  SELECT human_id INTO STRICT NEW.signed_human FROM public.partners_user WHERE id = NEW.signed_by_id;
  IF EXISTS (SELECT 1 FROM public.hr_onboardingdocument d WHERE d.partner_id = NEW.partner_id
             AND d.id = NEW.document_id AND d.recorded_human = NEW.signed_human) THEN
    RAISE EXCEPTION 'nobody signs the paper that they recorded' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER document_signature_guard BEFORE INSERT ON hr_documentsignature
  FOR EACH ROW EXECUTE FUNCTION document_signature_guard();

-- A signature is for the load that the records come from, for what it says, and not of whoever loaded it.
CREATE FUNCTION sign_off_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  signed public.hr_loadrun%ROWTYPE;
BEGIN
  SELECT human_id INTO STRICT NEW.signed_human FROM public.partners_user WHERE id = NEW.signed_by_id;
  SELECT * INTO STRICT signed FROM public.hr_loadrun l WHERE l.partner_id = NEW.partner_id AND l.id = NEW.load_id;
  IF signed.project_id <> NEW.project_id OR NOT signed.is_applied OR signed.content_hash <> NEW.content_hash
     OR EXISTS (SELECT 1 FROM public.hr_loadrun l WHERE l.partner_id = NEW.partner_id
                AND l.project_id = NEW.project_id AND l.is_applied AND l.number > signed.number) THEN
    RAISE EXCEPTION 'a signature is for the load that the records come from' USING ERRCODE = 'check_violation';
  END IF;
  IF signed.loaded_human = NEW.signed_human THEN
    RAISE EXCEPTION 'nobody signs what they loaded' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sign_off_guard BEFORE INSERT ON hr_signoff FOR EACH ROW EXECUTE FUNCTION sign_off_guard();

-- An issue is closed by a load of its own transaction, and by nothing else.
CREATE FUNCTION onboarding_issue_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'OPEN' THEN
      RAISE EXCEPTION 'an issue begins open' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.project_id, NEW.severity, NEW.rule, NEW.key, NEW."column", NEW.found_load_id)
     IS DISTINCT FROM
     (OLD.partner_id, OLD.project_id, OLD.severity, OLD.rule, OLD.key, OLD."column", OLD.found_load_id) THEN
    RAISE EXCEPTION 'an issue keeps its rule, its severity and what it is about' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state = 'CLOSED' THEN
    RAISE EXCEPTION 'a closed issue stays closed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state = 'CLOSED' AND NOT EXISTS (
       SELECT 1 FROM public.hr_loadrun l WHERE l.partner_id = NEW.partner_id AND l.id = NEW.closed_load_id
       AND l.project_id = NEW.project_id AND l.transaction = txid_current()) THEN
    RAISE EXCEPTION 'a load closes an issue, nobody else' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER onboarding_issue_guard BEFORE INSERT OR UPDATE ON hr_onboardingissue
  FOR EACH ROW EXECUTE FUNCTION onboarding_issue_guard();

-- A project goes on past gates that were looked at in the same transaction and are green; what the database can count
-- itself it counts again: signatures of the agreement, open S1 issues, and who signed the load.
CREATE FUNCTION onboarding_project_guard() RETURNS trigger LANGUAGE plpgsql
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
    AND l.is_applied ORDER BY l.number DESC LIMIT 1;
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
CREATE TRIGGER onboarding_project_guard BEFORE INSERT OR UPDATE ON hr_onboardingproject
  FOR EACH ROW EXECUTE FUNCTION onboarding_project_guard();
REVOKE DELETE ON hr_onboardingproject, hr_onboardingissue FROM ss_app;
