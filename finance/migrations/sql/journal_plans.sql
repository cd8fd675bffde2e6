-- What was approved to come again is what comes: a plan keeps its days, amounts and lines.
CREATE FUNCTION finance_journalplan_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE found record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'a plan of journals begins as a draft'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journalplan_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state IN ('STOPPED', 'DISCARDED') OR (OLD.state = 'RUNNING' AND NEW.state <> 'STOPPED')
     OR (NEW.partner_id, NEW.uuid, NEW.legal_entity_id, NEW.kind, NEW.description, NEW.written_as_id, NEW.first_on,
         NEW.every, NEW.times, NEW.total, NEW.n_lines, NEW.lines_hash, NEW.prepared_by_id, NEW.prepared_at)
        IS DISTINCT FROM
        (OLD.partner_id, OLD.uuid, OLD.legal_entity_id, OLD.kind, OLD.description, OLD.written_as_id, OLD.first_on,
         OLD.every, OLD.times, OLD.total, OLD.n_lines, OLD.lines_hash, OLD.prepared_by_id, OLD.prepared_at) THEN
    RAISE EXCEPTION 'a plan of journals stays as it was written'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journalplan_stays';
  END IF;
  IF OLD.state = 'DRAFT' AND NEW.state = 'RUNNING' THEN
    SELECT count(*) AS n, sum(debit) AS debit, sum(credit) AS credit INTO found
    FROM finance_journalplanline WHERE partner_id = NEW.partner_id AND plan_id = NEW.id;
    IF found.n <> NEW.n_lines OR found.debit IS DISTINCT FROM found.credit
       OR found.debit * (CASE NEW.kind WHEN 'RECURRING' THEN NEW.times ELSE 1 END) <> NEW.total THEN
      RAISE EXCEPTION 'a plan of journals comes to what was approved'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journalplan_whole';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER plan_moves BEFORE INSERT OR UPDATE ON finance_journalplan
  FOR EACH ROW EXECUTE FUNCTION finance_journalplan_moves();
CREATE TRIGGER plan_kept BEFORE DELETE ON finance_journalplan FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION finance_journalplanline_of_draft() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM new_rows n JOIN finance_journalplan p ON p.partner_id = n.partner_id AND p.id = n.plan_id
             WHERE p.state <> 'DRAFT') THEN
    RAISE EXCEPTION 'the lines of a plan come while it is a draft'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journalplanline_of_draft';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER plan_line_of_draft AFTER INSERT ON finance_journalplanline REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_journalplanline_of_draft();
CREATE TRIGGER plan_line_stays BEFORE UPDATE OR DELETE ON finance_journalplanline
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
