-- VAT returns (domain FIN-10): what PostgreSQL refuses, whoever asks.

-- A return is drawn up, signed, and frozen by another person; frozen, it takes nothing but its two journals, once.
CREATE FUNCTION finance_vatreturn_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  who text[] := ARRAY['state', 'period_key', 'prepared_by_id', 'prepared_human', 'prepared_at', 'approved_by_id',
                      'approved_human', 'approved_at', 'comment', 'journal_id', 'settlement_id'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'a VAT return begins as a draft'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_vatreturn_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.state, NEW.state) NOT IN (('DRAFT', 'DRAFT'), ('DRAFT', 'SIGNED'), ('SIGNED', 'DRAFT'), ('SIGNED', 'FROZEN'),
                                    ('FROZEN', 'FROZEN'))
     OR (NEW.partner_id, NEW.uuid, NEW.legal_entity_id, NEW.starts_on, NEW.ends_on)
        IS DISTINCT FROM (OLD.partner_id, OLD.uuid, OLD.legal_entity_id, OLD.starts_on, OLD.ends_on)
     OR (OLD.state <> 'DRAFT' AND to_jsonb(NEW) - who <> to_jsonb(OLD) - who)
     OR (OLD.state = 'FROZEN' AND to_jsonb(NEW) - '{journal_id,settlement_id}'::text[]
                               <> to_jsonb(OLD) - '{journal_id,settlement_id}'::text[])
     OR (OLD.journal_id IS NOT NULL AND NEW.journal_id IS DISTINCT FROM OLD.journal_id)
     OR (OLD.settlement_id IS NOT NULL AND NEW.settlement_id IS DISTINCT FROM OLD.settlement_id) THEN
    RAISE EXCEPTION 'a % VAT return stays as it is', lower(OLD.state)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_vatreturn_stays';
  END IF;
  IF NEW.state <> 'DRAFT' AND NEW.n_lines IS DISTINCT FROM
     (SELECT count(*) FROM finance_vatreturnline WHERE partner_id = NEW.partner_id AND vat_return_id = NEW.id) THEN
    RAISE EXCEPTION 'a VAT return has as many lines as it says'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_vatreturn_lines';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vatreturn_moves BEFORE INSERT OR UPDATE ON finance_vatreturn
  FOR EACH ROW EXECUTE FUNCTION finance_vatreturn_moves();
CREATE TRIGGER vatreturn_kept BEFORE DELETE ON finance_vatreturn
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What it rests on changes only while it is a draft. It is held, so that no signature slips in between.
CREATE FUNCTION finance_vatreturn_drafted() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE shut record;
BEGIN
  FOR shut IN SELECT state FROM finance_vatreturn
              WHERE id IN (SELECT DISTINCT vat_return_id FROM changed_rows) FOR SHARE LOOP
    IF shut.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'what a % VAT return rests on is never changed', lower(shut.state)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_vatreturn_drafted';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER drafted_insert AFTER INSERT ON finance_vatreturnline REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_vatreturn_drafted();
CREATE TRIGGER drafted_delete AFTER DELETE ON finance_vatreturnline REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_vatreturn_drafted();
CREATE TRIGGER lines_stay BEFORE UPDATE ON finance_vatreturnline
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER drafted_insert AFTER INSERT ON finance_vatadjustment REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_vatreturn_drafted();
CREATE TRIGGER drafted_delete AFTER DELETE ON finance_vatadjustment REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_vatreturn_drafted();
CREATE TRIGGER adjustments_stay BEFORE UPDATE ON finance_vatadjustment
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A line is of a posted document of the same legal entity, whose tax point the return has reached.
CREATE FUNCTION finance_vatreturnline_posted() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM changed_rows l
    JOIN finance_vatreturn r ON r.partner_id = l.partner_id AND r.id = l.vat_return_id
    LEFT JOIN finance_supplierinvoice i ON i.partner_id = l.partner_id AND i.id = l.invoice_id
    LEFT JOIN finance_salesinvoice s ON s.partner_id = l.partner_id AND s.id = l.sales_invoice_id
    WHERE coalesce(i.journal_id, s.journal_id) IS NULL
       OR coalesce(i.legal_entity_id, s.legal_entity_id) <> r.legal_entity_id
       OR coalesce(i.tax_point, s.tax_point) > r.ends_on OR coalesce(i.tax_point, s.tax_point) <> l.tax_point) THEN
    RAISE EXCEPTION 'a VAT return takes posted documents of its legal entity, up to its last day'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_vatreturnline_posted';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER line_posted AFTER INSERT ON finance_vatreturnline REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_vatreturnline_posted();
