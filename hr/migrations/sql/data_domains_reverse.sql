DROP TRIGGER carried_work_guard ON hr_carriedwork;
DROP FUNCTION carried_work_guard();
CREATE OR REPLACE FUNCTION sign_off_guard() RETURNS trigger LANGUAGE plpgsql
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
CREATE OR REPLACE FUNCTION retained_hr_file(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT l.person_id, l.last_day AS on_date FROM public.left_on(p_partner, p_person) l WHERE l.last_day <= p_cutoff),
  c AS (SELECT f.person_id, f.change_id, f.on_date FROM public.changes_of_leavers(p_partner, p_cutoff, p_person) f)
  SELECT o.person_id, 'hr_person', p.id, o.on_date
    FROM o JOIN public.hr_person p ON p.partner_id = p_partner AND p.id = o.person_id
    WHERE p.address_line_1 || p.address_line_2 || p.town || p.postcode || p.email || p.phone || p.title || p.known_as <> ''
      OR (NOT public.in_pension_scheme(p_partner, p.id) AND (p.surname <> 'Erased' OR p.nino <> ''))
  UNION ALL
  SELECT c.person_id, 'partners_changerequest', c.change_id, c.on_date FROM c
  UNION ALL
  SELECT o.person_id, 'hr_forewarning', t.id, o.on_date
    FROM o JOIN public.hr_forewarning t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_jobparticulars', t.id, o.on_date
    FROM o JOIN public.hr_jobparticulars t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_fixedterm', t.id, o.on_date
    FROM o JOIN public.hr_fixedterm t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_gradedecision', t.id, o.on_date
    FROM o JOIN public.hr_gradedecision t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_jobmark', t.id, o.on_date
    FROM o JOIN public.hr_jobmark t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_secondment', t.id, o.on_date
    FROM o JOIN public.hr_secondment t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_sensitivepost', t.id, o.on_date
    FROM o JOIN public.hr_sensitivepost t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_missingcase', t.id, o.on_date
    FROM o JOIN public.hr_missingcase t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_startercase', t.id, o.on_date
    FROM o JOIN public.hr_startercase t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_starteranswers', t.id, o.on_date
    FROM o JOIN public.hr_starteranswers t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_leaving', t.id, o.on_date
    FROM o JOIN public.hr_leaving t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_overpaymentcase', t.id, o.on_date
    FROM o JOIN public.hr_overpaymentcase t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT c.person_id, 'partners_approvalstep', t.id, c.on_date FROM c JOIN public.partners_approvalstep t ON t.partner_id = p_partner AND t.change_id = c.change_id
  UNION ALL
  SELECT c.person_id, 'partners_changeevent', t.id, c.on_date FROM c JOIN public.partners_changeevent t ON t.partner_id = p_partner AND t.change_id = c.change_id
  UNION ALL
  SELECT o.person_id, 'hr_starterevent', t.id, o.on_date
    FROM o JOIN public.hr_startercase c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_starterevent t ON t.partner_id = p_partner AND t.case_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_startergate', t.id, o.on_date
    FROM o JOIN public.hr_startercase c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_startergate t ON t.partner_id = p_partner AND t.case_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_leavingevent', t.id, o.on_date
    FROM o JOIN public.hr_leaving c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_leavingevent t ON t.partner_id = p_partner AND t.leaving_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_leavingtask', t.id, o.on_date
    FROM o JOIN public.hr_leaving c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_leavingtask t ON t.partner_id = p_partner AND t.leaving_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_document', t.id, o.on_date
    FROM o JOIN public.hr_document t ON t.partner_id = p_partner AND t.person_id = o.person_id AND t.kind NOT IN ('RIGHT_TO_WORK', 'IDENTITY')
  UNION ALL
  SELECT o.person_id, 'hr_formername', t.id, o.on_date
    FROM o JOIN public.hr_formername t ON t.partner_id = p_partner AND t.person_id = o.person_id
    AND NOT public.in_pension_scheme(p_partner, t.person_id)
  UNION ALL
  SELECT o.person_id, 'hr_assignmentterms', t.id, o.on_date
    FROM o JOIN public.hr_assignmentterms t ON t.partner_id = p_partner AND t.person_id = o.person_id AND t.reason <> 'Erased'
  UNION ALL
  SELECT o.person_id, 'hr_actingup', t.id, o.on_date
    FROM o JOIN public.hr_actingup t ON t.partner_id = p_partner AND t.person_id = o.person_id AND t.reason <> 'Erased' $$;
CREATE OR REPLACE FUNCTION erase_hr_file(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'partners_approvalstep', 'partners_changeevent', 'partners_changerequest',
    'hr_forewarning', 'hr_jobparticulars', 'hr_fixedterm', 'hr_gradedecision', 'hr_jobmark', 'hr_secondment', 'hr_formername');
  PERFORM public.erase_rows(p_partner, p_old, 'hr_starterevent', 'hr_startergate', 'hr_starteranswers', 'hr_startercase',
    'hr_overpaymentcase', 'hr_leavingevent', 'hr_leavingtask', 'hr_leaving', 'hr_document', 'hr_missingcase',
    'hr_sensitivepost');
  PERFORM public.erase_values(p_partner, p_old, 'hr_assignmentterms', $q$reason = 'Erased'$q$);
  PERFORM public.erase_values(p_partner, p_old, 'hr_actingup', $q$reason = 'Erased'$q$);
  PERFORM public.erase_person(p_partner, p_old, public.no_contact() || CASE
    WHEN public.in_pension_scheme(p_partner, p_person) THEN '' ELSE ', ' || public.no_identity() END);
END $$;
