-- A starter goes its way and keeps person and approval; a gate belongs to its case and only becomes stricter. The way back
-- of what later changed these two, too.
CREATE OR REPLACE FUNCTION starter_case_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT human_id INTO STRICT NEW.opened_human FROM public.partners_user WHERE id = NEW.opened_by_id;
    IF NEW.state <> 'OFFER' OR NEW.employment_id IS NOT NULL OR NEW.approved_by_id IS NOT NULL THEN
      RAISE EXCEPTION 'a starter begins with an offer' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.person_id, NEW.opened_by_id, NEW.opened_human, NEW.opened_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.opened_by_id, OLD.opened_human, OLD.opened_at)
     OR (OLD.employment_id IS NOT NULL AND (NEW.employment_id, NEW.assignment_id, NEW.approved_by_id, NEW.approved_at)
         IS DISTINCT FROM (OLD.employment_id, OLD.assignment_id, OLD.approved_by_id, OLD.approved_at)) THEN
    RAISE EXCEPTION 'a starter keeps person, employment and approval' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('OFFER', 'CHECKS'), ('CHECKS', 'CONTRACT_SIGNED'), ('CONTRACT_SIGNED', 'CHECKS'),
       ('CONTRACT_SIGNED', 'SUBMITTED'), ('SUBMITTED', 'CONTRACT_SIGNED'), ('SUBMITTED', 'READY'),
       ('READY', 'STARTED'), ('STARTED', 'PROBATION'), ('PROBATION', 'EXTENDED'), ('STARTED', 'CONFIRMED'),
       ('PROBATION', 'CONFIRMED'), ('EXTENDED', 'CONFIRMED'), ('PROBATION', 'ENDED'), ('EXTENDED', 'ENDED'),
       ('OFFER', 'VOID_START'), ('CHECKS', 'VOID_START'), ('CONTRACT_SIGNED', 'VOID_START'),
       ('SUBMITTED', 'VOID_START'), ('READY', 'VOID_START')) THEN
    RAISE EXCEPTION 'a starter does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.submitted_by_id IS NOT NULL THEN
    SELECT human_id INTO STRICT NEW.submitted_human FROM public.partners_user WHERE id = NEW.submitted_by_id;
  END IF;
  IF NEW.approved_by_id IS NOT NULL THEN
    SELECT human_id INTO STRICT NEW.approved_human FROM public.partners_user WHERE id = NEW.approved_by_id;
  END IF;
  IF NEW.start_date <> OLD.start_date AND OLD.state NOT IN ('OFFER', 'CHECKS', 'CONTRACT_SIGNED', 'SUBMITTED', 'READY')
  THEN
    RAISE EXCEPTION 'somebody who has started keeps the day' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state IN ('READY', 'STARTED') AND (NEW.state <> OLD.state OR NEW.start_date <> OLD.start_date) AND NOT (
       public.app_right_to_work(NEW.partner_id, NEW.person_id, NEW.start_date)
       AND (NEW.state = 'READY' OR public.app_right_to_work(
              NEW.partner_id, NEW.person_id, GREATEST(NEW.start_date, NEW.arrived_on)))) THEN
    RAISE EXCEPTION 'nobody starts without a valid right to work'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_startercase_right_to_work';
  END IF;
  IF NEW.state = 'READY' AND OLD.state <> 'READY' AND EXISTS (
       SELECT 1 FROM public.hr_startergate g WHERE g.partner_id = NEW.partner_id AND g.case_id = NEW.id
         AND ((g.waiver = 'NEVER' AND g.state <> 'MET') OR (g.waiver = 'HR_MANAGER' AND g.state = 'OPEN'))) THEN
    RAISE EXCEPTION 'a gate is open' USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_startercase_gates';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION starter_gate_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.partner_id, NEW.case_id, NEW.gate) IS DISTINCT FROM (OLD.partner_id, OLD.case_id, OLD.gate)
     OR (NEW.waiver <> OLD.waiver AND NEW.waiver <> 'NEVER') THEN
    RAISE EXCEPTION 'a gate keeps its case and becomes no laxer' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
