DROP TRIGGER payments_are_whole ON payroll_paymentlisting;
DROP FUNCTION payroll_payments_are_whole();
DROP TRIGGER payslip_paid_whole ON payroll_payment;
DROP FUNCTION payroll_payslip_paid_whole();

CREATE OR REPLACE FUNCTION retained_bank(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH a AS (SELECT f.person_id, f.account_id, f.last_used FROM public.accounts_last_used(p_partner, p_person) f
             WHERE f.last_used <= p_cutoff),
  l AS (SELECT f.person_id, f.last_day FROM public.left_on(p_partner, p_person) f),
  c AS (
    SELECT b.id, b.person_id, CASE WHEN b.state = 'ACTIVE' THEN a.last_used
      ELSE COALESCE((b.settled_at AT TIME ZONE 'Europe/London')::date, l.last_day) END AS on_date
    FROM public.hr_bankchange b LEFT JOIN a ON a.account_id = b.account_id LEFT JOIN l ON l.person_id = b.person_id
    WHERE b.partner_id = p_partner AND (p_person IS NULL OR b.person_id = p_person))
  SELECT a.person_id, 'hr_bankaccount', a.account_id, a.last_used FROM a
  UNION ALL
  SELECT c.person_id, 'hr_bankchange', c.id, c.on_date FROM c WHERE c.on_date <= p_cutoff
  UNION ALL
  SELECT c.person_id, 'hr_bankchangeevent', e.id, c.on_date
    FROM c JOIN public.hr_bankchangeevent e ON e.partner_id = p_partner AND e.change_id = c.id WHERE c.on_date <= p_cutoff
  UNION ALL
  SELECT c.person_id, 'hr_bankcallback', b.id, c.on_date
    FROM c JOIN public.hr_bankcallback b ON b.partner_id = p_partner AND b.change_id = c.id WHERE c.on_date <= p_cutoff
  UNION ALL
  SELECT s.person_id, 'hr_starteranswers', s.id, COALESCE((s.taken_at AT TIME ZONE 'Europe/London')::date, l.last_day)
    FROM public.hr_starteranswers s LEFT JOIN l ON l.person_id = s.person_id
    WHERE s.partner_id = p_partner AND (p_person IS NULL OR s.person_id = p_person) AND s.holder || s.last_four <> ''
      AND COALESCE((s.taken_at AT TIME ZONE 'Europe/London')::date, l.last_day) <= p_cutoff $$;

CREATE OR REPLACE FUNCTION erase_bank(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_bankcallback', 'hr_bankchangeevent', 'hr_bankchange', 'hr_bankaccount');
  PERFORM public.erase_values(p_partner, p_old, 'hr_starteranswers',
    $q$holder = '', account = '', fingerprint = '', last_four = ''$q$);
END $$;
DROP FUNCTION second_accounts_last_used(bigint, bigint);
