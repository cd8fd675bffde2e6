-- A journal between two legal entities is two journals, one in the books of each: the second is linked to the first for
-- good. Both are posted together, their due-from and due-to mirror each other, and both are reversed together.
CREATE FUNCTION finance_journal_links() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE first_of_two record;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.linked_to_id IS DISTINCT FROM OLD.linked_to_id THEN
      RAISE EXCEPTION 'a journal stays with the one that it was written with'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_link_stays';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.linked_to_id IS NULL THEN
    RETURN NEW;
  END IF;
  SELECT legal_entity_id, linked_to_id, state INTO first_of_two
  FROM finance_journal WHERE partner_id = NEW.partner_id AND id = NEW.linked_to_id;
  IF first_of_two IS NULL OR first_of_two.linked_to_id IS NOT NULL OR first_of_two.state <> 'DRAFT'
     OR first_of_two.legal_entity_id = NEW.legal_entity_id OR NEW.key IS NOT NULL THEN
    RAISE EXCEPTION 'a journal is linked to a draft of another legal entity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_link_is_right';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER journal_links BEFORE INSERT OR UPDATE OF linked_to_id ON finance_journal
  FOR EACH ROW EXECUTE FUNCTION finance_journal_links();

-- Asked at commit, when both have been posted. Opening balances alone come to one legal entity at a time.
CREATE FUNCTION finance_journal_together() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  lead bigint := coalesce(NEW.linked_to_id, NEW.id);
BEGIN
  IF EXISTS (
       SELECT 1 FROM finance_journal o
       WHERE o.partner_id = NEW.partner_id AND (o.id = lead OR o.linked_to_id = lead)
         AND ((o.id = lead AND o.state <> 'POSTED') OR o.state = 'DRAFT'
              OR (o.state = 'POSTED' AND (o.accounting_date, o.kind) IS DISTINCT FROM (NEW.accounting_date, NEW.kind)))) THEN
    RAISE EXCEPTION 'the journals of two legal entities are posted together'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_together';
  END IF;
  IF NEW.kind NOT IN ('OPENING', 'YEAR_END') AND EXISTS (
       WITH due AS (
         SELECT c.legal_entity_id AS mine, cp.legal_entity_id AS theirs, c.fund_id, sum(l.debit - l.credit) AS pounds
         FROM finance_journal o
         JOIN finance_journalline l ON l.partner_id = o.partner_id AND l.journal_id = o.id
         JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
         JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id AND s.control = 'INTER_ENTITY'
         LEFT JOIN finance_counterparty cp ON cp.partner_id = c.partner_id AND cp.id = c.counterparty_id
         WHERE o.partner_id = NEW.partner_id AND (o.id = lead OR o.linked_to_id = lead) AND o.state = 'POSTED'
         GROUP BY 1, 2, 3)
       SELECT 1 FROM due a LEFT JOIN due b ON b.mine = a.theirs AND b.theirs = a.mine AND b.fund_id = a.fund_id
       WHERE coalesce(b.pounds, 0) <> -a.pounds) THEN
    RAISE EXCEPTION 'what one legal entity is due from another, that one is due to it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_due_mirrors';
  END IF;
  IF NEW.reverses_id IS NOT NULL AND EXISTS (
       SELECT 1 FROM finance_journal o
       JOIN finance_journal r ON r.partner_id = o.partner_id AND r.id = NEW.reverses_id
       WHERE o.partner_id = NEW.partner_id AND o.state = 'POSTED'
         AND coalesce(o.linked_to_id, o.id) = coalesce(r.linked_to_id, r.id)
         AND NOT EXISTS (SELECT 1 FROM finance_journal m WHERE m.partner_id = o.partner_id AND m.reverses_id = o.id
                         AND m.state = 'POSTED')) THEN
    RAISE EXCEPTION 'the journals of two legal entities are reversed together'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_reversed_together';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_journal_together() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER journal_together AFTER UPDATE ON finance_journal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'POSTED' AND OLD.state <> 'POSTED') EXECUTE FUNCTION finance_journal_together();

-- The approval of the first is one of both: the request names the lines of each.
CREATE OR REPLACE FUNCTION finance_journal_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM finance_journal lead
       JOIN partners_changerequest r ON r.partner_id = lead.partner_id AND r.kind = 'finance.journal'
         AND r.attribute = 'journal ' || lead.uuid
       WHERE lead.partner_id = NEW.partner_id AND lead.id = coalesce(NEW.linked_to_id, NEW.id)
         AND r.state = 'APPLIED' AND r.payload ->> 'lines_hash' = lead.lines_hash
         AND (NEW.linked_to_id IS NULL OR r.payload -> 'parts' ->> NEW.uuid::text = NEW.lines_hash)
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

