-- A run moves only along its transition table (payroll/states.py), and a released run is frozen with all it paid.

CREATE FUNCTION payroll_run_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF OLD.state IN ('RELEASED', 'CANCELLED') THEN
    RAISE EXCEPTION 'a % pay run is frozen', lower(OLD.state) USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
       ('DRAFT', 'CALCULATED'), ('CALCULATED', 'DRAFT'), ('CALCULATED', 'APPROVED'), ('APPROVED', 'RELEASED'),
       ('DRAFT', 'CANCELLED'), ('CALCULATED', 'CANCELLED'), ('APPROVED', 'CANCELLED')) THEN
    RAISE EXCEPTION 'a pay run cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'APPROVED' AND NEW.state = 'RELEASED'
     AND (OLD.results_hash, OLD.net, OLD.n_in, OLD.n_calculated, OLD.n_quarantined, OLD.n_excluded, OLD.approved_human)
         IS DISTINCT FROM
         (NEW.results_hash, NEW.net, NEW.n_in, NEW.n_calculated, NEW.n_quarantined, NEW.n_excluded, NEW.approved_human) THEN
    RAISE EXCEPTION 'what was approved is not what is released' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER run_moves BEFORE UPDATE ON payroll_payrun FOR EACH ROW EXECUTE FUNCTION payroll_run_moves();

CREATE FUNCTION payroll_run_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  RAISE EXCEPTION 'pay runs are cancelled, never deleted' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER run_stays BEFORE DELETE ON payroll_payrun FOR EACH STATEMENT EXECUTE FUNCTION payroll_run_stays();

-- Payslips, lines and members change only while their run may be calculated. One check a statement; the run is locked
-- for share, so that no approval slips in between.
CREATE FUNCTION payroll_run_is_open(run_ids bigint[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE closed record;
BEGIN
  FOR closed IN SELECT id, state FROM payroll_payrun WHERE id = ANY (run_ids) FOR SHARE LOOP
    IF closed.state NOT IN ('DRAFT', 'CALCULATED') THEN
      RAISE EXCEPTION 'pay run % is % and takes no more results', closed.id, lower(closed.state)
        USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION payroll_payslip_insert() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM payroll_run_is_open(array(SELECT DISTINCT run_id FROM new_rows));
  RETURN NULL;
END $$;
CREATE TRIGGER run_open AFTER INSERT ON payroll_payslip REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_payslip_insert();

CREATE FUNCTION payroll_payslipline_insert() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM payroll_run_is_open(array(
    SELECT DISTINCT p.run_id FROM payroll_payslip p
    WHERE p.id IN (SELECT DISTINCT payslip_id FROM new_rows)));
  RETURN NULL;
END $$;
CREATE TRIGGER run_open AFTER INSERT ON payroll_payslipline REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_payslipline_insert();

CREATE FUNCTION payroll_runmember_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM payroll_run_is_open(array(SELECT DISTINCT run_id FROM changed_rows));
  RETURN NULL;
END $$;
CREATE TRIGGER run_open_insert AFTER INSERT ON payroll_runmember REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_runmember_change();
CREATE TRIGGER run_open_update AFTER UPDATE ON payroll_runmember REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_runmember_change();
CREATE TRIGGER run_open_delete AFTER DELETE ON payroll_runmember REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_runmember_change();

-- The totals of a run follow its calculation, and stop with it.
CREATE TRIGGER run_open_insert AFTER INSERT ON payroll_runelementtotal REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_runmember_change();
CREATE TRIGGER run_open_update AFTER UPDATE ON payroll_runelementtotal REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_runmember_change();
CREATE TRIGGER run_open_delete AFTER DELETE ON payroll_runelementtotal REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_runmember_change();

-- Year-to-date figures move forward with a released run, and by nothing else.
CREATE FUNCTION payroll_year_to_date_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'year-to-date figures are carried forward, never deleted' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM new_rows n JOIN payroll_payrun r ON r.partner_id = n.partner_id AND r.id = n.last_run_id
             WHERE r.state <> 'RELEASED') THEN
    RAISE EXCEPTION 'year-to-date figures come from a released run' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER only_release_insert AFTER INSERT ON payroll_yeartodate REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_year_to_date_moves();
CREATE TRIGGER only_release_update AFTER UPDATE ON payroll_yeartodate REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_year_to_date_moves();
CREATE TRIGGER only_release_delete BEFORE DELETE ON payroll_yeartodate
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_year_to_date_moves();

CREATE FUNCTION payroll_year_to_date_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF OLD.last_run_id = NEW.last_run_id THEN
    RAISE EXCEPTION 'year-to-date figures of a released run are frozen' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER once_a_run BEFORE UPDATE ON payroll_yeartodate FOR EACH ROW EXECUTE FUNCTION payroll_year_to_date_once();

-- Members are updated once a calculation: room on the page keeps that out of their indexes.
ALTER TABLE payroll_runmember SET (fillfactor = 70);

-- Payments are made by a release, before its listing, and by nothing else.
CREATE FUNCTION payroll_payment_made() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM (SELECT DISTINCT partner_id, run_id FROM new_rows) n
             JOIN payroll_payrun r ON r.partner_id = n.partner_id AND r.id = n.run_id
             WHERE r.state <> 'RELEASED'
                OR EXISTS (SELECT 1 FROM payroll_paymentlisting l WHERE l.partner_id = r.partner_id AND l.run_id = r.id))
  THEN
    RAISE EXCEPTION 'payments are made by the release of a run' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER only_release AFTER INSERT ON payroll_payment REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_payment_made();
