DROP TRIGGER account_counts ON finance_bankstatement;
DROP TRIGGER account_counts ON finance_paymentrun;
DROP FUNCTION finance_bankaccount_counts();
CREATE OR REPLACE FUNCTION finance_bankaccount_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF to_jsonb(NEW) - '{closed_on}'::text[] <> to_jsonb(OLD) - '{closed_on}'::text[] OR OLD.closed_on IS NOT NULL THEN
    RAISE EXCEPTION 'a bank account stays as it was laid down: close it, and lay down another'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankaccount_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION finance_paymentrun_hands(p_partner bigint, p_run bigint) RETURNS TABLE (human uuid, what text)
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
