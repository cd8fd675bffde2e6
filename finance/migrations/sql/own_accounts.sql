-- Own bank accounts count once two people stand for them (domain SEC-04, FIN-09.1).

-- Who laid an account down, as a human being: nobody agrees to their own. Nothing is agreed to by this.
ALTER TABLE finance_bankaccount NO FORCE ROW LEVEL SECURITY;
ALTER TABLE finance_bankaccount DISABLE TRIGGER USER;
UPDATE finance_bankaccount b SET made_human = u.human_id FROM partners_user u WHERE u.id = b.made_by_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE finance_bankaccount ENABLE TRIGGER USER;
ALTER TABLE finance_bankaccount FORCE ROW LEVEL SECURITY;

-- Which account it is stays as it was laid down. It is agreed to or refused once, and closed once.
CREATE OR REPLACE FUNCTION finance_bankaccount_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE agreeing CONSTANT text[] := '{agreed_by_id,agreed_human,agreed_at}';
        refusing CONSTANT text[] := '{refused_by_id,refused_at,refused_reason}';
        moving text[] := CASE WHEN OLD.agreed_at IS NULL THEN agreeing || refusing ELSE '{closed_on}' END;
BEGIN
  IF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving OR OLD.closed_on IS NOT NULL OR OLD.refused_at IS NOT NULL THEN
    RAISE EXCEPTION 'a bank account stays as it was laid down: close it, and lay down another'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankaccount_stays';
  END IF;
  RETURN NEW;
END $$;

-- Nothing is paid from, and no statement is loaded at, an account that one person alone has seen.
CREATE FUNCTION finance_bankaccount_counts() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE of_account bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM finance_bankaccount b
                 WHERE b.partner_id = NEW.partner_id AND b.id = of_account AND b.agreed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a bank account counts once another person has agreed to it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankaccount_counts';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_counts BEFORE INSERT ON finance_paymentrun
  FOR EACH ROW EXECUTE FUNCTION finance_bankaccount_counts('bank_account_id');
CREATE TRIGGER account_counts BEFORE INSERT ON finance_bankstatement
  FOR EACH ROW EXECUTE FUNCTION finance_bankaccount_counts('account_id');

-- Whoever asked HMRC about a subcontractor, or approved the answer, does not release its payment, either.
CREATE OR REPLACE FUNCTION finance_paymentrun_hands(p_partner bigint, p_run bigint) RETURNS TABLE (human uuid, what text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner of this scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    WITH items AS (
      SELECT p.invoice_id, p.account_id, p.bank_id, p.verification_id FROM public.finance_paymentitem p
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
    UNION SELECT v.made_human, 'asked HMRC about a subcontractor that is paid' FROM public.finance_cisverification v
      WHERE v.partner_id = p_partner AND v.id IN (SELECT verification_id FROM items)
    UNION SELECT v.decided_human, 'approved how a subcontractor is paid' FROM public.finance_cisverification v
      WHERE v.partner_id = p_partner AND v.id IN (SELECT verification_id FROM items) AND v.decided_human IS NOT NULL
    UNION SELECT s.decided_human, CASE WHEN q.kind = 'finance.invoice' THEN 'approved an invoice that is paid'
                                       ELSE 'approved a bank account that is paid' END
      FROM public.partners_approvalstep s JOIN asked q ON q.id = s.change_id AND q.round = s.round
      WHERE s.partner_id = p_partner AND s.decided_human IS NOT NULL;
END $$;
