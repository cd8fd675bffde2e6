DROP TRIGGER entry_fits ON finance_cisentry;
DROP FUNCTION finance_cisentry_fits();
DROP TRIGGER run_verified ON finance_paymentrun;
DROP FUNCTION finance_paymentrun_verified();
DROP TRIGGER account_subcontractor ON finance_supplieraccount;
DROP FUNCTION finance_supplieraccount_subcontractor();
DROP TRIGGER verification_stays ON finance_cisverification;
DROP TRIGGER verification_moves ON finance_cisverification;
DROP FUNCTION finance_cisverification_moves();
CREATE OR REPLACE FUNCTION finance_paymentitem_moves() RETURNS trigger LANGUAGE plpgsql
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
