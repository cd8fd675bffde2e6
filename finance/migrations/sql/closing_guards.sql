-- Reconciling and closing (domain FIN-03.3, FIN-13): what PostgreSQL refuses, whoever asks.

-- A reconciliation is frozen when it is signed; a reviewer says yes or no to it, once. Its sums are those of its items.
CREATE FUNCTION finance_reconciliation_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE sums record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'OPEN' THEN
      RAISE EXCEPTION 'a reconciliation begins open'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_reconciliation_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.uuid, NEW.period_id, NEW.subjective_id, NEW.version, NEW.begun_by_id, NEW.begun_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.uuid, OLD.period_id, OLD.subjective_id, OLD.version, OLD.begun_by_id,
                       OLD.begun_at)
     OR (OLD.state, NEW.state) NOT IN (('OPEN', 'SIGNED'), ('SIGNED', 'REVIEWED'), ('SIGNED', 'RETURNED'))
     OR (OLD.state = 'SIGNED' AND to_jsonb(NEW) - '{state,reviewed_by_id,reviewed_human,reviewed_at,comment}'::text[]
                              <> to_jsonb(OLD) - '{state,reviewed_by_id,reviewed_human,reviewed_at,comment}'::text[])
  THEN
    RAISE EXCEPTION 'a % reconciliation stays as it is: prepare another version', lower(OLD.state)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_reconciliation_stays';
  END IF;
  IF NEW.state = 'SIGNED' THEN
    SELECT coalesce(sum(amount) FILTER (WHERE kind = 'ITEM'), 0) AS items,
           coalesce(sum(amount) FILTER (WHERE kind = 'EXPLAINED'), 0) AS explained INTO sums
    FROM finance_reconciliationitem WHERE partner_id = NEW.partner_id AND reconciliation_id = NEW.id;
    IF (sums.items, sums.explained) IS DISTINCT FROM (NEW.subledger, NEW.explained) THEN
      RAISE EXCEPTION 'the sums of a reconciliation are those of its items'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_reconciliation_sums';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reconciliation_moves BEFORE INSERT OR UPDATE ON finance_reconciliation
  FOR EACH ROW EXECUTE FUNCTION finance_reconciliation_moves();
CREATE TRIGGER reconciliation_kept BEFORE DELETE ON finance_reconciliation
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Items change only while it is open. The reconciliation is held, so that no signature slips in between.
CREATE FUNCTION finance_reconciliation_items() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE shut record;
BEGIN
  FOR shut IN SELECT state FROM finance_reconciliation
              WHERE id IN (SELECT DISTINCT reconciliation_id FROM changed_rows) FOR SHARE LOOP
    IF shut.state <> 'OPEN' THEN
      RAISE EXCEPTION 'the items of a % reconciliation are never changed', lower(shut.state)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_reconciliationitem_of_open';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER of_open_insert AFTER INSERT ON finance_reconciliationitem REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_reconciliation_items();
CREATE TRIGGER of_open_delete AFTER DELETE ON finance_reconciliationitem REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_reconciliation_items();
CREATE TRIGGER items_stay BEFORE UPDATE ON finance_reconciliationitem
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A part of a period is closed with every task written down, and what was undone has the leave of another person.
CREATE FUNCTION finance_close_was_checked() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM finance_closingcheck c
                 WHERE c.partner_id = NEW.partner_id AND c.period_id = NEW.period_id AND c.module = NEW.module
                   AND c.action = NEW.action AND c.at = NEW.at)
     OR EXISTS (SELECT 1 FROM finance_closingcheck c
                LEFT JOIN finance_closingoverride o ON o.partner_id = c.partner_id AND o.id = c.override_id
                JOIN partners_user u ON u.id = NEW.by_id
                WHERE c.partner_id = NEW.partner_id AND c.period_id = NEW.period_id AND c.module = NEW.module
                  AND c.action = NEW.action AND c.at = NEW.at AND NOT c.is_met
                  AND (o.id IS NULL OR o.period_id <> NEW.period_id OR o.module <> NEW.module
                       OR o.human = u.human_id)) THEN
    RAISE EXCEPTION 'a period is closed when its tasks are done, or somebody else lets it be closed without'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_close_was_checked';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_close_was_checked() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER close_was_checked AFTER INSERT ON finance_periodevent DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.action = 'close') EXECUTE FUNCTION finance_close_was_checked();
