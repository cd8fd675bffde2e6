DROP TRIGGER run_hands_off ON finance_paymentrun;
DROP FUNCTION finance_paymentrun_hands_off();
DROP FUNCTION finance_paymentrun_hands(bigint, bigint);
DROP TRIGGER payment_stays ON finance_supplierpayment;
DROP TRIGGER payment_moves ON finance_supplierpayment;
DROP FUNCTION finance_supplierpayment_moves();
DROP TRIGGER item_stays ON finance_paymentitem;
DROP TRIGGER item_moves ON finance_paymentitem;
DROP FUNCTION finance_paymentitem_moves();
DROP TRIGGER run_stays ON finance_paymentrun;
DROP TRIGGER run_moves ON finance_paymentrun;
DROP FUNCTION finance_paymentrun_moves();
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
