-- Accounts receivable (domain FIN-08). An invoice is frozen once it is issued, its numbers have no gaps, and what is
-- settled of it is the sum of its allocations: the database adds them up, nobody else.

CREATE FUNCTION finance_sales_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  last integer;
  said numeric;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM finance_customer c WHERE c.partner_id = NEW.partner_id AND c.id = NEW.customer_id
                 AND c.legal_entity_id = NEW.legal_entity_id) THEN
    RAISE EXCEPTION 'the customer belongs to another legal entity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sales_customer_fits';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'DRAFT' OR NEW.settled <> 0 THEN
      RAISE EXCEPTION 'an invoice begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sales_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'DRAFT' AND (to_jsonb(NEW) - ARRAY['state', 'settled', 'dispute', 'number', 'issued_on', 'due_on',
       'journal_id', 'billed_to']) <> (to_jsonb(OLD) - ARRAY['state', 'settled', 'dispute', 'number', 'issued_on',
       'due_on', 'journal_id', 'billed_to']) THEN
    RAISE EXCEPTION 'what was approved is not changed: a credit note takes it back'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sales_approved_stays';
  END IF;
  IF OLD.number IS NOT NULL THEN
    IF (NEW.number, NEW.issued_on, NEW.due_on, NEW.journal_id, NEW.billed_to)
       IS DISTINCT FROM (OLD.number, OLD.issued_on, OLD.due_on, OLD.journal_id, OLD.billed_to) THEN
      RAISE EXCEPTION 'an issued invoice is not changed: a credit note takes it back'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sales_issued_stays';
    END IF;
  ELSIF NEW.number IS NOT NULL THEN
    IF OLD.state <> 'APPROVED' THEN
      RAISE EXCEPTION 'only what was approved is issued'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sales_approved_first';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('sales ' || NEW.kind, NEW.legal_entity_id));
    SELECT coalesce(max(number), 0) INTO last FROM finance_salesinvoice
    WHERE partner_id = NEW.partner_id AND legal_entity_id = NEW.legal_entity_id AND kind = NEW.kind;
    SELECT coalesce(sum(net), 0) INTO said FROM finance_salesline WHERE partner_id = NEW.partner_id AND invoice_id = NEW.id;
    IF NEW.number <> last + 1 OR said <> NEW.net THEN
      RAISE EXCEPTION 'its number is the next one, and its net the sum of its lines'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sales_next_number';
    END IF;
  END IF;
  IF NEW.settled <> OLD.settled THEN
    SELECT coalesce(sum(amount), 0) INTO said FROM finance_allocation a
    WHERE a.partner_id = NEW.partner_id AND NEW.id IN (a.invoice_id, a.credit_note_id) AND a.undone_at IS NULL;
    IF said <> NEW.settled THEN
      RAISE EXCEPTION 'what is settled is the sum of the allocations'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sales_settled_sum';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sales_moves BEFORE INSERT OR UPDATE ON finance_salesinvoice
  FOR EACH ROW EXECUTE FUNCTION finance_sales_moves();

CREATE FUNCTION finance_sales_stay() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  RAISE EXCEPTION 'it is not deleted: discard it, or take it back with a credit note'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sales_stay';
END $$;
CREATE TRIGGER sales_stay BEFORE DELETE ON finance_salesinvoice FOR EACH ROW EXECUTE FUNCTION finance_sales_stay();
CREATE TRIGGER receipts_stay BEFORE DELETE ON finance_receipt FOR EACH ROW EXECUTE FUNCTION finance_sales_stay();
CREATE TRIGGER allocations_stay BEFORE DELETE ON finance_allocation FOR EACH ROW EXECUTE FUNCTION finance_sales_stay();
CREATE TRIGGER write_offs_stay BEFORE DELETE ON finance_writeoff FOR EACH ROW EXECUTE FUNCTION finance_sales_stay();

