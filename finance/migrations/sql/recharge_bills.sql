-- Bills of shares (domain FIN-11): of the share that was told, once an instalment, to the partner whose share it is.

-- What was billed of the shares of a pool to a partner: its invoices, less what was credited, drafts included. One that
-- was discarded counts for nothing.
CREATE FUNCTION finance_recharge_billed(p_owner bigint, p_pool bigint, p_partner bigint) RETURNS numeric LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
  SELECT coalesce(sum(i.net - coalesce((
           SELECT sum(c.net) FROM finance_salesinvoice c
           WHERE c.partner_id = i.partner_id AND c.credits_id = i.id AND c.state <> 'DISCARDED'), 0)), 0)
  FROM finance_rechargebill b
  JOIN finance_salesinvoice i ON i.partner_id = b.partner_id AND i.id = b.invoice_id
  WHERE b.partner_id = p_owner AND b.pool_id = p_pool AND b.to_partner_id = p_partner
    AND i.kind = 'INVOICE' AND i.state <> 'DISCARDED'
$$;

CREATE FUNCTION finance_rechargebill_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  s      record;
  i      record;
  billed numeric;
BEGIN
  -- one after the other: what was billed before is what the next one finds
  PERFORM 1 FROM finance_costpool WHERE partner_id = NEW.partner_id AND id = NEW.pool_id FOR UPDATE;
  SELECT h.to_partner_id, h.state, h.basis, h.pounds + h.set_up AS whole, k.pool_id, k.version INTO s
    FROM finance_costshare h JOIN finance_sharecalculation k ON k.partner_id = h.partner_id AND k.id = h.calculation_id
    WHERE h.partner_id = NEW.partner_id AND h.id = NEW.share_id;
  IF s.to_partner_id IS DISTINCT FROM NEW.to_partner_id OR s.pool_id IS DISTINCT FROM NEW.pool_id
     OR s.state NOT IN ('ISSUED', 'SETTLED') OR (s.basis = 'FINAL') <> (NEW.instalment = 'TRUE_UP')
     OR EXISTS (SELECT 1 FROM finance_sharecalculation l WHERE l.partner_id = NEW.partner_id AND l.pool_id = NEW.pool_id
                AND l.version > s.version) THEN
    RAISE EXCEPTION 'a bill is of the last share that its partner was told and does not dispute'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_rechargebill_share';
  END IF;
  SELECT v.state, v.kind, v.net, v.credits_id, c.stands_for_id INTO i
    FROM finance_salesinvoice v JOIN finance_customer c ON c.partner_id = v.partner_id AND c.id = v.customer_id
    WHERE v.partner_id = NEW.partner_id AND v.id = NEW.invoice_id;
  IF i.stands_for_id IS DISTINCT FROM NEW.to_partner_id OR i.state <> 'DRAFT' OR i.net <> abs(NEW.pounds)
     OR i.kind <> (CASE WHEN NEW.pounds > 0 THEN 'INVOICE' ELSE 'CREDIT_NOTE' END)
     OR (NEW.pounds < 0 AND NOT EXISTS (
           SELECT 1 FROM finance_rechargebill b WHERE b.partner_id = NEW.partner_id AND b.pool_id = NEW.pool_id
           AND b.to_partner_id = NEW.to_partner_id AND b.invoice_id = i.credits_id)) THEN
    RAISE EXCEPTION 'a bill goes to the customer that its partner is, says its sum, and credits bills of its own pool'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_rechargebill_invoice';
  END IF;
  -- a true-up may follow another one, when the actual cost was put right: the sums below hold it
  IF NEW.pounds > 0 AND NEW.instalment <> 'TRUE_UP' AND EXISTS (
       SELECT 1 FROM finance_rechargebill b
       JOIN finance_salesinvoice v ON v.partner_id = b.partner_id AND v.id = b.invoice_id
       WHERE b.partner_id = NEW.partner_id AND b.pool_id = NEW.pool_id AND b.to_partner_id = NEW.to_partner_id
         AND b.instalment = NEW.instalment AND v.kind = 'INVOICE' AND v.state NOT IN ('DISCARDED', 'CREDITED')) THEN
    RAISE EXCEPTION 'a quarter is billed to a partner once'
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'finance_rechargebill_instalment';
  END IF;
  IF EXISTS (SELECT 1 FROM finance_rechargebill b
             JOIN finance_salesinvoice v ON v.partner_id = b.partner_id AND v.id = b.invoice_id
             WHERE b.partner_id = NEW.partner_id AND b.pool_id = NEW.pool_id AND b.to_partner_id = NEW.to_partner_id
               AND b.instalment > NEW.instalment AND v.state NOT IN ('DISCARDED', 'CREDITED')) THEN
    RAISE EXCEPTION 'a quarter is not billed after a later one, which bills it, too'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_rechargebill_order';
  END IF;
  -- the draft itself is no bill yet; a credit note counts at what it credits already
  billed := finance_recharge_billed(NEW.partner_id, NEW.pool_id, NEW.to_partner_id)
            + CASE WHEN NEW.pounds < 0 THEN i.net ELSE 0 END;
  IF NEW.before <> billed OR (NEW.pounds > 0 AND NEW.up_to_now > s.whole)
     OR (NEW.instalment = 'TRUE_UP' AND (CASE WHEN NEW.pounds > 0 THEN NEW.up_to_now <> s.whole
                                              ELSE NEW.up_to_now < s.whole END)) THEN
    RAISE EXCEPTION 'bills come to the share: % was billed before, not %', billed, NEW.before
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_rechargebill_comes_to';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bill_guard BEFORE INSERT ON finance_rechargebill
  FOR EACH ROW EXECUTE FUNCTION finance_rechargebill_guard();

