-- Nobody is absent twice from one job: family leave and absences keep out of each other's days. Sickness that is still
-- open when leave begins ends there.
CREATE FUNCTION hr_family_meets_absence() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('hr_away', NEW.assignment_id));
  IF TG_TABLE_NAME = 'hr_familyleaveblock' THEN
    IF NOT NEW.is_cancelled AND EXISTS (
      SELECT 1 FROM hr_absencerecord a WHERE a.partner_id = NEW.partner_id AND a.assignment_id = NEW.assignment_id
        AND a.state <> 'CANCELLED' AND a.valid && NEW.valid
        AND NOT (upper_inf(a.valid) AND lower(a.valid) < lower(NEW.valid))) THEN
      RAISE EXCEPTION 'an absence lies on days of this leave'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_familyleaveblock_meets_absence';
    END IF;
  ELSIF NEW.state <> 'CANCELLED' AND EXISTS (
      SELECT 1 FROM hr_familyleaveblock b WHERE b.partner_id = NEW.partner_id AND b.assignment_id = NEW.assignment_id
        AND NOT b.is_cancelled AND b.valid && NEW.valid
        AND NOT (upper_inf(NEW.valid) AND lower(NEW.valid) < lower(b.valid))) THEN
    RAISE EXCEPTION 'family leave lies on days of this absence'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_absencerecord_meets_family';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_family_meets_absence BEFORE INSERT OR UPDATE ON hr_familyleaveblock
  FOR EACH ROW EXECUTE FUNCTION hr_family_meets_absence();
CREATE TRIGGER hr_absence_meets_family BEFORE INSERT OR UPDATE ON hr_absencerecord
  FOR EACH ROW EXECUTE FUNCTION hr_family_meets_absence();

-- A case keeps whose it is and what it is; what is cancelled or over stays so.
CREATE FUNCTION hr_familyleave_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.person_id, NEW.assignment_id, NEW.kind, NEW.kit_days_allowed) IS DISTINCT FROM
     (OLD.person_id, OLD.assignment_id, OLD.kind, OLD.kit_days_allowed) THEN
    RAISE EXCEPTION 'a case of leave keeps its person, job and kind' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state <> 'AGREED' AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'leave does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_familyleave_guard BEFORE UPDATE ON hr_familyleave
  FOR EACH ROW EXECUTE FUNCTION hr_familyleave_guard();

-- Days worked during leave: within its days, not in the compulsory weeks, and no more than the case allows.
CREATE FUNCTION hr_keepintouchday_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  held hr_familyleave%ROWTYPE;
BEGIN
  SELECT * INTO held FROM hr_familyleave f WHERE f.partner_id = NEW.partner_id AND f.id = NEW.leave_id FOR UPDATE;
  IF held.id IS NULL OR held.state = 'CANCELLED' OR held.person_id <> NEW.person_id OR NOT EXISTS (
       SELECT 1 FROM hr_familyleaveblock b WHERE b.partner_id = NEW.partner_id AND b.leave_id = held.id
         AND NOT b.is_cancelled AND b.valid @> NEW.worked_on)
     OR (held.compulsory_until IS NOT NULL AND NEW.worked_on >= held.happened_on
         AND NEW.worked_on <= held.compulsory_until) THEN
    RAISE EXCEPTION 'no day of this leave may be worked on that day'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_keepintouchday_within';
  END IF;
  IF (SELECT count(*) FROM hr_keepintouchday k WHERE k.partner_id = NEW.partner_id AND k.leave_id = held.id)
     >= held.kit_days_allowed THEN
    RAISE EXCEPTION 'no more days may be worked during this leave'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_keepintouchday_count';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_keepintouchday_fits BEFORE INSERT ON hr_keepintouchday
  FOR EACH ROW EXECUTE FUNCTION hr_keepintouchday_fits();
REVOKE DELETE ON hr_familyleave, hr_familyleaveblock FROM ss_app;
