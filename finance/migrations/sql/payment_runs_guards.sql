-- Payment runs (domain FIN-06): what PostgreSQL refuses, whoever asks.

-- An invoice that is posted goes into a run, is paid, and may come back.
CREATE OR REPLACE FUNCTION finance_supplierinvoice_moves() RETURNS trigger LANGUAGE plpgsql
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
       ('MATCHED', 'DISPUTED'), ('EXCEPTION', 'DISPUTED'), ('DISPUTED', 'EXCEPTION'), ('MATCHED', 'APPROVED'),
       ('APPROVED', 'SCHEDULED'), ('SCHEDULED', 'APPROVED'), ('SCHEDULED', 'IN_PAYMENT'), ('IN_PAYMENT', 'PAID'),
       ('IN_PAYMENT', 'APPROVED'), ('PAID', 'APPROVED'))
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

-- A run begins as a proposal, keeps what it is, moves along its table, and its hash holds from the review on.
CREATE FUNCTION finance_paymentrun_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE fixed CONSTANT text[] := '{partner_id,uuid,legal_entity_id,bank_account_id,number,method,file_format,pay_on,next_run_on,made_by_id,made_human,made_at}';
        one text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PROPOSED' THEN
      RAISE EXCEPTION 'a payment run begins as a proposal'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentrun_begins';
    END IF;
    RETURN NEW;
  END IF;
  FOREACH one IN ARRAY fixed LOOP
    IF to_jsonb(NEW) -> one IS DISTINCT FROM to_jsonb(OLD) -> one THEN
      RAISE EXCEPTION 'a payment run keeps its %', one
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentrun_stays';
    END IF;
  END LOOP;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('PROPOSED', 'REVIEWED'), ('REVIEWED', 'PROPOSED'), ('APPROVED', 'PROPOSED'), ('REVIEWED', 'APPROVED'),
       ('APPROVED', 'RELEASED'), ('RELEASED', 'FILE_SENT'), ('FILE_SENT', 'CONFIRMED'), ('CONFIRMED', 'POSTED'),
       ('PROPOSED', 'WITHDRAWN'), ('REVIEWED', 'WITHDRAWN'), ('APPROVED', 'WITHDRAWN'), ('RELEASED', 'WITHDRAWN')) THEN
    RAISE EXCEPTION 'a payment run does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentrun_moves';
  END IF;
  IF OLD.state IN ('REVIEWED', 'APPROVED', 'RELEASED', 'FILE_SENT', 'CONFIRMED', 'POSTED')
     AND NEW.state NOT IN ('PROPOSED', 'WITHDRAWN')
     AND (NEW.items_hash, NEW.total, NEW.n_items, NEW.n_payments, NEW.largest, NEW.needs_two)
         IS DISTINCT FROM (OLD.items_hash, OLD.total, OLD.n_items, OLD.n_payments, OLD.largest, OLD.needs_two) THEN
    RAISE EXCEPTION 'what was reviewed is what is paid'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentrun_hash';
  END IF;
  IF OLD.file_hash <> '' AND NEW.file_hash <> OLD.file_hash AND NEW.state NOT IN ('PROPOSED', 'WITHDRAWN') THEN
    RAISE EXCEPTION 'the file of a payment run stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentrun_file';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER run_moves BEFORE INSERT OR UPDATE ON finance_paymentrun
  FOR EACH ROW EXECUTE FUNCTION finance_paymentrun_moves();
CREATE TRIGGER run_stays BEFORE DELETE ON finance_paymentrun FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What is in a run changes only while it is a proposal; then items move with it. An item settles no more than is owed.
CREATE FUNCTION finance_paymentitem_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE at_state text; owed numeric; settled numeric; of_run record; bill record;
BEGIN
  SELECT * INTO of_run FROM finance_paymentrun r WHERE r.partner_id = NEW.partner_id AND r.id = NEW.run_id;
  at_state := of_run.state;
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - '{amount,deduction,bank_id,why,warning,state,out_reason,out_by_id}'::text[]
       <> to_jsonb(OLD) - '{amount,deduction,bank_id,why,warning,state,out_reason,out_by_id}'::text[] THEN
      RAISE EXCEPTION 'an item keeps its invoice'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentitem_stays';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('IN', 'OUT'), ('IN', 'PAID'), ('PAID', 'RETURNED')) THEN
      RAISE EXCEPTION 'an item does not go from % to %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentitem_moves';
    END IF;
    IF (NEW.amount, NEW.deduction, NEW.bank_id) IS DISTINCT FROM (OLD.amount, OLD.deduction, OLD.bank_id)
       AND (at_state <> 'PROPOSED' OR OLD.state <> 'IN') THEN
      RAISE EXCEPTION 'what was reviewed is what is paid'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentitem_open';
    END IF;
    IF (OLD.state = 'IN' AND NEW.state = 'OUT' AND at_state NOT IN ('PROPOSED', 'WITHDRAWN'))
       OR (NEW.state = 'PAID' AND OLD.state = 'IN' AND at_state <> 'POSTED') THEN
      RAISE EXCEPTION 'the items of a run that is % stay', lower(at_state)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentitem_open';
    END IF;
  ELSIF at_state <> 'PROPOSED' OR NEW.state NOT IN ('IN', 'OUT') THEN
    RAISE EXCEPTION 'items come in while a run is a proposal'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentitem_open';
  END IF;
  IF NEW.state = 'IN' THEN
    SELECT * INTO bill FROM finance_supplierinvoice i
      WHERE i.partner_id = NEW.partner_id AND i.id = NEW.invoice_id FOR UPDATE;
    IF bill.account_id <> NEW.account_id OR bill.legal_entity_id <> of_run.legal_entity_id THEN
      RAISE EXCEPTION 'the invoice is of another account or legal entity'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentitem_fits';
    END IF;
    SELECT coalesce(sum(p.amount), 0) INTO settled FROM finance_paymentitem p
      WHERE p.partner_id = NEW.partner_id AND p.invoice_id = NEW.invoice_id AND p.state = 'PAID';
    owed := CASE WHEN bill.kind = 'CREDIT_NOTE' THEN -bill.gross ELSE bill.gross END - settled;
    IF sign(NEW.amount) <> sign(owed) OR abs(NEW.amount) > abs(owed) THEN
      RAISE EXCEPTION 'more would be paid than is owed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentitem_owed';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER item_moves BEFORE INSERT OR UPDATE ON finance_paymentitem
  FOR EACH ROW EXECUTE FUNCTION finance_paymentitem_moves();
