-- After a death that a second person has confirmed, pay goes where people decided: to the estate only into the account that
-- was verified and has cooled off, without a grant only within the limit; as an advance without a split; else nowhere.
CREATE FUNCTION death_payment_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  v_case bigint;
  v_pay text;
  v_most numeric;
BEGIN
  SELECT c.id, c.pay INTO v_case, v_pay FROM public.hr_deathcase c
    WHERE c.partner_id = NEW.partner_id AND c.person_id = NEW.person_id
      AND c.state IN ('CONFIRMED', 'IN_SUPPORT', 'SETTLING', 'CLOSED');
  IF v_case IS NULL THEN
    RETURN NEW;
  END IF;
  IF v_pay = 'HOLD' OR NEW.is_second THEN
    RAISE EXCEPTION 'after a death nothing is paid undecided, and no pay is split' USING ERRCODE = 'check_violation';
  END IF;
  IF v_pay = 'ESTATE' THEN
    SELECT r.most INTO v_most FROM public.hr_representative r
      JOIN public.payroll_payrun u ON u.partner_id = NEW.partner_id AND u.id = NEW.run_id
      JOIN public.payroll_payperiod p ON p.partner_id = u.partner_id AND p.id = u.period_id
      WHERE r.partner_id = NEW.partner_id AND r.case_id = v_case AND r.state = 'VERIFIED'
        AND r.fingerprint = NEW.fingerprint AND r.payable_from <= p.pay_date;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'what is owed after a death goes into the verified account of the estate'
        USING ERRCODE = 'check_violation';
    END IF;
    IF v_most IS NOT NULL AND v_most < NEW.amount + (
         SELECT coalesce(sum(q.amount), 0) FROM public.payroll_payment q
         WHERE q.partner_id = NEW.partner_id AND q.person_id = NEW.person_id AND q.fingerprint IN (
           SELECT k.fingerprint FROM public.hr_representative k
           WHERE k.partner_id = NEW.partner_id AND k.case_id = v_case)) THEN
      RAISE EXCEPTION 'more than may be paid to an estate without a grant' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER death_payment_guard BEFORE INSERT ON payroll_payment
  FOR EACH ROW EXECUTE FUNCTION death_payment_guard();