-- The invoice of a bill is issued as it was drafted, to the partner whose share it is.
CREATE FUNCTION finance_sales_as_billed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM finance_rechargebill b
             JOIN finance_customer c ON c.partner_id = b.partner_id AND c.id = NEW.customer_id
             WHERE b.partner_id = NEW.partner_id AND b.invoice_id = NEW.id
               AND (abs(b.pounds) <> NEW.net OR (NEW.number IS NULL AND c.stands_for_id IS DISTINCT FROM b.to_partner_id))) THEN
    RAISE EXCEPTION 'the invoice of a recharge says what was worked out'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sales_as_billed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sales_as_billed BEFORE UPDATE OF net, state ON finance_salesinvoice
  FOR EACH ROW WHEN (NEW.state NOT IN ('DRAFT', 'DISCARDED')) EXECUTE FUNCTION finance_sales_as_billed();

-- An envelope holds what was received and passed on, or what was issued to the partner that it names. That partner signs
-- it: that it has taken it in; of one that was issued also that it disputes it, has settled that, or returned it.
CREATE OR REPLACE FUNCTION finance_invoiceenvelope_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  signs text[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'SENT' OR NOT (CASE WHEN NEW.sales_invoice_id IS NULL THEN EXISTS (
      SELECT 1 FROM finance_electronicinvoice r
      WHERE r.partner_id = NEW.partner_id AND r.envelope = NEW.uuid AND r.state = 'REROUTED'
        AND r.to_partner_id = NEW.to_partner_id AND r.file_hash = NEW.file_hash AND r.received_at = NEW.received_at)
    ELSE NEW.received_at = NEW.sent_at AND EXISTS (
      SELECT 1 FROM finance_salesinvoice i
      JOIN finance_customer c ON c.partner_id = i.partner_id AND c.id = i.customer_id
      WHERE i.partner_id = NEW.partner_id AND i.id = NEW.sales_invoice_id AND i.number IS NOT NULL
        AND c.stands_for_id = NEW.to_partner_id) END) THEN
      RAISE EXCEPTION 'an envelope holds an invoice that was received and passed on, or issued to its partner'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_invoiceenvelope_guard';
    END IF;
    RETURN NEW;
  END IF;
  signs := CASE WHEN OLD.state = 'SENT' AND NEW.state = 'TAKEN' THEN ARRAY['state', 'taken_at']
                WHEN OLD.sales_invoice_id IS NOT NULL
                     AND (OLD.state || '>' || NEW.state) IN ('TAKEN>DISPUTED', 'DISPUTED>TAKEN', 'TAKEN>RETURNED', 'DISPUTED>RETURNED')
                THEN ARRAY['state', 'words', 'answered_at'] END;
  IF signs IS NULL OR (to_jsonb(NEW) - signs) IS DISTINCT FROM (to_jsonb(OLD) - signs) THEN
    RAISE EXCEPTION 'an envelope says what it says; it is taken in once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_invoiceenvelope_guard';
  END IF;
  IF NOT NEW.to_partner_id = ANY (app_partner_ids()) THEN
    RAISE EXCEPTION 'the partner that an envelope names takes it in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
