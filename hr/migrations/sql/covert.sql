-- Who is hidden where the scope hides covert roles: whoever holds one that nobody has lifted.
CREATE OR REPLACE FUNCTION app_hidden_people() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.app_hides_covert() THEN
    RETURN '{}'::bigint[];
  END IF;
  RETURN COALESCE((
    SELECT array_agg(s.person_id) FROM public.hr_sensitivepost s
    WHERE s.partner_id = ANY (public.app_partner_ids()) AND s.kind = 'COVERT' AND s.lifted_at IS NULL), '{}');
END $$;

-- Mail to people in sensitive posts of either kind names no organisation on the outside.
CREATE OR REPLACE FUNCTION app_mail_is_neutral(p_partner bigint, p_person bigint, p_user bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RETURN true;
  END IF;
  RETURN EXISTS (
    SELECT 1 FROM public.hr_sensitivepost s
    WHERE s.partner_id = p_partner AND s.lifted_at IS NULL
      AND (s.person_id = p_person OR s.person_id IN (
        SELECT g.person_id FROM public.partners_grant g
        JOIN public.partners_user u ON u.id = g.user_id
        JOIN public.partners_user me ON me.human_id = u.human_id
        WHERE me.id = p_user AND g.partner_id = p_partner)))
    OR EXISTS (SELECT 1 FROM public.hr_person p WHERE p.partner_id = p_partner AND p.id = p_person AND p.is_sensitive);
END $$;

-- The highest employee number of a partner that is a number: of everybody, for a number is given once.
CREATE FUNCTION hr_highest_employee_no(p_partner bigint) RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT max(e.employee_no::bigint) FROM public.hr_employment e
          WHERE e.partner_id = p_partner AND e.employee_no ~ '^[0-9]{1,9}$');
END $$;
REVOKE ALL ON FUNCTION hr_highest_employee_no(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_highest_employee_no(bigint) TO ss_app;

-- A restriction keeps what it is and for whom; it is reviewed and lifted, never removed.
CREATE FUNCTION sensitive_post_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF OLD.lifted_at IS NOT NULL OR (NEW.partner_id, NEW.person_id, NEW.kind, NEW.reason, NEW.set_by_id, NEW.set_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.kind, OLD.reason, OLD.set_by_id, OLD.set_at) THEN
    RAISE EXCEPTION 'a restriction is reviewed or lifted, and nothing else' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sensitive_post_guard BEFORE UPDATE ON hr_sensitivepost
  FOR EACH ROW EXECUTE FUNCTION sensitive_post_guard();

-- Somebody who is missing is found, or has died; a death that was reported by mistake takes them back to missing.
CREATE FUNCTION missing_case_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'MISSING' OR NEW.pay <> 'CONTINUE' THEN
      RAISE EXCEPTION 'a case begins with somebody missing, whose pay goes on' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.person_id, NEW.reported_by_id, NEW.reported_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.reported_by_id, OLD.reported_at) THEN
    RAISE EXCEPTION 'a case keeps its person and its report' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
       (('MISSING', 'FOUND'), ('MISSING', 'DIED'), ('DIED', 'MISSING')) THEN
    RAISE EXCEPTION 'a case does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER missing_case_guard BEFORE INSERT OR UPDATE ON hr_missingcase
  FOR EACH ROW EXECUTE FUNCTION missing_case_guard();
REVOKE DELETE ON hr_sensitivepost, hr_missingcase, hr_familycorrespondent FROM ss_app;