CREATE TRIGGER item_stays BEFORE DELETE ON finance_paymentitem FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A payment is what was released: only what becomes of it changes.
CREATE FUNCTION finance_supplierpayment_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE moving CONSTANT text[] := '{state,remittance_id,returned_on,return_code,return_reason,reversal_id}';
BEGIN
  IF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving
     OR (OLD.remittance_id IS NOT NULL AND NEW.remittance_id IS DISTINCT FROM OLD.remittance_id) THEN
    RAISE EXCEPTION 'a payment stays as it was released'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierpayment_stays';
  END IF;
  IF NEW.state <> OLD.state
     AND (OLD.state, NEW.state) NOT IN (('WAITING', 'PAID'), ('WAITING', 'STOPPED'), ('PAID', 'RETURNED')) THEN
    RAISE EXCEPTION 'a payment does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplierpayment_moves';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_moves BEFORE UPDATE ON finance_supplierpayment
  FOR EACH ROW EXECUTE FUNCTION finance_supplierpayment_moves();
CREATE TRIGGER payment_stays BEFORE DELETE ON finance_supplierpayment
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who set up, entered or approved what a run pays: whoever stands here does not release it (domain SEC-04).
CREATE FUNCTION finance_paymentrun_hands(p_partner bigint, p_run bigint) RETURNS TABLE (human uuid, what text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner of this scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    WITH items AS (
      SELECT p.invoice_id, p.account_id, p.bank_id FROM public.finance_paymentitem p
      WHERE p.partner_id = p_partner AND p.run_id = p_run AND p.state = 'IN'),
    banks AS (SELECT b.uuid, b.made_human FROM public.finance_supplierbank b
              WHERE b.partner_id = p_partner AND b.id IN (SELECT bank_id FROM items)),
    bills AS (SELECT i.uuid, i.registered_human FROM public.finance_supplierinvoice i
              WHERE i.partner_id = p_partner AND i.id IN (SELECT invoice_id FROM items)),
    asked AS (SELECT r.id, r.round, r.kind FROM public.partners_changerequest r
              WHERE r.partner_id = p_partner AND r.state = 'APPLIED' AND (
                (r.kind = 'finance.supplier_bank' AND r.attribute IN (SELECT 'supplier bank ' || uuid FROM banks))
                OR (r.kind = 'finance.invoice' AND r.attribute IN (SELECT 'invoice ' || uuid FROM bills))))
    SELECT DISTINCT b.made_human, 'asked for a bank account that is paid' FROM banks b
    UNION SELECT i.registered_human, 'entered an invoice that is paid' FROM bills i
    UNION SELECT a.made_human, 'set up a supplier that is paid' FROM public.finance_supplieraccount a
      WHERE a.partner_id = p_partner AND a.id IN (SELECT account_id FROM items)
    UNION SELECT s.decided_human, CASE WHEN q.kind = 'finance.invoice' THEN 'approved an invoice that is paid'
                                       ELSE 'approved a bank account that is paid' END
      FROM public.partners_approvalstep s JOIN asked q ON q.id = s.change_id AND q.round = s.round
      WHERE s.partner_id = p_partner AND s.decided_human IS NOT NULL;
END $$;
REVOKE ALL ON FUNCTION finance_paymentrun_hands(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finance_paymentrun_hands(bigint, bigint) TO ss_app;

-- Whoever writes the row: the releasers are nobody of these.
CREATE FUNCTION finance_paymentrun_hands_off() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM finance_paymentrun_hands(NEW.partner_id, NEW.id) h
             WHERE h.human IN (NEW.released_human, NEW.second_human)) THEN
    RAISE EXCEPTION 'whoever set up, entered or approved what is paid does not release it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentrun_hands_off';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION finance_paymentrun_hands_off() FROM PUBLIC;
CREATE TRIGGER run_hands_off BEFORE UPDATE OF released_human, second_human ON finance_paymentrun
  FOR EACH ROW WHEN (NEW.released_human IS NOT NULL) EXECUTE FUNCTION finance_paymentrun_hands_off();
