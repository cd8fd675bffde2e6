-- A claim begins as a draft of the person's, keeps whose it is, moves along the table of states (hr/states.py), and is
-- never decided by the human being who is paid by it, whatever login they use.
CREATE FUNCTION hr_claim_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE human uuid;
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'claims are withdrawn, never deleted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'DRAFT' OR NEW.decided_at IS NOT NULL OR NEW.agreed_at IS NOT NULL THEN
      RAISE EXCEPTION 'a claim begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_claim_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.uuid, NEW.partner_id, NEW.number, NEW.person_id, NEW.employment_id, NEW.assignment_id, NEW.kind, NEW.created_at)
     IS DISTINCT FROM
     (OLD.uuid, OLD.partner_id, OLD.number, OLD.person_id, OLD.employment_id, OLD.assignment_id, OLD.kind, OLD.created_at) THEN
    RAISE EXCEPTION 'a claim keeps whose it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
    ('DRAFT', 'SUBMITTED'), ('RETURNED', 'SUBMITTED'),
    ('DRAFT', 'WITHDRAWN'), ('RETURNED', 'WITHDRAWN'), ('SUBMITTED', 'WITHDRAWN'), ('WITH_HR', 'WITHDRAWN'),
    ('SUBMITTED', 'APPROVED'), ('SUBMITTED', 'WITH_HR'), ('WITH_HR', 'APPROVED'),
    ('SUBMITTED', 'RETURNED'), ('WITH_HR', 'RETURNED'), ('SUBMITTED', 'REJECTED'), ('WITH_HR', 'REJECTED'),
    ('APPROVED', 'REJECTED'), ('SENT', 'REJECTED'), ('APPROVED', 'SENT'), ('SENT', 'PAID')) THEN
    RAISE EXCEPTION 'a claim does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state = NEW.state AND NEW.state NOT IN ('DRAFT', 'RETURNED', 'SUBMITTED') THEN
    RAISE EXCEPTION 'a claim that is % is not changed', lower(NEW.state) USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state NOT IN ('DRAFT', 'RETURNED') AND (NEW.n_lines, NEW.units, NEW.amount, NEW.cost_centre_id)
     IS DISTINCT FROM (OLD.n_lines, OLD.units, OLD.amount, OLD.cost_centre_id) AND OLD.state NOT IN ('DRAFT', 'RETURNED') THEN
    RAISE EXCEPTION 'what is claimed stands once it is sent' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOREACH human IN ARRAY array_remove(ARRAY[NEW.decided_human, NEW.agreed_human], NULL) LOOP
    IF (human IS DISTINCT FROM OLD.decided_human OR human IS DISTINCT FROM OLD.agreed_human) AND EXISTS (
        SELECT 1 FROM public.partners_grant g JOIN public.partners_user u ON u.id = g.user_id
        WHERE g.partner_id = NEW.partner_id AND g.person_id = NEW.person_id AND u.human_id = human) THEN
      RAISE EXCEPTION 'nobody decides about their own claim'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_claim_not_oneself';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION hr_claim_guard() FROM PUBLIC;
CREATE TRIGGER hr_claim_guard BEFORE INSERT OR UPDATE OR DELETE ON hr_claim
  FOR EACH ROW EXECUTE FUNCTION hr_claim_guard();

-- Numbers are the partner's own: whoever sees one person or one team asks here which comes next.
CREATE FUNCTION hr_next_claim(p_partner bigint) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT COALESCE(max(c.number), 0) + 1 FROM public.hr_claim c
  WHERE c.partner_id = p_partner AND p_partner = ANY (public.app_partner_ids()) $$;
