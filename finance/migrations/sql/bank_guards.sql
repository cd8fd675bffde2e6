-- Bank reconciliation (domain FIN-09): what PostgreSQL refuses, whoever asks.

-- A statement begins where the one before ended, and belongs to the same account.
CREATE FUNCTION finance_bankstatement_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.previous_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM finance_bankstatement s WHERE s.partner_id = NEW.partner_id AND s.id = NEW.previous_id
      AND s.account_id = NEW.account_id AND s.closing = NEW.opening AND s.ends_on <= NEW.starts_on) THEN
    RAISE EXCEPTION 'a statement begins with the balance with which the one before it ended'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankstatement_gap';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER statement_follows BEFORE INSERT ON finance_bankstatement
  FOR EACH ROW EXECUTE FUNCTION finance_bankstatement_follows();

-- The lines of a statement come at once, with it, and lead from its opening to its closing balance.
CREATE FUNCTION finance_bankstatement_wrong(partner bigint, statement bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
  SELECT s.opening + coalesce(sum(l.amount) FILTER (WHERE l.number > 0), 0) <> s.closing
      OR count(l.id) FILTER (WHERE l.number > 0) <> s.n_lines OR coalesce(bool_or(l.account_id <> s.account_id), false)
      OR coalesce(sum(l.amount) FILTER (WHERE l.number <= 0), 0)
         <> CASE WHEN s.previous_id IS NULL THEN s.opening ELSE 0 END
      OR coalesce(bool_or(l.number > 0 AND (l.booked_on < s.starts_on OR l.booked_on > s.ends_on)), false)
  FROM finance_bankstatement s
  LEFT JOIN finance_bankline l ON l.partner_id = s.partner_id AND l.statement_id = s.id
  WHERE s.partner_id = partner AND s.id = statement GROUP BY s.id
$$;

CREATE FUNCTION finance_bankline_adds_up() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  -- Materialized: else the planner asks for each line what it has to ask for each statement.
  IF EXISTS (WITH m AS MATERIALIZED (SELECT DISTINCT partner_id, statement_id FROM made)
             SELECT 1 FROM m WHERE finance_bankstatement_wrong(m.partner_id, m.statement_id)) THEN
    RAISE EXCEPTION 'the lines do not lead from the opening balance to the closing one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankline_adds_up';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lines_add_up AFTER INSERT ON finance_bankline REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION finance_bankline_adds_up();

-- And one whose lines never came is refused when the transaction ends.
CREATE FUNCTION finance_bankstatement_whole() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF finance_bankstatement_wrong(NEW.partner_id, NEW.id) THEN
    RAISE EXCEPTION 'the lines do not lead from the opening balance to the closing one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankline_adds_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER statement_whole AFTER INSERT ON finance_bankstatement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_bankstatement_whole();

-- A match says once what it is of, to the penny: the lines as they are, of one account and of its cash account.
CREATE FUNCTION finance_bankmatch_agrees() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM made m
             JOIN finance_bankmatch h ON h.partner_id = m.partner_id AND h.id = m.match_id
             JOIN finance_bankline l ON l.partner_id = m.partner_id AND l.id = m.line_id
             WHERE l.amount <> m.amount OR l.account_id <> h.account_id)
  OR EXISTS (SELECT 1 FROM made m
             JOIN finance_bankmatch h ON h.partner_id = m.partner_id AND h.id = m.match_id
             JOIN finance_bankaccount a ON a.partner_id = h.partner_id AND a.id = h.account_id
             JOIN finance_journalline l ON l.partner_id = m.partner_id AND l.id = m.journal_line_id
             JOIN finance_journal j ON j.partner_id = l.partner_id AND j.id = l.journal_id
             JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
             WHERE l.debit - l.credit <> m.amount OR j.state <> 'POSTED'
               OR c.subjective_id <> a.subjective_id OR c.legal_entity_id <> a.legal_entity_id)
  OR EXISTS (SELECT 1 FROM made m JOIN finance_bankmatch h ON h.partner_id = m.partner_id AND h.id = m.match_id
             WHERE NOT m.is_live OR h.state IN ('RECONCILED', 'UNDONE'))
  OR EXISTS (SELECT 1 FROM (SELECT DISTINCT partner_id, match_id FROM made) m
             JOIN finance_bankmatchline l ON l.partner_id = m.partner_id AND l.match_id = m.match_id
             GROUP BY m.match_id
             HAVING count(l.line_id) = 0 OR count(l.journal_line_id) = 0
               OR sum(CASE WHEN l.line_id IS NULL THEN -l.amount ELSE l.amount END) <> 0) THEN
    RAISE EXCEPTION 'a match agrees to the penny with the lines that it is of'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankmatch_agrees';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER match_agrees AFTER INSERT ON finance_bankmatchline REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION finance_bankmatch_agrees();

