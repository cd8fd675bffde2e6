-- Choices at the year's end (domain FIN-03.5): of a line as it stands, decided once, carried out by what the line's log says.

CREATE FUNCTION finance_yearendchoice_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE deciding CONSTANT text[] := '{state,words,decided_by_id,decided_human,decided_at}';
        drafting CONSTANT text[] := '{journal_id,decision_id}';
        of_line record;
BEGIN
  SELECT year, pre_committed, committed INTO of_line FROM finance_commitmentline l
    WHERE l.partner_id = NEW.partner_id AND l.id = NEW.line_id;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PROPOSED' OR NEW.journal_id IS NOT NULL OR NEW.decision_id IS NOT NULL
       OR (of_line.year, of_line.pre_committed, of_line.committed) IS DISTINCT FROM (NEW.year, NEW.pre_committed, NEW.committed) THEN
      RAISE EXCEPTION 'a choice of the year''s end begins as a proposal for a line as it stands'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_yearendchoice_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - deciding - drafting <> to_jsonb(OLD) - deciding - drafting
     OR (OLD.state = 'PROPOSED' AND (NEW.journal_id IS NOT NULL OR NEW.decision_id IS NOT NULL))
     OR (OLD.state <> 'PROPOSED' AND to_jsonb(NEW) - drafting <> to_jsonb(OLD) - drafting)
     OR (OLD.state NOT IN ('PROPOSED', 'APPLIED')) THEN
    RAISE EXCEPTION 'a choice of the year''s end is decided once and stays what it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_yearendchoice_stays';
  END IF;
  IF OLD.state = 'PROPOSED' AND NEW.state = 'APPLIED' AND NOT EXISTS (
       SELECT 1 FROM finance_commitmententry e WHERE e.partner_id = NEW.partner_id AND e.line_id = NEW.line_id
       AND e.key = 'year-end:' || NEW.uuid AND (e.pre_committed, e.committed) = (-NEW.pre_committed, -NEW.committed)
       AND e.event = CASE NEW.kind WHEN 'CLOSE' THEN 'CLOSE' ELSE 'CARRY' END) THEN
    RAISE EXCEPTION 'what is agreed is carried out on the line'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_yearendchoice_carried_out';
  END IF;
  IF (NEW.journal_id IS DISTINCT FROM OLD.journal_id AND EXISTS (
        SELECT 1 FROM finance_journal j WHERE j.partner_id = OLD.partner_id AND j.id = OLD.journal_id AND j.state <> 'DISCARDED'))
     OR (NEW.decision_id IS DISTINCT FROM OLD.decision_id AND EXISTS (
        SELECT 1 FROM finance_budgetdecision d WHERE d.partner_id = OLD.partner_id AND d.id = OLD.decision_id AND d.state <> 'DISCARDED'))
  THEN
    RAISE EXCEPTION 'a choice of the year''s end stands in one journal and one decision'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_yearendchoice_drafted_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER choice_moves BEFORE INSERT OR UPDATE ON finance_yearendchoice
  FOR EACH ROW EXECUTE FUNCTION finance_yearendchoice_moves();
CREATE TRIGGER choice_kept BEFORE DELETE ON finance_yearendchoice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
