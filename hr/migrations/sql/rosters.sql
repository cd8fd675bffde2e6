-- A roster file keeps what was taken in, and moves along the table of states (hr/states.py).
CREATE FUNCTION hr_rosterimport_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a roster file is withdrawn, never deleted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'CHECKING' THEN
      RAISE EXCEPTION 'a roster file is checked first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.uuid, NEW.partner_id, NEW.legal_entity_id, NEW.system, NEW.period, NEW.series, NEW.version, NEW.keeps_leave,
      NEW.sha256, NEW.declared, NEW.taken_by_id, NEW.taken_human, NEW.taken_at) IS DISTINCT FROM
     (OLD.uuid, OLD.partner_id, OLD.legal_entity_id, OLD.system, OLD.period, OLD.series, OLD.version, OLD.keeps_leave,
      OLD.sha256, OLD.declared, OLD.taken_by_id, OLD.taken_human, OLD.taken_at) THEN
    RAISE EXCEPTION 'a roster file keeps what was taken in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('CHECKING', 'READY'), ('CHECKING', 'FAULTY'), ('READY', 'LOADED'), ('READY', 'WITHDRAWN'), ('LOADED', 'WITHDRAWN')) THEN
    RAISE EXCEPTION 'a roster file does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_rosterimport_guard BEFORE INSERT OR UPDATE OR DELETE ON hr_rosterimport
  FOR EACH ROW EXECUTE FUNCTION hr_rosterimport_guard();

-- A row says what the file said. Whether it counts, and which input pays it, follows from what is loaded.
CREATE FUNCTION hr_rosterline_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'rows of roster files are kept' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.in_force OR NEW.monthly_input_id IS NOT NULL THEN
      RAISE EXCEPTION 'a row of a roster file counts once it is loaded' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - ARRAY['in_force', 'monthly_input_id'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['in_force', 'monthly_input_id'] THEN
    RAISE EXCEPTION 'a row of a roster file says what the file said' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.in_force AND NOT EXISTS (
    SELECT 1 FROM public.hr_rosterimport t
    WHERE t.partner_id = NEW.partner_id AND t.id = NEW.taken_id AND t.state = 'LOADED') THEN
    RAISE EXCEPTION 'only what is loaded counts' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.monthly_input_id IS NOT NULL AND NEW.monthly_input_id IS DISTINCT FROM OLD.monthly_input_id AND NOT EXISTS (
    SELECT 1 FROM public.hr_monthlyinput i
    WHERE i.partner_id = NEW.partner_id AND i.id = NEW.monthly_input_id AND i.state = 'APPROVED'
      AND i.person_id = NEW.person_id AND i.assignment_id = NEW.assignment_id AND i.units = NEW.claim_hours) THEN
    RAISE EXCEPTION 'a claim is paid by an approved input of its own hours' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_rosterline_guard BEFORE INSERT OR UPDATE OR DELETE ON hr_rosterline
  FOR EACH ROW EXECUTE FUNCTION hr_rosterline_guard();

-- An input that pays a claim of a rostering system ends with that claim, and with nothing else.
CREATE FUNCTION hr_monthlyinput_of_roster() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.purging() AND EXISTS (
    SELECT 1 FROM public.hr_rosterline l WHERE l.partner_id = OLD.partner_id AND l.monthly_input_id = OLD.id) THEN
    RAISE EXCEPTION 'this input pays a claim of a rostering system: it is corrected there'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_monthlyinput_of_roster';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION hr_monthlyinput_of_roster() FROM PUBLIC;
CREATE TRIGGER hr_monthlyinput_of_roster BEFORE UPDATE ON hr_monthlyinput
  FOR EACH ROW WHEN (OLD.state = 'APPROVED' AND NEW.state <> OLD.state) EXECUTE FUNCTION hr_monthlyinput_of_roster();

-- Rows go with the tax year of their days.
CREATE FUNCTION retained_rosters(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.person_id, 'hr_rosterline', l.id, upper(l.valid) - 1 FROM public.hr_rosterline l
  WHERE l.partner_id = p_partner AND (p_person IS NULL OR l.person_id = p_person) AND upper(l.valid) - 1 <= p_cutoff $$;

CREATE FUNCTION erase_rosters(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_rosterline');
END $$;
REVOKE ALL ON FUNCTION erase_rosters(bigint, bigint, jsonb) FROM PUBLIC;
SELECT let_people_merge();