CREATE FUNCTION finance_bankmatch_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  moves text[] := ARRAY['state', 'confirmed_by_id', 'confirmed_human', 'confirmed_at', 'reconciliation_id',
                        'undone_by_id', 'undone_at', 'undone_reason'];
BEGIN
  IF to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves
     OR (OLD.state, NEW.state) NOT IN (('PROPOSED', 'MATCHED'), ('PROPOSED', 'UNDONE'), ('MATCHED', 'UNDONE'),
                                       ('MATCHED', 'RECONCILED')) THEN
    RAISE EXCEPTION 'a match is confirmed, undone or reconciled, and otherwise stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankmatch_moves';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER match_moves BEFORE UPDATE ON finance_bankmatch
  FOR EACH ROW EXECUTE FUNCTION finance_bankmatch_moves();

-- Undone, its lines are free again.
CREATE FUNCTION finance_bankmatch_frees() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE finance_bankmatchline SET is_live = false
  WHERE partner_id = NEW.partner_id AND match_id = NEW.id AND is_live;
  RETURN NULL;
END $$;
CREATE TRIGGER match_frees AFTER UPDATE ON finance_bankmatch
  FOR EACH ROW WHEN (NEW.state = 'UNDONE') EXECUTE FUNCTION finance_bankmatch_frees();

CREATE FUNCTION finance_bankmatchline_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF to_jsonb(NEW) - 'is_live' <> to_jsonb(OLD) - 'is_live' OR NEW.is_live OR NOT EXISTS (
    SELECT 1 FROM finance_bankmatch m WHERE m.partner_id = NEW.partner_id AND m.id = NEW.match_id AND m.state = 'UNDONE')
  THEN
    RAISE EXCEPTION 'what is matched stays until the match is undone'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankmatchline_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER match_line_stays BEFORE UPDATE ON finance_bankmatchline
  FOR EACH ROW EXECUTE FUNCTION finance_bankmatchline_stays();
CREATE TRIGGER matches_kept BEFORE DELETE ON finance_bankmatch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER match_lines_kept BEFORE DELETE ON finance_bankmatchline
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A reconciliation is signed or sent back, once; what it says stays. Whoever matched signs nothing.
CREATE FUNCTION finance_bankrec_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  moves text[] := ARRAY['state', 'reviewed_by_id', 'reviewed_human', 'reviewed_at', 'returned_reason'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PREPARED' THEN
      RAISE EXCEPTION 'a reconciliation begins with its preparer'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankrec_begins';
    END IF;
  ELSIF to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves OR OLD.state <> 'PREPARED' THEN
    RAISE EXCEPTION 'a signed reconciliation is not changed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankrec_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reconciliation_moves BEFORE INSERT OR UPDATE ON finance_bankreconciliation
  FOR EACH ROW EXECUTE FUNCTION finance_bankrec_moves();
CREATE TRIGGER reconciliations_kept BEFORE DELETE ON finance_bankreconciliation
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A rule is agreed to, then ended; what it says stays.
CREATE FUNCTION finance_bankrule_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  moves text[] := ARRAY['agreed_by_id', 'agreed_human', 'agreed_at', 'ended_by_id', 'ended_at'];
BEGIN
  IF to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves OR OLD.ended_at IS NOT NULL
     OR (OLD.agreed_at IS NOT NULL AND (NEW.agreed_by_id, NEW.agreed_human, NEW.agreed_at)
         IS DISTINCT FROM (OLD.agreed_by_id, OLD.agreed_human, OLD.agreed_at)) THEN
    RAISE EXCEPTION 'a rule is agreed to once and ended once; make another for anything else'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankrule_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rule_moves BEFORE UPDATE ON finance_bankrule FOR EACH ROW EXECUTE FUNCTION finance_bankrule_moves();
CREATE TRIGGER rules_kept BEFORE DELETE ON finance_bankrule FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
