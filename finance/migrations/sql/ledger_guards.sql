-- The ledger (domain FIN-01 to FIN-03). Posting is one update of a journal's state. Its trigger looks at the lines once,
-- not once a line: a payroll journal has thousands. What was posted is never changed; balances come from posting alone.

-- Codes keep their meaning: reports of years ago name them, and the hashes of journals cover them.
CREATE FUNCTION finance_code_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.code <> OLD.code THEN
    RAISE EXCEPTION 'the code % keeps its meaning: close it, and open another', OLD.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_code_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER code_stays BEFORE UPDATE OF code OR DELETE ON finance_subjective
  FOR EACH ROW EXECUTE FUNCTION finance_code_stays();
CREATE TRIGGER code_stays BEFORE UPDATE OF code OR DELETE ON finance_fund
  FOR EACH ROW EXECUTE FUNCTION finance_code_stays();
CREATE TRIGGER code_stays BEFORE UPDATE OF code OR DELETE ON finance_project
  FOR EACH ROW EXECUTE FUNCTION finance_code_stays();
CREATE TRIGGER code_stays BEFORE UPDATE OF code OR DELETE ON finance_counterparty
  FOR EACH ROW EXECUTE FUNCTION finance_code_stays();

-- A coding's cost centre is one of its legal entity; income and expenditure have one.
CREATE FUNCTION finance_coding_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM new_rows n JOIN finance_costcentre c ON c.partner_id = n.partner_id AND c.id = n.cost_centre_id
             WHERE c.legal_entity_id <> n.legal_entity_id) THEN
    RAISE EXCEPTION 'the cost centre belongs to another legal entity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_coding_cost_centre';
  END IF;
  IF EXISTS (SELECT 1 FROM new_rows n JOIN finance_subjective s ON s.partner_id = n.partner_id AND s.id = n.subjective_id
             WHERE (n.cost_centre_id IS NULL AND left(s.code, 1) <> '9') OR (n.project_id IS NULL AND s.needs_project)
                OR (n.counterparty_id IS NULL AND s.needs_counterparty)) THEN
    RAISE EXCEPTION 'a segment is missing that the subjective code needs'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_coding_complete';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER coding_fits AFTER INSERT ON finance_coding REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_coding_fits();

-- Lines change only in a draft. The journal is locked for share, so that no posting slips in between.
CREATE FUNCTION finance_lines_are_of_drafts() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE shut record;
BEGIN
  FOR shut IN SELECT id, state FROM finance_journal WHERE id IN (SELECT DISTINCT journal_id FROM changed_rows) FOR SHARE LOOP
    IF shut.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'the lines of a % journal are never changed', lower(shut.state)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journalline_of_draft';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER of_draft_insert AFTER INSERT ON finance_journalline REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_lines_are_of_drafts();
CREATE TRIGGER of_draft_delete AFTER DELETE ON finance_journalline REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_lines_are_of_drafts();
-- A draft's lines are replaced as a whole: none is moved or altered.
CREATE TRIGGER lines_stay BEFORE UPDATE ON finance_journalline FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- SHA-256 over the lines of a journal, by their codes: whoever holds an export can work it out again.
CREATE FUNCTION finance_lines_hash(of_partner bigint, of_journal bigint) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
  SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|',
           l.number, e.code, coalesce(cc.code, ''), s.code, coalesce(p.code, '000000'), f.code, coalesce(cp.code, '000'),
           l.debit, l.credit, l.reference, l.narrative), E'\n' ORDER BY l.number), ''), 'UTF8')), 'hex')
  FROM finance_journalline l
  JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
  JOIN partners_legalentity e ON e.partner_id = c.partner_id AND e.id = c.legal_entity_id
  JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
  JOIN finance_fund f ON f.partner_id = c.partner_id AND f.id = c.fund_id
  LEFT JOIN finance_costcentre cc ON cc.partner_id = c.partner_id AND cc.id = c.cost_centre_id
  LEFT JOIN finance_project p ON p.partner_id = c.partner_id AND p.id = c.project_id
  LEFT JOIN finance_counterparty cp ON cp.partner_id = c.partner_id AND cp.id = c.counterparty_id
  WHERE l.partner_id = of_partner AND l.journal_id = of_journal
$$;