-- One agreement between two legal entities on any day, whichever of them is named first; it ends, and nothing else of it
-- changes.
CREATE FUNCTION finance_interentityagreement_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (
       OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR lower(NEW.valid) <> lower(OLD.valid)
       OR NOT NEW.valid <@ OLD.valid
       OR (NEW.partner_id, NEW.uuid, NEW.from_entity_id, NEW.to_entity_id, NEW.kinds, NEW.settlement, NEW.subject,
           NEW.approved_by_id, NEW.approved_at)
          IS DISTINCT FROM
          (OLD.partner_id, OLD.uuid, OLD.from_entity_id, OLD.to_entity_id, OLD.kinds, OLD.settlement, OLD.subject,
           OLD.approved_by_id, OLD.approved_at)) THEN
    RAISE EXCEPTION 'an agreement stays as it was approved, until it ends'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_interentityagreement_stays';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('inter-entity agreements', NEW.partner_id));
  IF EXISTS (SELECT 1 FROM finance_interentityagreement o
             WHERE o.partner_id = NEW.partner_id AND o.id <> NEW.id AND o.valid && NEW.valid
               AND least(o.from_entity_id, o.to_entity_id) = least(NEW.from_entity_id, NEW.to_entity_id)
               AND greatest(o.from_entity_id, o.to_entity_id) = greatest(NEW.from_entity_id, NEW.to_entity_id)) THEN
    RAISE EXCEPTION 'the two have an agreement in those days'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'finance_interentityagreement_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER agreement_moves BEFORE INSERT OR UPDATE ON finance_interentityagreement
  FOR EACH ROW EXECUTE FUNCTION finance_interentityagreement_moves();
CREATE TRIGGER agreement_kept BEFORE DELETE ON finance_interentityagreement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Asked at commit: a preview makes one and undoes it.
CREATE FUNCTION finance_interentityagreement_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE asked text := CASE TG_OP WHEN 'INSERT' THEN 'finance.interentity' ELSE 'finance.interentity_end' END;
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM partners_changerequest r
       WHERE r.partner_id = NEW.partner_id AND r.kind = asked AND r.state = 'APPLIED'
         AND r.payload ->> 'agreement' = NEW.uuid::text
         AND EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                     AND a.round = r.round AND a.decided_human IS NOT NULL)) THEN
    RAISE EXCEPTION 'an agreement between legal entities holds and ends when others have approved it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_interentityagreement_was_approved';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_interentityagreement_was_approved() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER agreement_was_approved AFTER INSERT OR UPDATE ON finance_interentityagreement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_interentityagreement_was_approved();

-- A month is settled once between two legal entities; one whose journal was discarded does not count.
CREATE FUNCTION finance_interentitysettlement_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE pair record;
BEGIN
  SELECT least(from_entity_id, to_entity_id) AS one, greatest(from_entity_id, to_entity_id) AS other, settlement
  INTO pair FROM finance_interentityagreement WHERE partner_id = NEW.partner_id AND id = NEW.agreement_id;
  PERFORM pg_advisory_xact_lock(hashtextextended('inter-entity settlement ' || pair.one || ' ' || pair.other,
                                                 NEW.partner_id));
  IF pair.settlement <> 'NET_MONTHLY' OR NEW.payer_id NOT IN (pair.one, pair.other) OR EXISTS (
       SELECT 1 FROM finance_interentitysettlement o
       JOIN finance_interentityagreement a ON a.partner_id = o.partner_id AND a.id = o.agreement_id
       JOIN finance_journal j ON j.partner_id = o.partner_id AND j.id = o.journal_id
       WHERE o.partner_id = NEW.partner_id AND (o.year, o.number) = (NEW.year, NEW.number)
         AND least(a.from_entity_id, a.to_entity_id) = pair.one
         AND greatest(a.from_entity_id, a.to_entity_id) = pair.other AND j.state <> 'DISCARDED') THEN
    RAISE EXCEPTION 'a month is settled once between two legal entities'
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'finance_interentitysettlement_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER settlement_once BEFORE INSERT ON finance_interentitysettlement
  FOR EACH ROW EXECUTE FUNCTION finance_interentitysettlement_once();
