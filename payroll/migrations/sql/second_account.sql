-- What is paid for a payslip is its net pay, to the penny, whether in one payment or in two.
CREATE FUNCTION payroll_payslip_paid_whole() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT partner_id, run_id, employment_id FROM new_rows) n
    LEFT JOIN LATERAL (
      SELECT sum(q.amount) AS paid FROM payroll_payment q
      WHERE q.partner_id = n.partner_id AND q.run_id = n.run_id AND q.employment_id = n.employment_id) q ON true
    LEFT JOIN LATERAL (
      SELECT s.net FROM payroll_runmember m
      JOIN payroll_payslip s ON s.partner_id = m.partner_id AND s.run_id = m.run_id
        AND s.employment_id = m.employment_id AND s.version = m.version
      WHERE m.partner_id = n.partner_id AND m.run_id = n.run_id AND m.employment_id = n.employment_id
        AND m.state = 'CALCULATED') s ON true
    WHERE q.paid IS DISTINCT FROM s.net) THEN
    RAISE EXCEPTION 'the payments of a payslip are its net pay'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payroll_payslip_paid_whole';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER payslip_paid_whole AFTER INSERT ON payroll_payment REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_payslip_paid_whole();

-- A listing is of everything that is to be paid: its payments are all there are, and nobody with net pay is left out.
CREATE FUNCTION payroll_payments_are_whole() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE due numeric; paid numeric; n bigint;
BEGIN
  SELECT COALESCE(sum(s.net), 0) INTO due FROM payroll_runmember m
  JOIN LATERAL (
    SELECT x.net FROM payroll_payslip x WHERE x.partner_id = m.partner_id AND x.run_id = m.run_id
      AND x.employment_id = m.employment_id AND x.version = m.version OFFSET 0) s ON s.net > 0
  WHERE m.partner_id = NEW.partner_id AND m.run_id = NEW.run_id AND m.state = 'CALCULATED';
  SELECT count(*), COALESCE(sum(q.amount), 0) INTO n, paid FROM payroll_payment q
  WHERE q.partner_id = NEW.partner_id AND q.run_id = NEW.run_id;
  IF (NEW.n_payments, NEW.control_total) IS DISTINCT FROM (n, paid) OR paid <> due THEN
    RAISE EXCEPTION 'a payment listing holds every payment, and they are the net pay of the run'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payroll_payments_are_whole';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER payments_are_whole AFTER INSERT ON payroll_paymentlisting
  FOR EACH ROW EXECUTE FUNCTION payroll_payments_are_whole();

-- A second account is out of use as the main one is, and the clock starts with the last payment into it.
CREATE FUNCTION second_accounts_last_used(p_partner bigint, p_person bigint)
RETURNS TABLE (person_id bigint, account_id bigint, last_used date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.person_id, a.id, greatest(
      COALESCE(upper(a.valid), upper(e.valid)) - 1,
      (SELECT max(d.pay_date) FROM public.payroll_payment y
       JOIN public.payroll_payrun u ON u.partner_id = y.partner_id AND u.id = y.run_id
       JOIN public.payroll_payperiod d ON d.partner_id = u.partner_id AND d.id = u.period_id
       WHERE y.partner_id = a.partner_id AND y.employment_id = a.employment_id AND y.fingerprint = a.fingerprint))
  FROM public.hr_secondaccount a
  JOIN public.hr_employment e ON e.partner_id = a.partner_id AND e.id = a.employment_id
  WHERE a.partner_id = p_partner AND (p_person IS NULL OR a.person_id = p_person)
    AND COALESCE(upper(a.valid), upper(e.valid)) IS NOT NULL $$;

-- A change goes with the account that it brought, changed or ended; one that came to nothing, with its own end or the
-- person's.
CREATE OR REPLACE FUNCTION retained_bank(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH a AS (SELECT f.person_id, f.account_id, f.last_used FROM public.accounts_last_used(p_partner, p_person) f
             WHERE f.last_used <= p_cutoff),
  z AS (SELECT f.person_id, f.account_id, f.last_used FROM public.second_accounts_last_used(p_partner, p_person) f
        WHERE f.last_used <= p_cutoff),
  l AS (SELECT f.person_id, f.last_day FROM public.left_on(p_partner, p_person) f),
  c AS (
    SELECT b.id, b.person_id, CASE WHEN b.state = 'ACTIVE' THEN COALESCE(a.last_used, z.last_used)
      ELSE COALESCE((b.settled_at AT TIME ZONE 'Europe/London')::date, l.last_day) END AS on_date
    FROM public.hr_bankchange b LEFT JOIN a ON a.account_id = b.account_id LEFT JOIN z ON z.account_id = b.second_id
    LEFT JOIN l ON l.person_id = b.person_id
    WHERE b.partner_id = p_partner AND (p_person IS NULL OR b.person_id = p_person))
  SELECT a.person_id, 'hr_bankaccount', a.account_id, a.last_used FROM a
  UNION ALL
  SELECT z.person_id, 'hr_secondaccount', z.account_id, z.last_used FROM z
  UNION ALL
  SELECT c.person_id, 'hr_bankchange', c.id, c.on_date FROM c WHERE c.on_date <= p_cutoff
  UNION ALL
  SELECT c.person_id, 'hr_bankchangeevent', e.id, c.on_date
    FROM c JOIN public.hr_bankchangeevent e ON e.partner_id = p_partner AND e.change_id = c.id
    WHERE c.on_date <= p_cutoff
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
  PERFORM public.erase_rows(p_partner, p_old, 'hr_bankcallback', 'hr_bankchangeevent', 'hr_bankchange', 'hr_bankaccount',
    'hr_secondaccount');
  PERFORM public.erase_values(p_partner, p_old, 'hr_starteranswers',
    $q$holder = '', account = '', fingerprint = '', last_four = ''$q$);
END $$;