CREATE FUNCTION finance_journal_moves() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  place record;
  lines record;
  odd text;
  before text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'a journal begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'DRAFT' THEN
    RAISE EXCEPTION 'a % journal is never changed: another one reverses it', lower(OLD.state)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_stays';
  END IF;
  IF (NEW.partner_id, NEW.legal_entity_id, NEW.uuid, NEW.prepared_human, NEW.prepared_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.legal_entity_id, OLD.uuid, OLD.prepared_human, OLD.prepared_at) THEN
    RAISE EXCEPTION 'whose journal it is does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_whose';
  END IF;
  IF NEW.state <> 'POSTED' THEN
    RETURN NEW;
  END IF;

  -- The period: held for share, so that it is not closed while something is being posted to it.
  SELECT p.year, p.legal_entity_id, p.covers, m.state INTO place
  FROM finance_period p JOIN finance_periodmodule m ON m.partner_id = p.partner_id AND m.period_id = p.id
  WHERE p.partner_id = NEW.partner_id AND p.id = NEW.period_id AND m.module = NEW.module FOR SHARE OF m;
  IF place IS NULL OR place.legal_entity_id <> NEW.legal_entity_id OR NOT place.covers @> NEW.accounting_date THEN
    RAISE EXCEPTION 'the accounting date is not in the period of the journal'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_in_period';
  END IF;
  IF NOT (place.state = 'OPEN' OR (place.state = 'SOFT_CLOSED' AND NEW.module = 'GL')) THEN
    RAISE EXCEPTION 'the period is %', lower(place.state)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_period_open';
  END IF;

  -- The lines: as many and as much as the journal says, and the very ones that were approved.
  SELECT count(*) AS n, coalesce(sum(l.debit), 0) AS debit, coalesce(sum(l.credit), 0) AS credit INTO lines
  FROM finance_journalline l WHERE l.partner_id = NEW.partner_id AND l.journal_id = NEW.id;
  IF lines.n < 2 OR lines.n <> NEW.n_lines OR lines.debit <> NEW.total
     OR finance_lines_hash(NEW.partner_id, NEW.id) <> NEW.lines_hash THEN
    RAISE EXCEPTION 'the lines are not those that the journal says'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_lines';
  END IF;
  SELECT string_agg(f.code, ', ' ORDER BY f.code) INTO odd FROM (
    SELECT c.fund_id FROM finance_journalline l
    JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
    WHERE l.partner_id = NEW.partner_id AND l.journal_id = NEW.id
    GROUP BY c.fund_id HAVING sum(l.debit) <> sum(l.credit)) u
  JOIN finance_fund f ON f.id = u.fund_id;
  IF odd IS NOT NULL OR lines.debit <> lines.credit THEN
    RAISE EXCEPTION 'debits and credits differ in fund %', odd
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_balances';
  END IF;
  SELECT string_agg(DISTINCT s.code, ', ') INTO odd
  FROM finance_journalline l
  JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
  JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
  JOIN finance_fund f ON f.partner_id = c.partner_id AND f.id = c.fund_id
  LEFT JOIN finance_costcentre cc ON cc.partner_id = c.partner_id AND cc.id = c.cost_centre_id
  LEFT JOIN finance_project p ON p.partner_id = c.partner_id AND p.id = c.project_id
  LEFT JOIN finance_counterparty cp ON cp.partner_id = c.partner_id AND cp.id = c.counterparty_id
  WHERE l.partner_id = NEW.partner_id AND l.journal_id = NEW.id
    AND (c.legal_entity_id <> NEW.legal_entity_id OR NOT s.is_posting OR NOT s.valid @> NEW.accounting_date
         OR NOT f.valid @> NEW.accounting_date OR NOT coalesce(cc.valid @> NEW.accounting_date, true)
         OR NOT coalesce(p.valid @> NEW.accounting_date, true) OR NOT coalesce(cp.valid @> NEW.accounting_date, true));
  IF odd IS NOT NULL THEN
    RAISE EXCEPTION 'nothing is posted on % to coding with subjective code %', NEW.accounting_date, odd
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_codes_valid';
  END IF;

  -- A reversal is the mirror of a posted journal, line by line.
  IF NEW.reverses_id IS NOT NULL AND (
       NOT EXISTS (SELECT 1 FROM finance_journal o WHERE o.partner_id = NEW.partner_id AND o.id = NEW.reverses_id
                   AND o.state = 'POSTED' AND o.reverses_id IS NULL AND o.n_lines = NEW.n_lines)
       OR EXISTS (SELECT number, coding_id, credit, debit FROM finance_journalline
                  WHERE partner_id = NEW.partner_id AND journal_id = NEW.reverses_id
                  EXCEPT SELECT number, coding_id, debit, credit FROM finance_journalline
                  WHERE partner_id = NEW.partner_id AND journal_id = NEW.id)) THEN
    RAISE EXCEPTION 'a reversal mirrors a posted journal, once' USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_mirrors';
  END IF;

  -- The number comes last: what fails takes none, and who posts next waits for this one to be settled.
  INSERT INTO finance_journalseries AS s (partner_id, legal_entity_id, year, kind, number, chain_hash)
  VALUES (NEW.partner_id, NEW.legal_entity_id, place.year, NEW.kind, 1, '')
  ON CONFLICT (partner_id, legal_entity_id, year, kind) DO UPDATE SET number = s.number + 1
  RETURNING s.number, s.chain_hash INTO NEW.number, before;
  NEW.chain_hash := encode(sha256(convert_to(concat_ws('|', before, NEW.uuid, NEW.kind, place.year, NEW.number,
    NEW.accounting_date, NEW.description, NEW.source, NEW.source_ref, NEW.prepared_human, NEW.lines_hash), 'UTF8')), 'hex');
  UPDATE finance_journalseries SET chain_hash = NEW.chain_hash
  WHERE partner_id = NEW.partner_id AND legal_entity_id = NEW.legal_entity_id AND year = place.year AND kind = NEW.kind;

  -- In the order of codings, so that two postings wait for each other in one order.
  INSERT INTO finance_balance AS b (partner_id, period_id, coding_id, debit, credit)
  SELECT NEW.partner_id, NEW.period_id, coding_id, sum(debit), sum(credit)
  FROM finance_journalline WHERE partner_id = NEW.partner_id AND journal_id = NEW.id
  GROUP BY coding_id ORDER BY coding_id
  ON CONFLICT (partner_id, period_id, coding_id)
  DO UPDATE SET debit = b.debit + EXCLUDED.debit, credit = b.credit + EXCLUDED.credit;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION finance_journal_moves() FROM PUBLIC;
