-- Electronic invoices (domain FIN-06): the file and when it came stay; what becomes of one follows its flow.
CREATE FUNCTION finance_electronicinvoice_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  open_parts text[] := ARRAY['state', 'findings', 'bank', 'legal_entity_id', 'account_id', 'recognised_by', 'invoice_id',
                             'to_partner_id', 'envelope', 'told_on', 'told_words', 'moved_by_id', 'moved_at'];
  came timestamptz;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'RECEIVED' THEN
      RAISE EXCEPTION 'an electronic invoice begins as received'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_electronicinvoice_begins';
    END IF;
    IF NEW.from_partner_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM finance_invoiceenvelope e
      WHERE e.partner_id = NEW.from_partner_id AND e.to_partner_id = NEW.partner_id AND e.uuid = NEW.envelope
        AND e.file_hash = NEW.file_hash AND e.received_at = NEW.received_at) THEN
      RAISE EXCEPTION 'what comes from another partner came in an envelope, with its moment'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_electronicinvoice_from';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state IN ('RETURNED', 'REGISTERED', 'DUPLICATE', 'REROUTED')
     OR (OLD.state = 'INVALID' AND NEW.state NOT IN ('INVALID', 'RETURNED'))
     OR (OLD.state = 'WAITING' AND NEW.state IN ('RECEIVED', 'REROUTED')) THEN
    RAISE EXCEPTION 'an electronic invoice does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_electronicinvoice_moves';
  END IF;
  IF (to_jsonb(NEW) - open_parts) IS DISTINCT FROM (to_jsonb(OLD) - open_parts)
     OR (OLD.envelope IS NOT NULL AND NEW.envelope IS DISTINCT FROM OLD.envelope) THEN
    RAISE EXCEPTION 'the file of an electronic invoice, what it says and when it came stay'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_electronicinvoice_stays';
  END IF;
  IF NEW.state = 'REGISTERED' THEN
    SELECT received_at INTO came FROM finance_supplierinvoice
      WHERE partner_id = NEW.partner_id AND id = NEW.invoice_id AND account_id = NEW.account_id
        AND legal_entity_id = NEW.legal_entity_id AND source = 'XML';
    IF came IS DISTINCT FROM NEW.received_at THEN
      RAISE EXCEPTION 'the invoice of a file came when the file came, to the same account'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_electronicinvoice_came';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER einvoice_moves BEFORE INSERT OR UPDATE ON finance_electronicinvoice
  FOR EACH ROW EXECUTE FUNCTION finance_electronicinvoice_moves();
CREATE TRIGGER einvoice_kept BEFORE DELETE ON finance_electronicinvoice
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An envelope holds what was received and passed on, nothing else; the partner that it names signs it once.
CREATE FUNCTION finance_invoiceenvelope_guard() RETURNS trigger LANGUAGE plpgsql
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
CREATE TRIGGER envelope_guard BEFORE INSERT OR UPDATE ON finance_invoiceenvelope
  FOR EACH ROW EXECUTE FUNCTION finance_invoiceenvelope_guard();
CREATE TRIGGER envelope_kept BEFORE DELETE ON finance_invoiceenvelope
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- To whom an invoice may be addressed: names and VAT numbers of all legal entities here, which stand on their own
-- invoices. Nothing else of another partner is told.
CREATE FUNCTION finance_buyers(p_partner bigint, p_on date)
RETURNS TABLE (partner_id bigint, entity_id bigint, legal_name text, vat_number text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner of this scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    SELECT e.partner_id, e.id, e.legal_name::text,
           coalesce((SELECT v.vat_number FROM public.finance_vatregistration v
                     WHERE v.partner_id = e.partner_id AND v.legal_entity_id = e.id AND v.first_day <= p_on
                     ORDER BY v.first_day DESC LIMIT 1), '')::text
    FROM public.partners_legalentity e
    JOIN public.partners_partner p ON p.id = e.partner_id
    WHERE e.valid @> p_on AND (p.left_on IS NULL OR p.left_on > p_on)
    ORDER BY e.partner_id, e.id;
END $$;
REVOKE ALL ON FUNCTION finance_buyers(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finance_buyers(bigint, date) TO ss_app;
