-- Suppliers and their invoices (domain FIN-06, PRO-01, PRO-02): what PostgreSQL refuses, whoever asks.

-- Where a supplier is paid begins as a proposal, keeps what it says, and moves along its table.
CREATE FUNCTION finance_supplierbank_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PROPOSED' THEN
      RAISE EXCEPTION 'where a supplier is paid begins as a proposal'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierbank_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - '{state,pay_from}'::text[] <> to_jsonb(OLD) - '{state,pay_from}'::text[] THEN
    RAISE EXCEPTION 'a bank account is not changed: another one is proposed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierbank_stays';
  END IF;
  IF OLD.pay_from IS NOT NULL AND NEW.pay_from IS DISTINCT FROM OLD.pay_from THEN
    RAISE EXCEPTION 'the day from which it is paid into stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierbank_pay_from_stays';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('PROPOSED', 'ACTIVE'), ('PROPOSED', 'REFUSED'), ('ACTIVE', 'ENDED')) THEN
    RAISE EXCEPTION 'a supplier''s bank account does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierbank_moves';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bank_moves BEFORE INSERT OR UPDATE ON finance_supplierbank
  FOR EACH ROW EXECUTE FUNCTION finance_supplierbank_moves();
CREATE TRIGGER bank_stays BEFORE DELETE ON finance_supplierbank FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whether others than its maker approved exactly this. Asked at commit: a preview makes and undoes it.
CREATE FUNCTION finance_was_approved(p_partner bigint, p_kind text, p_attribute text, p_hash text, p_maker uuid)
RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM partners_changerequest r
    WHERE r.partner_id = p_partner AND r.kind = p_kind AND r.attribute = p_attribute
      AND r.state = 'APPLIED' AND r.payload ->> 'content_hash' = p_hash
      AND EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                  AND a.round = r.round AND a.decided_human <> p_maker)
      AND NOT EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                      AND a.round = r.round AND (a.decided_human IS NULL OR a.decided_human = p_maker)))
$$;
REVOKE ALL ON FUNCTION finance_was_approved(bigint, text, text, text, uuid) FROM PUBLIC;

CREATE FUNCTION finance_supplierbank_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT finance_was_approved(NEW.partner_id, 'finance.supplier_bank', 'supplier bank ' || NEW.uuid, NEW.fingerprint,
                              NEW.made_human) THEN
    RAISE EXCEPTION 'a second person approves where a supplier is paid'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierbank_was_approved';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_supplierbank_was_approved() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER bank_was_approved AFTER UPDATE ON finance_supplierbank DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'ACTIVE' AND OLD.state <> 'ACTIVE')
  EXECUTE FUNCTION finance_supplierbank_was_approved();

-- An invoice keeps when it came and who entered it. What it says changes only while it has just come or come back.
CREATE FUNCTION finance_supplierinvoice_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE moving CONSTANT text[] := '{state,content_hash,cleared_by_id,cleared_human,journal_id}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'RECEIVED' THEN
      RAISE EXCEPTION 'an invoice begins as received'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.uuid, NEW.number, NEW.received_at, NEW.registered_human, NEW.registered_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.uuid, OLD.number, OLD.received_at, OLD.registered_human, OLD.registered_at) THEN
    RAISE EXCEPTION 'when an invoice was received, and who entered it, never changes'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_received';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('RECEIVED', 'VALIDATED'), ('RECEIVED', 'INVALID_RETURNED'), ('VALIDATED', 'DUP_SUSPECT'),
       ('VALIDATED', 'MATCHING'), ('DUP_SUSPECT', 'MATCHING'), ('DUP_SUSPECT', 'INVALID_RETURNED'),
       ('MATCHING', 'MATCHED'), ('MATCHING', 'EXCEPTION'), ('EXCEPTION', 'MATCHED'), ('EXCEPTION', 'RECEIVED'),
       ('EXCEPTION', 'INVALID_RETURNED'), ('MATCHED', 'RECEIVED'), ('INVALID_RETURNED', 'RECEIVED'),
       ('MATCHED', 'DISPUTED'), ('EXCEPTION', 'DISPUTED'), ('DISPUTED', 'EXCEPTION'), ('MATCHED', 'APPROVED'))
     AND NOT (NEW.state = 'CANCELLED' AND OLD.state IN (
       'RECEIVED', 'VALIDATED', 'DUP_SUSPECT', 'INVALID_RETURNED', 'MATCHING', 'MATCHED', 'EXCEPTION', 'DISPUTED')) THEN
    RAISE EXCEPTION 'an invoice does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_moves';
  END IF;
  IF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving AND OLD.state NOT IN ('RECEIVED', 'INVALID_RETURNED') THEN
    RAISE EXCEPTION 'an invoice that has been checked keeps what it says'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_stays';
  END IF;
  IF OLD.state NOT IN ('RECEIVED', 'VALIDATED') AND NEW.content_hash <> OLD.content_hash THEN
    RAISE EXCEPTION 'the hash of an invoice is taken when it is checked'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_hash';
  END IF;
  IF OLD.journal_id IS NOT NULL AND NEW.journal_id IS DISTINCT FROM OLD.journal_id THEN
    RAISE EXCEPTION 'a posted invoice stays with its journal'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_journal';
  END IF;
  IF OLD.state = 'DUP_SUSPECT' AND NEW.state = 'MATCHING'
     AND (NEW.cleared_human IS NULL OR NEW.cleared_human = NEW.registered_human) THEN
    RAISE EXCEPTION 'somebody else than who entered it says that it is no duplicate'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_cleared';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoice_moves BEFORE INSERT OR UPDATE ON finance_supplierinvoice
  FOR EACH ROW EXECUTE FUNCTION finance_supplierinvoice_moves();