CREATE FUNCTION finance_sales_lines_of_drafts() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE of_invoice bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.invoice_id ELSE NEW.invoice_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM finance_salesinvoice i WHERE i.id = of_invoice AND i.state <> 'DRAFT') THEN
    RAISE EXCEPTION 'the lines of an approved invoice are not changed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_salesline_of_draft';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER of_draft BEFORE INSERT OR UPDATE OR DELETE ON finance_salesline
  FOR EACH ROW EXECUTE FUNCTION finance_sales_lines_of_drafts();

CREATE FUNCTION finance_receipt_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE said numeric;
BEGIN
  IF (to_jsonb(NEW) - ARRAY['customer_id', 'allocated', 'found_journal_id'])
     <> (to_jsonb(OLD) - ARRAY['customer_id', 'allocated', 'found_journal_id'])
     OR (OLD.customer_id IS NOT NULL AND NEW.customer_id IS DISTINCT FROM OLD.customer_id)
     OR (OLD.found_journal_id IS NOT NULL AND NEW.found_journal_id IS DISTINCT FROM OLD.found_journal_id) THEN
    RAISE EXCEPTION 'a receipt is not changed: only from whom it came is found out, once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_receipt_stays';
  END IF;
  SELECT coalesce(sum(amount), 0) INTO said FROM finance_allocation a
  WHERE a.partner_id = NEW.partner_id AND a.receipt_id = NEW.id AND a.undone_at IS NULL;
  IF said <> NEW.allocated THEN
    RAISE EXCEPTION 'what is allocated is the sum of the allocations'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_receipt_sum';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER receipt_stays BEFORE UPDATE ON finance_receipt FOR EACH ROW EXECUTE FUNCTION finance_receipt_stays();

CREATE FUNCTION finance_allocation_counts() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE whose bigint; other bigint;
BEGIN
  IF TG_OP = 'UPDATE' AND ((to_jsonb(NEW) - ARRAY['undone_by_id', 'undone_at', 'undone_reason'])
       <> (to_jsonb(OLD) - ARRAY['undone_by_id', 'undone_at', 'undone_reason']) OR OLD.undone_at IS NOT NULL) THEN
    RAISE EXCEPTION 'an allocation is undone once, and not changed otherwise'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_allocation_stays';
  END IF;
  SELECT customer_id INTO whose FROM finance_salesinvoice WHERE partner_id = NEW.partner_id AND id = NEW.invoice_id
    AND kind = 'INVOICE' AND number IS NOT NULL;
  SELECT coalesce(
    (SELECT customer_id FROM finance_receipt WHERE partner_id = NEW.partner_id AND id = NEW.receipt_id),
    (SELECT customer_id FROM finance_salesinvoice WHERE partner_id = NEW.partner_id AND id = NEW.credit_note_id
       AND kind = 'CREDIT_NOTE' AND number IS NOT NULL),
    (SELECT i.customer_id FROM finance_writeoff w JOIN finance_salesinvoice i ON i.partner_id = w.partner_id AND i.id = w.invoice_id
     WHERE w.partner_id = NEW.partner_id AND w.id = NEW.write_off_id AND w.invoice_id = NEW.invoice_id AND w.amount = NEW.amount))
    INTO other;
  IF whose IS NULL OR other IS NULL OR whose <> other THEN
    RAISE EXCEPTION 'money settles issued invoices of the customer whose it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_allocation_fits';
  END IF;
  UPDATE finance_salesinvoice i SET settled = (SELECT coalesce(sum(amount), 0) FROM finance_allocation a
    WHERE a.partner_id = i.partner_id AND i.id IN (a.invoice_id, a.credit_note_id) AND a.undone_at IS NULL)
  WHERE i.partner_id = NEW.partner_id AND i.id IN (NEW.invoice_id, NEW.credit_note_id);
  UPDATE finance_receipt r SET allocated = (SELECT coalesce(sum(amount), 0) FROM finance_allocation a
    WHERE a.partner_id = r.partner_id AND a.receipt_id = r.id AND a.undone_at IS NULL)
  WHERE r.partner_id = NEW.partner_id AND r.id = NEW.receipt_id;
  RETURN NULL;
END $$;
CREATE TRIGGER allocation_counts AFTER INSERT OR UPDATE ON finance_allocation
  FOR EACH ROW EXECUTE FUNCTION finance_allocation_counts();