CREATE TRIGGER journal_moves BEFORE INSERT OR UPDATE ON finance_journal
  FOR EACH ROW EXECUTE FUNCTION finance_journal_moves();
CREATE TRIGGER journal_stays BEFORE DELETE ON finance_journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What people wrote is posted only when others approved exactly that. Asked at commit: a preview posts and undoes it.
CREATE FUNCTION finance_journal_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM partners_changerequest r
       WHERE r.partner_id = NEW.partner_id AND r.kind = 'finance.journal' AND r.attribute = 'journal ' || NEW.uuid
         AND r.state = 'APPLIED' AND r.payload ->> 'lines_hash' = NEW.lines_hash
         AND EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                     AND a.round = r.round AND a.decided_human <> NEW.prepared_human)
         AND NOT EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                         AND a.round = r.round
                         AND (a.decided_human IS NULL OR a.decided_human = NEW.prepared_human))) THEN
    RAISE EXCEPTION 'a journal is posted when others have approved it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_was_approved';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_journal_was_approved() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER journal_was_approved AFTER UPDATE ON finance_journal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'POSTED' AND NEW.source = '') EXECUTE FUNCTION finance_journal_was_approved();

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON finance_balance, finance_journalseries FROM ss_app;

-- A period moves along its table, one state at a time, and each move is logged.
CREATE FUNCTION finance_period_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (OLD.partner_id, OLD.period_id, OLD.module) IS DISTINCT FROM (NEW.partner_id, NEW.period_id, NEW.module)
     OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
       ('FUTURE', 'OPEN'), ('OPEN', 'SOFT_CLOSED'), ('OPEN', 'CLOSED'), ('SOFT_CLOSED', 'CLOSED'),
       ('SOFT_CLOSED', 'OPEN'), ('CLOSED', 'OPEN'), ('CLOSED', 'LOCKED'))) THEN
    RAISE EXCEPTION 'a period does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_period_moves';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER period_moves BEFORE UPDATE ON finance_periodmodule FOR EACH ROW EXECUTE FUNCTION finance_period_moves();
CREATE TRIGGER period_stays BEFORE DELETE ON finance_periodmodule FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER period_stays BEFORE UPDATE OR DELETE ON finance_period FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION finance_period_is_logged() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM finance_periodevent e WHERE e.partner_id = NEW.partner_id AND e.period_id = NEW.period_id
                 AND e.module = NEW.module AND e.from_state = OLD.state AND e.to_state = NEW.state) THEN
    RAISE EXCEPTION 'whoever moves a period says so in its log'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_period_is_logged';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_period_is_logged() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER period_is_logged AFTER UPDATE ON finance_periodmodule DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION finance_period_is_logged();

-- Balances of the period under way are updated with every posting: room on the page keeps that out of their indexes.
ALTER TABLE finance_balance SET (fillfactor = 70);
