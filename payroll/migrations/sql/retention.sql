-- What of pay is old enough to go (domain HR-13). Payslips, their lines and year-to-date figures stay under the pseudonym
-- of the employee number: the ledger and the pension are worked out of them, and they hold no name.

-- An honorarium, and acting up that an honorarium pays, go with the payment that they explain.
CREATE FUNCTION retained_pay(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH l AS (SELECT f.person_id, f.last_day FROM public.left_on(p_partner, p_person) f)
  SELECT r.person_id, r.in_table, r.row_id, r.on_date FROM (
    SELECT y.person_id, 'payroll_payment' AS in_table, y.id AS row_id, d.pay_date AS on_date
    FROM public.payroll_payment y
    JOIN public.payroll_payrun u ON u.partner_id = y.partner_id AND u.id = y.run_id
    JOIN public.payroll_payperiod d ON d.partner_id = u.partner_id AND d.id = u.period_id
    WHERE y.partner_id = p_partner AND y.fingerprint <> ''
    UNION ALL
    SELECT q.person_id, 'payroll_payquery', q.id, (COALESCE(q.answered_at, q.opened_at) AT TIME ZONE 'Europe/London')::date
    FROM public.payroll_payquery q WHERE q.partner_id = p_partner AND q.state = 'ANSWERED'
    UNION ALL
    SELECT m.person_id, 'payroll_runmember', m.id, d.pay_date
    FROM public.payroll_runmember m
    JOIN public.payroll_payrun u ON u.partner_id = m.partner_id AND u.id = m.run_id
    JOIN public.payroll_payperiod d ON d.partner_id = u.partner_id AND d.id = u.period_id
    WHERE m.partner_id = p_partner AND m.message NOT IN ('', 'Erased')
    UNION ALL
    SELECT i.person_id, 'hr_monthlyinput', i.id, i.period_start
    FROM public.hr_monthlyinput i WHERE i.partner_id = p_partner AND i.note || i.decision_note <> ''
    UNION ALL
    SELECT t.person_id, 'hr_taxcode', t.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_taxcode t LEFT JOIN l ON l.person_id = t.person_id WHERE t.partner_id = p_partner
    UNION ALL
    SELECT t.person_id, 'hr_nicategory', t.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_nicategory t LEFT JOIN l ON l.person_id = t.person_id WHERE t.partner_id = p_partner
    UNION ALL
    SELECT t.person_id, 'hr_studentloan', t.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_studentloan t LEFT JOIN l ON l.person_id = t.person_id WHERE t.partner_id = p_partner
    UNION ALL
    SELECT t.person_id, 'hr_recurringelement', t.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_recurringelement t LEFT JOIN l ON l.person_id = t.person_id WHERE t.partner_id = p_partner
    UNION ALL
    SELECT h.person_id, 'hr_honorarium', h.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_honorarium h JOIN public.hr_recurringelement t ON t.partner_id = h.partner_id AND t.id = h.recurring_id
    LEFT JOIN l ON l.person_id = h.person_id WHERE h.partner_id = p_partner
    UNION ALL
    SELECT a.person_id, 'hr_actingup', a.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_actingup a JOIN public.hr_recurringelement t ON t.partner_id = a.partner_id AND t.id = a.honorarium_id
    LEFT JOIN l ON l.person_id = a.person_id WHERE a.partner_id = p_partner
    UNION ALL
    SELECT t.person_id, 'hr_previouspay', t.id, make_date(left(t.tax_year, 4)::int + 1, 4, 5)
    FROM public.hr_previouspay t WHERE t.partner_id = p_partner) r
  WHERE r.on_date <= p_cutoff AND (p_person IS NULL OR r.person_id = p_person) $$;

CREATE FUNCTION erase_pay(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.hr_assignmentterms SET acting_id = NULL WHERE partner_id = p_partner AND person_id = p_person
    AND acting_id IN (SELECT o::bigint FROM jsonb_array_elements_text(COALESCE(p_old->'hr_actingup', '[]')) o);
  PERFORM public.erase_rows(p_partner, p_old, 'payroll_payquery', 'hr_taxcode', 'hr_nicategory', 'hr_studentloan',
    'hr_previouspay', 'hr_honorarium', 'hr_actingup', 'hr_recurringelement');
  PERFORM public.erase_values(p_partner, p_old, 'payroll_payment', $q$holder = 'Erased', last_four = '', fingerprint = ''$q$);
  PERFORM public.erase_values(p_partner, p_old, 'payroll_runmember', $q$message = 'Erased', remedy = '', field = ''$q$);
  PERFORM public.erase_values(p_partner, p_old, 'hr_monthlyinput', $q$note = '', decision_note = ''$q$);
END $$;

-- An account is out of use when it or its employment has ended, and the clock starts with the last payment into it.
CREATE FUNCTION accounts_last_used(p_partner bigint, p_person bigint)
RETURNS TABLE (person_id bigint, account_id bigint, last_used date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.person_id, a.id, greatest(
      COALESCE(upper(a.valid), upper(e.valid)) - 1,
      (SELECT max(d.pay_date) FROM public.payroll_payment y
       JOIN public.payroll_payrun u ON u.partner_id = y.partner_id AND u.id = y.run_id
       JOIN public.payroll_payperiod d ON d.partner_id = u.partner_id AND d.id = u.period_id
       WHERE y.partner_id = a.partner_id AND y.employment_id = a.employment_id AND y.fingerprint = a.fingerprint))
  FROM public.hr_bankaccount a
  JOIN public.hr_employment e ON e.partner_id = a.partner_id AND e.id = a.employment_id
  WHERE a.partner_id = p_partner AND (p_person IS NULL OR a.person_id = p_person)
    AND COALESCE(upper(a.valid), upper(e.valid)) IS NOT NULL $$;

-- A change goes with the account that it brought; one that came to nothing, with its own end or the person's.
CREATE FUNCTION retained_bank(p_partner bigint, p_cutoff date, p_person bigint)
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

CREATE FUNCTION erase_bank(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_bankcallback', 'hr_bankchangeevent', 'hr_bankchange', 'hr_bankaccount');
  PERFORM public.erase_values(p_partner, p_old, 'hr_starteranswers',
    $q$holder = '', account = '', fingerprint = '', last_four = ''$q$);
END $$;

-- What a starter said is never changed, but for the bank details in it when their time is over.
CREATE OR REPLACE FUNCTION starter_answers_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF public.purging() THEN
    RETURN NEW;
  END IF;
  IF OLD.taken_at IS NOT NULL OR to_jsonb(NEW) - '{taken_by_id,taken_at}'::text[]
     IS DISTINCT FROM to_jsonb(OLD) - '{taken_by_id,taken_at}'::text[] THEN
    RAISE EXCEPTION 'what a starter said is never changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- What each person counted for in the figures of a pay gap; the figures themselves stay.
CREATE FUNCTION retained_pay_gap(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT w.person_id, 'payroll_paygaprow', w.id, r.snapshot_on
  FROM public.payroll_paygaprow w JOIN public.payroll_paygapreport r ON r.partner_id = w.partner_id AND r.id = w.report_id
  WHERE w.partner_id = p_partner AND (p_person IS NULL OR w.person_id = p_person) AND r.snapshot_on <= p_cutoff $$;

CREATE FUNCTION erase_pay_gap(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'payroll_paygaprow');
END $$;

REVOKE ALL ON FUNCTION erase_pay(bigint, bigint, jsonb), erase_bank(bigint, bigint, jsonb),
  erase_pay_gap(bigint, bigint, jsonb) FROM PUBLIC;

-- The message of a member of a settled run goes with the rest; nothing else of it changes.
CREATE OR REPLACE FUNCTION payroll_runmember_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF public.purging() THEN
    RETURN NULL;
  END IF;
  PERFORM payroll_run_is_open(array(SELECT DISTINCT run_id FROM changed_rows));
  RETURN NULL;
END $$;

-- The proof of a right to work goes two years after the employment: arrears that are paid later do not ask for it.
CREATE OR REPLACE FUNCTION payment_right_to_work() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM new_rows p
    JOIN public.payroll_payrun r ON r.partner_id = p.partner_id AND r.id = p.run_id
    JOIN public.payroll_payperiod d ON d.partner_id = r.partner_id AND d.id = r.period_id
    JOIN public.hr_employment e ON e.partner_id = p.partner_id AND e.id = p.employment_id
    LEFT JOIN public.hr_startercase c ON c.partner_id = p.partner_id AND c.employment_id = p.employment_id
    LEFT JOIN public.hr_righttoworksuspension s ON s.partner_id = p.partner_id AND s.person_id = p.person_id
      AND s.state <> 'RENEWED'
    WHERE (c.id IS NOT NULL OR s.id IS NOT NULL)
      AND (c.state = 'VOID_START' OR s.state = 'SUSPENDED_RTW' OR (
             (s.id IS NOT NULL OR upper_inf(e.valid) OR upper(e.valid) + interval '24 months' > d.pay_date)
             AND NOT public.app_right_to_work(p.partner_id, p.person_id, LEAST(d.pay_date, upper(e.valid) - 1))))) THEN
    RAISE EXCEPTION 'nobody is paid without a valid right to work'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payroll_payment_right_to_work';
  END IF;
  RETURN NULL;
END $$;
