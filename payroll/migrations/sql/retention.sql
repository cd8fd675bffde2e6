-- What of pay is old enough to go (domain HR-13). Payslips, their lines and year-to-date figures stay under the pseudonym
-- of the employee number: the ledger and the pension are worked out of them, and they hold no name.

CREATE FUNCTION pay_rows(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, kind text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.person_id, r.kind, r.row_id, r.on_date FROM (
    SELECT y.person_id, 'payment' AS kind, y.id AS row_id, d.pay_date AS on_date
    FROM public.payroll_payment y
    JOIN public.payroll_payrun u ON u.partner_id = y.partner_id AND u.id = y.run_id
    JOIN public.payroll_payperiod d ON d.partner_id = u.partner_id AND d.id = u.period_id
    WHERE y.partner_id = p_partner AND y.fingerprint <> ''
    UNION ALL
    SELECT q.person_id, 'query', q.id, (COALESCE(q.answered_at, q.opened_at) AT TIME ZONE 'Europe/London')::date
    FROM public.payroll_payquery q WHERE q.partner_id = p_partner AND q.state = 'ANSWERED'
    UNION ALL
    SELECT m.person_id, 'member', m.id, d.pay_date
    FROM public.payroll_runmember m
    JOIN public.payroll_payrun u ON u.partner_id = m.partner_id AND u.id = m.run_id
    JOIN public.payroll_payperiod d ON d.partner_id = u.partner_id AND d.id = u.period_id
    WHERE m.partner_id = p_partner AND m.message NOT IN ('', 'Erased')
    UNION ALL
    SELECT i.person_id, 'input', i.id, i.period_start
    FROM public.hr_monthlyinput i WHERE i.partner_id = p_partner AND i.note || i.decision_note <> ''
    UNION ALL
    SELECT t.person_id, 'tax', t.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_taxcode t LEFT JOIN public.left_on(p_partner, p_person) l ON l.person_id = t.person_id
    WHERE t.partner_id = p_partner
    UNION ALL
    SELECT t.person_id, 'ni', t.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_nicategory t LEFT JOIN public.left_on(p_partner, p_person) l ON l.person_id = t.person_id
    WHERE t.partner_id = p_partner
    UNION ALL
    SELECT t.person_id, 'loan', t.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_studentloan t LEFT JOIN public.left_on(p_partner, p_person) l ON l.person_id = t.person_id
    WHERE t.partner_id = p_partner
    UNION ALL
    SELECT t.person_id, 'recurring', t.id, COALESCE(upper(t.valid) - 1, l.last_day)
    FROM public.hr_recurringelement t LEFT JOIN public.left_on(p_partner, p_person) l ON l.person_id = t.person_id
    WHERE t.partner_id = p_partner
    UNION ALL
    SELECT t.person_id, 'previous', t.id, make_date(left(t.tax_year, 4)::int + 1, 4, 5)
    FROM public.hr_previouspay t WHERE t.partner_id = p_partner) r
  WHERE r.on_date <= p_cutoff AND (p_person IS NULL OR r.person_id = p_person) $$;

CREATE FUNCTION retained_pay(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, n_rows bigint, oldest date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.person_id, count(*), min(r.on_date) FROM public.pay_rows(p_partner, p_cutoff, p_person) r GROUP BY r.person_id $$;

CREATE FUNCTION erase_pay(p_partner bigint, p_person bigint, p_cutoff date) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE old jsonb; n bigint;
BEGIN
  -- Noted first, for what goes changes the answer; in memory, because a temporary table could be somebody else's.
  SELECT count(*), COALESCE(jsonb_agg(jsonb_build_array(r.kind, r.row_id)), '[]') INTO n, old
    FROM public.pay_rows(p_partner, p_cutoff, p_person) r;
  UPDATE public.payroll_payment SET holder = 'Erased', last_four = '', fingerprint = ''
    WHERE partner_id = p_partner AND id IN (SELECT (one->>1)::bigint FROM jsonb_array_elements(old) one WHERE one->>0 = 'payment');
  DELETE FROM public.payroll_payquery
    WHERE partner_id = p_partner AND id IN (SELECT (one->>1)::bigint FROM jsonb_array_elements(old) one WHERE one->>0 = 'query');
  UPDATE public.payroll_runmember SET message = 'Erased', remedy = '', field = ''
    WHERE partner_id = p_partner AND id IN (SELECT (one->>1)::bigint FROM jsonb_array_elements(old) one WHERE one->>0 = 'member');
  UPDATE public.hr_monthlyinput SET note = '', decision_note = ''
    WHERE partner_id = p_partner AND id IN (SELECT (one->>1)::bigint FROM jsonb_array_elements(old) one WHERE one->>0 = 'input');
  DELETE FROM public.hr_taxcode
    WHERE partner_id = p_partner AND id IN (SELECT (one->>1)::bigint FROM jsonb_array_elements(old) one WHERE one->>0 = 'tax');
  DELETE FROM public.hr_nicategory
    WHERE partner_id = p_partner AND id IN (SELECT (one->>1)::bigint FROM jsonb_array_elements(old) one WHERE one->>0 = 'ni');
  DELETE FROM public.hr_studentloan
    WHERE partner_id = p_partner AND id IN (SELECT (one->>1)::bigint FROM jsonb_array_elements(old) one WHERE one->>0 = 'loan');
  DELETE FROM public.hr_recurringelement
    WHERE partner_id = p_partner AND id IN (SELECT (one->>1)::bigint FROM jsonb_array_elements(old) one WHERE one->>0 = 'recurring');
  DELETE FROM public.hr_previouspay
    WHERE partner_id = p_partner AND id IN (SELECT (one->>1)::bigint FROM jsonb_array_elements(old) one WHERE one->>0 = 'previous');
  RETURN n;
END $$;

-- An account is out of use when it or its employment has ended, and the clock starts with the last payment into it.
CREATE FUNCTION bank_rows(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, row_id bigint, last_used date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.person_id, a.id, used.last_used
  FROM public.hr_bankaccount a
  JOIN public.hr_employment e ON e.partner_id = a.partner_id AND e.id = a.employment_id
  CROSS JOIN LATERAL (
    SELECT CASE WHEN COALESCE(upper(a.valid), upper(e.valid)) IS NOT NULL THEN greatest(
      COALESCE(upper(a.valid), upper(e.valid)) - 1,
      (SELECT max(d.pay_date) FROM public.payroll_payment y
       JOIN public.payroll_payrun u ON u.partner_id = y.partner_id AND u.id = y.run_id
       JOIN public.payroll_payperiod d ON d.partner_id = u.partner_id AND d.id = u.period_id
       WHERE y.partner_id = a.partner_id AND y.employment_id = a.employment_id AND y.fingerprint = a.fingerprint)) END
      AS last_used) used
  WHERE a.partner_id = p_partner AND (p_person IS NULL OR a.person_id = p_person) AND used.last_used <= p_cutoff $$;

CREATE FUNCTION retained_bank(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, n_rows bigint, oldest date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.person_id, count(*), min(r.last_used) FROM public.bank_rows(p_partner, p_cutoff, p_person) r
  GROUP BY r.person_id $$;

CREATE FUNCTION erase_bank(p_partner bigint, p_person bigint, p_cutoff date) RETURNS bigint LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM public.hr_bankaccount a WHERE a.partner_id = p_partner AND a.person_id = p_person
      AND a.id IN (SELECT r.row_id FROM public.bank_rows(p_partner, p_cutoff, p_person) r) RETURNING 1)
  SELECT count(*) FROM gone $$;

REVOKE ALL ON FUNCTION erase_pay(bigint, bigint, date), erase_bank(bigint, bigint, date) FROM PUBLIC;

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
