-- Who does the work of the transaction; null for nobody (a task, a migration).
CREATE FUNCTION app_actor_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
  SELECT NULLIF(current_setting('app.actor_id', true), '')::bigint
$$;

-- Whether the actor is on the access list of a case, in this role (null: in any). Neither the subject, by any login of
-- the same human being, nor somebody who is kept out, ever is. Whoever opens a case sees it until the list begins.
CREATE FUNCTION hr_on_case_list(p_partner bigint, p_case bigint, p_opener bigint, p_role text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who   bigint := public.app_actor_id();
  being uuid;
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) OR who IS NULL THEN
    RETURN false;
  END IF;
  SELECT human_id INTO being FROM public.partners_user WHERE id = who;
  IF EXISTS (SELECT 1 FROM public.hr_casebar b
             WHERE b.partner_id = p_partner AND b.case_id = p_case AND b.human = being)
     OR EXISTS (SELECT 1 FROM public.hr_hrcase c
                JOIN public.partners_grant g ON g.partner_id = c.partner_id AND g.person_id = c.person_id
                JOIN public.partners_user u ON u.id = g.user_id
                WHERE c.partner_id = p_partner AND c.id = p_case AND u.human_id = being) THEN
    RETURN false;
  END IF;
  IF EXISTS (SELECT 1 FROM public.hr_casemember m
             WHERE m.partner_id = p_partner AND m.case_id = p_case AND m.user_id = who AND m.removed_at IS NULL
               AND (p_role IS NULL OR m.role = p_role)) THEN
    RETURN true;
  END IF;
  RETURN p_role IS NULL AND p_opener = who AND NOT EXISTS (
    SELECT 1 FROM public.hr_casemember m WHERE m.partner_id = p_partner AND m.case_id = p_case);
END $$;

-- Without an opener, the case says who opened it: rows of a case that is being opened are written before its list.
CREATE FUNCTION hr_sees_case(p_partner bigint, p_case bigint, p_opener bigint DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN public.hr_on_case_list(p_partner, p_case, COALESCE(p_opener, (
    SELECT c.opened_by_id FROM public.hr_hrcase c WHERE c.partner_id = p_partner AND c.id = p_case)), NULL);
END $$;

CREATE FUNCTION hr_is_case_officer(p_partner bigint, p_case bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN public.hr_on_case_list(p_partner, p_case, NULL, 'OFFICER');
END $$;

REVOKE ALL ON FUNCTION hr_on_case_list(bigint, bigint, bigint, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION hr_sees_case(bigint, bigint, bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hr_is_case_officer(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_sees_case(bigint, bigint, bigint), hr_is_case_officer(bigint, bigint) TO ss_app;