CREATE TRIGGER invoice_stays BEFORE DELETE ON finance_supplierinvoice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Lines are replaced as a whole, and only while the invoice has just come.
CREATE FUNCTION finance_invoicelines_are_open() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE shut record;
BEGIN
  FOR shut IN SELECT id, state FROM finance_supplierinvoice
              WHERE id IN (SELECT DISTINCT invoice_id FROM changed_rows) FOR SHARE LOOP
    IF shut.state <> 'RECEIVED' THEN
      RAISE EXCEPTION 'the lines of a % invoice are not changed', lower(shut.state)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_invoiceline_open';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER open_insert AFTER INSERT ON finance_supplierinvoiceline REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_invoicelines_are_open();
CREATE TRIGGER open_delete AFTER DELETE ON finance_supplierinvoiceline REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_invoicelines_are_open();
CREATE TRIGGER lines_stay BEFORE UPDATE ON finance_supplierinvoiceline
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What is owed is posted when others approved exactly this invoice, by the journal that it names.
CREATE FUNCTION finance_supplierinvoice_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT finance_was_approved(NEW.partner_id, 'finance.invoice', 'invoice ' || NEW.uuid, NEW.content_hash,
                              NEW.registered_human) THEN
    RAISE EXCEPTION 'an invoice is posted when others have approved it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_was_approved';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM finance_journal j
                 WHERE j.partner_id = NEW.partner_id AND j.id = NEW.journal_id AND j.state = 'POSTED'
                   AND j.legal_entity_id = NEW.legal_entity_id AND j.source = 'invoice' AND j.key = 'invoice:' || NEW.uuid)
  THEN
    RAISE EXCEPTION 'an invoice is posted by a journal of its own'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_own_journal';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_supplierinvoice_was_approved() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER invoice_was_approved AFTER UPDATE ON finance_supplierinvoice DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'APPROVED' AND OLD.state = 'MATCHED')
  EXECUTE FUNCTION finance_supplierinvoice_was_approved();

-- The account that an invoice names is one of its legal entity.
CREATE FUNCTION finance_supplierinvoice_account_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM finance_supplieraccount a WHERE a.partner_id = NEW.partner_id AND a.id = NEW.account_id
                 AND a.legal_entity_id = NEW.legal_entity_id) THEN
    RAISE EXCEPTION 'the supplier’s account is one of another legal entity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierinvoice_account';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoice_account_fits BEFORE INSERT OR UPDATE OF account_id, legal_entity_id ON finance_supplierinvoice
  FOR EACH ROW EXECUTE FUNCTION finance_supplierinvoice_account_fits();

-- Whether an invoice like this is known at another partner. It tells that there is one, with its date, and not where.
CREATE INDEX finance_invoice_elsewhere ON finance_supplierinvoice (tidy_reference, gross);
CREATE FUNCTION finance_invoices_elsewhere(p_partner bigint, p_reference text, p_gross numeric, p_vat text, p_company text)
RETURNS TABLE (is_same_supplier boolean, invoice_date date) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner of this scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    SELECT (p_vat <> '' AND s.vat_number = p_vat) OR (p_company <> '' AND s.company_number = p_company), i.invoice_date
    FROM public.finance_supplierinvoice i
    JOIN public.finance_supplieraccount a ON a.partner_id = i.partner_id AND a.id = i.account_id
    JOIN public.finance_supplier s ON s.partner_id = a.partner_id AND s.id = a.supplier_id
    WHERE i.tidy_reference = p_reference AND i.gross = p_gross AND i.partner_id <> p_partner
      AND i.state NOT IN ('CANCELLED', 'INVALID_RETURNED')
    ORDER BY 1 DESC, 2 LIMIT 20;
END $$;
REVOKE ALL ON FUNCTION finance_invoices_elsewhere(bigint, text, numeric, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finance_invoices_elsewhere(bigint, text, numeric, text, text) TO ss_app;