REVOKE ALL ON FUNCTION hr_next_claim(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_next_claim(bigint) TO ss_app;

-- Lines are written while the claim is with the person; afterwards they only stop to count, when the claim came to nothing.
CREATE FUNCTION hr_claimline_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found record; line record := COALESCE(NEW, OLD);
BEGIN
  IF public.purging() THEN
    RETURN line;
  END IF;
  SELECT c.state, c.person_id, c.kind INTO found FROM public.hr_claim c
    WHERE c.partner_id = line.partner_id AND c.id = line.claim_id FOR SHARE;
  IF found.person_id IS DISTINCT FROM line.person_id THEN
    RAISE EXCEPTION 'a line is about the person of its claim' USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_claimline_person';
  END IF;
  IF TG_OP <> 'DELETE' AND ((found.kind = 'MILEAGE' AND NEW.miles IS NULL) OR (found.kind = 'HOURS' AND NEW.worked IS NULL)
                            OR (found.kind = 'EXPENSE' AND NEW.amount IS NULL)) THEN
    RAISE EXCEPTION 'a line is of the kind of its claim' USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_claimline_kind';
  END IF;
  IF found.state IN ('DRAFT', 'RETURNED') THEN
    RETURN line;
  END IF;
  IF TG_OP = 'UPDATE' AND found.state IN ('REJECTED', 'WITHDRAWN') AND NOT NEW.counts
     AND to_jsonb(NEW) - 'counts' = to_jsonb(OLD) - 'counts' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what is claimed stands once it is sent' USING ERRCODE = 'insufficient_privilege';
END $$;
REVOKE ALL ON FUNCTION hr_claimline_guard() FROM PUBLIC;
CREATE TRIGGER hr_claimline_guard BEFORE INSERT OR UPDATE OR DELETE ON hr_claimline
  FOR EACH ROW EXECUTE FUNCTION hr_claimline_guard();

-- Only an approved claim is sent to payroll, to the person whose it is.
CREATE FUNCTION hr_claiminput_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM public.hr_claim c JOIN public.hr_monthlyinput i ON i.partner_id = c.partner_id AND i.id = NEW.monthly_input_id
    WHERE c.partner_id = NEW.partner_id AND c.id = NEW.claim_id AND c.state = 'APPROVED' AND c.person_id = NEW.person_id
      AND i.assignment_id = c.assignment_id AND i.state = 'APPROVED') THEN
    RAISE EXCEPTION 'only an approved claim is sent to payroll'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_claiminput_approved';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION hr_claiminput_guard() FROM PUBLIC;
CREATE TRIGGER hr_claiminput_guard BEFORE INSERT ON hr_claiminput
  FOR EACH ROW EXECUTE FUNCTION hr_claiminput_guard();

-- An input that pays a claim ends with its claim, and with nothing else.
CREATE FUNCTION hr_monthlyinput_of_claim() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.purging() AND EXISTS (
    SELECT 1 FROM public.hr_claiminput x JOIN public.hr_claim c ON c.partner_id = x.partner_id AND c.id = x.claim_id
    WHERE x.partner_id = OLD.partner_id AND x.monthly_input_id = OLD.id AND c.state <> 'REJECTED') THEN
    RAISE EXCEPTION 'this input pays a claim: the claim is stopped instead'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_monthlyinput_of_claim';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION hr_monthlyinput_of_claim() FROM PUBLIC;
CREATE TRIGGER hr_monthlyinput_of_claim BEFORE UPDATE ON hr_monthlyinput
  FOR EACH ROW WHEN (OLD.state = 'APPROVED' AND NEW.state <> OLD.state) EXECUTE FUNCTION hr_monthlyinput_of_claim();

-- Claims go with the tax year in which they were settled, and their receipts with them.
CREATE FUNCTION retained_claims(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH c AS (
    SELECT c.id, c.person_id, COALESCE(c.paid_on, (COALESCE(c.agreed_at, c.decided_at, c.submitted_at, c.created_at)
      AT TIME ZONE 'Europe/London')::date) AS on_date
    FROM public.hr_claim c WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person)),
  o AS (SELECT c.id, c.person_id, c.on_date FROM c WHERE c.on_date <= p_cutoff)
  SELECT o.person_id, 'hr_claim', o.id, o.on_date FROM o
  UNION ALL
  SELECT o.person_id, 'hr_claimline', t.id, o.on_date
    FROM o JOIN public.hr_claimline t ON t.partner_id = p_partner AND t.claim_id = o.id
  UNION ALL
  SELECT o.person_id, 'hr_claiminput', t.id, o.on_date
    FROM o JOIN public.hr_claiminput t ON t.partner_id = p_partner AND t.claim_id = o.id
  UNION ALL
  SELECT d.person_id, 'hr_document', d.id, (d.uploaded_at AT TIME ZONE 'Europe/London')::date
    FROM public.hr_document d WHERE d.partner_id = p_partner AND (p_person IS NULL OR d.person_id = p_person)
      AND d.kind = 'RECEIPT' AND (d.uploaded_at AT TIME ZONE 'Europe/London')::date <= p_cutoff
      AND NOT EXISTS (SELECT 1 FROM public.hr_claimline l JOIN c ON c.id = l.claim_id
                      WHERE l.partner_id = p_partner AND l.receipt_id = d.id AND c.on_date > p_cutoff) $$;

CREATE FUNCTION erase_claims(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_claiminput', 'hr_claimline', 'hr_claim', 'hr_document');
END $$;
REVOKE ALL ON FUNCTION erase_claims(bigint, bigint, jsonb) FROM PUBLIC;
