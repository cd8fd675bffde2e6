CREATE OR REPLACE FUNCTION finance_invoiceenvelope_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE signs text[] := ARRAY['state', 'taken_at'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'SENT' OR NOT EXISTS (
      SELECT 1 FROM finance_electronicinvoice r
      WHERE r.partner_id = NEW.partner_id AND r.envelope = NEW.uuid AND r.state = 'REROUTED'
        AND r.to_partner_id = NEW.to_partner_id AND r.file_hash = NEW.file_hash AND r.received_at = NEW.received_at) THEN
      RAISE EXCEPTION 'an envelope holds an invoice that was received and passed on, with its moment'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_invoiceenvelope_guard';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'SENT' OR NEW.state <> 'TAKEN' OR (to_jsonb(NEW) - signs) IS DISTINCT FROM (to_jsonb(OLD) - signs) THEN
    RAISE EXCEPTION 'an envelope says what it says; it is taken in once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_invoiceenvelope_guard';
  END IF;
  IF NOT NEW.to_partner_id = ANY (app_partner_ids()) THEN
    RAISE EXCEPTION 'the partner that an envelope names takes it in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER sales_as_billed ON finance_salesinvoice;
DROP FUNCTION finance_sales_as_billed();
DROP TRIGGER bill_guard ON finance_rechargebill;
DROP FUNCTION finance_rechargebill_guard();
DROP FUNCTION finance_recharge_billed(bigint, bigint, bigint);
