-- The Construction Industry Scheme (domain FIN-07): what PostgreSQL refuses, whoever asks.

-- What HMRC said begins as a proposal, keeps what it says, and is approved or refused once.
CREATE FUNCTION finance_cisverification_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE moving CONSTANT text[] := '{state,decided_by_id,decided_human,decided_at,decision_reason}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PROPOSED' THEN
      RAISE EXCEPTION 'what HMRC said of a subcontractor begins as a proposal'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_cisverification_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving OR OLD.state <> 'PROPOSED' THEN
    RAISE EXCEPTION 'what HMRC said of a subcontractor is not changed: another row is proposed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_cisverification_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER verification_moves BEFORE INSERT OR UPDATE ON finance_cisverification
  FOR EACH ROW EXECUTE FUNCTION finance_cisverification_moves();
CREATE TRIGGER verification_stays BEFORE DELETE ON finance_cisverification
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A subcontractor stays one until a second person has approved that it is none any more: else it would be paid gross.
CREATE FUNCTION finance_supplieraccount_subcontractor() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (SELECT v.status FROM finance_cisverification v
      WHERE v.partner_id = NEW.partner_id AND v.account_id = NEW.id AND v.state = 'APPROVED'
      ORDER BY v.number DESC LIMIT 1) IS DISTINCT FROM 'OUTSIDE' THEN
    RAISE EXCEPTION 'a second person approves that a supplier is no subcontractor any more'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_supplieraccount_subcontractor';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_subcontractor BEFORE UPDATE OF is_subcontractor ON finance_supplieraccount
  FOR EACH ROW WHEN (OLD.is_subcontractor AND NOT NEW.is_subcontractor)
  EXECUTE FUNCTION finance_supplieraccount_subcontractor();

-- What is in a run changes only while it is a proposal: what is kept back and on what ground, too.
CREATE OR REPLACE FUNCTION finance_paymentitem_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE at_state text; owed numeric; settled numeric; of_run record; bill record;
        moving CONSTANT text[] := '{amount,deduction,liable,materials,verification_id,bank_id,why,warning,state,out_reason,out_by_id}';
BEGIN
  SELECT * INTO of_run FROM finance_paymentrun r WHERE r.partner_id = NEW.partner_id AND r.id = NEW.run_id;
  at_state := of_run.state;
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - moving
       <> to_jsonb(OLD) - moving THEN
      RAISE EXCEPTION 'an item keeps its invoice'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentitem_stays';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('IN', 'OUT'), ('IN', 'PAID'), ('PAID', 'RETURNED')) THEN
      RAISE EXCEPTION 'an item does not go from % to %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentitem_moves';
    END IF;
    IF (NEW.amount, NEW.deduction, NEW.liable, NEW.materials, NEW.verification_id, NEW.bank_id)
       IS DISTINCT FROM (OLD.amount, OLD.deduction, OLD.liable, OLD.materials, OLD.verification_id, OLD.bank_id)
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

-- No subcontractor is paid without an approved verification that holds on the day of the payment.
CREATE FUNCTION finance_paymentrun_verified() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM finance_paymentitem p
    JOIN finance_supplieraccount a ON a.partner_id = p.partner_id AND a.id = p.account_id
    LEFT JOIN finance_cisverification v ON v.partner_id = p.partner_id AND v.id = p.verification_id
    WHERE p.partner_id = NEW.partner_id AND p.run_id = NEW.id AND p.state = 'IN' AND a.is_subcontractor
      AND (v.id IS NULL OR v.state <> 'APPROVED' OR v.status = 'OUTSIDE' OR v.account_id <> p.account_id
           OR v.valid_from > NEW.pay_on
           OR (v.status = 'GROSS' AND p.deduction <> 0)
           OR (v.status <> 'GROSS' AND p.deduction = 0 AND abs(p.liable) > 1))) THEN
    RAISE EXCEPTION 'a subcontractor is paid as HMRC said on verification'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_paymentrun_verified';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER run_verified BEFORE UPDATE OF state ON finance_paymentrun
  FOR EACH ROW WHEN (OLD.state = 'PROPOSED' AND NEW.state = 'REVIEWED') EXECUTE FUNCTION finance_paymentrun_verified();

-- What was deducted is what the payment kept back; what comes back is as much, on the day on which it came back.
CREATE FUNCTION finance_cisentry_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE of_payment record; paid record;
BEGIN
  SELECT p.account_id, p.deducted, p.returned_on, r.legal_entity_id, r.pay_on INTO of_payment
    FROM finance_supplierpayment p JOIN finance_paymentrun r ON r.partner_id = p.partner_id AND r.id = p.run_id
    WHERE p.partner_id = NEW.partner_id AND p.id = NEW.payment_id;
  IF (NEW.account_id, NEW.legal_entity_id) IS DISTINCT FROM (of_payment.account_id, of_payment.legal_entity_id)
     OR (NEW.kind = 'PAID' AND (NEW.deducted <> of_payment.deducted OR NEW."on" <> of_payment.pay_on)) THEN
    RAISE EXCEPTION 'what was deducted is what the payment kept back'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_cisentry_fits';
  END IF;
  IF NEW.kind = 'RETURNED' THEN
    SELECT e.gross, e.materials, e.deducted INTO paid FROM finance_cisentry e
      WHERE e.partner_id = NEW.partner_id AND e.payment_id = NEW.payment_id AND e.kind = 'PAID';
    IF (-NEW.gross, -NEW.materials, -NEW.deducted) IS DISTINCT FROM (paid.gross, paid.materials, paid.deducted)
       OR NEW."on" IS DISTINCT FROM of_payment.returned_on THEN
      RAISE EXCEPTION 'what comes back is what was deducted'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_cisentry_fits';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER entry_fits BEFORE INSERT ON finance_cisentry FOR EACH ROW EXECUTE FUNCTION finance_cisentry_fits();
