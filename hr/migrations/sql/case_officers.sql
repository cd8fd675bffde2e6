-- Whoever was asked for a statement in a case has no part in it, by any login of the same human being.
CREATE FUNCTION hr_case_witness_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.hr_casestatement s
             JOIN public.partners_user w ON w.id = s.witness_id JOIN public.partners_user u ON u.human_id = w.human_id
             WHERE s.partner_id = NEW.partner_id AND s.case_id = NEW.case_id AND u.id = NEW.user_id) THEN
    RAISE EXCEPTION 'a witness has no part in the case' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION hr_case_witness_guard() FROM PUBLIC;
CREATE TRIGGER hr_case_witness_guard BEFORE INSERT ON hr_casemember
  FOR EACH ROW EXECUTE FUNCTION hr_case_witness_guard();

-- Whether the actor answers for who looks after cases at a partner: the role that holds cases.reassign.
CREATE FUNCTION hr_names_case_officers(p_partner bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN p_partner = ANY (public.app_partner_ids()) AND EXISTS (
    SELECT 1 FROM public.partners_grant g JOIN public.partners_user u ON u.id = g.user_id
    WHERE g.partner_id = p_partner AND g.user_id = public.app_actor_id() AND g.role = 'HR_MANAGER'
      AND g.valid @> (now() AT TIME ZONE 'Europe/London')::date AND g.suspended_at IS NULL AND u.is_active);
END $$;

-- Whether a case must not be known to a human being: its subject, and whoever is kept out of it.
CREATE FUNCTION hr_is_off_case(p_partner bigint, p_case bigint, p_human uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM public.hr_casebar b
                 WHERE b.partner_id = p_partner AND b.case_id = p_case AND b.human = p_human)
    OR EXISTS (SELECT 1 FROM public.hr_hrcase c
               JOIN public.partners_grant g ON g.partner_id = c.partner_id AND g.person_id = c.person_id
               JOIN public.partners_user u ON u.id = g.user_id
               WHERE c.partner_id = p_partner AND c.id = p_case AND u.human_id = p_human);
END $$;
REVOKE ALL ON FUNCTION hr_is_off_case(bigint, bigint, uuid) FROM PUBLIC;

-- The open cases of a partner for whoever names their officers: reference, day, officers, and whether one of them still
-- works on cases on a day by one of these roles. Nothing of whom or what a case is about. Cases about the actor, kept
-- from the actor, or in which the actor is a witness are left out.
CREATE FUNCTION hr_case_officers(p_partner bigint, p_on date, p_roles text[])
RETURNS TABLE (case_uuid uuid, reference text, received_on date, officers bigint[], has_officer boolean, has_part boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  being uuid;
BEGIN
  IF NOT public.hr_names_case_officers(p_partner) THEN
    RETURN;
  END IF;
  SELECT u.human_id INTO being FROM public.partners_user u WHERE u.id = public.app_actor_id();
  RETURN QUERY
    SELECT c.uuid, c.reference::text, c.received_on,
      COALESCE((SELECT array_agg(m.user_id ORDER BY m.id) FROM public.hr_casemember m
                WHERE m.partner_id = p_partner AND m.case_id = c.id AND m.role = 'OFFICER'
                  AND m.removed_at IS NULL), '{}'),
      EXISTS (SELECT 1 FROM public.hr_casemember m
              JOIN public.partners_user u ON u.id = m.user_id AND u.is_active
              JOIN public.partners_grant g ON g.user_id = u.id AND g.partner_id = p_partner
              WHERE m.partner_id = p_partner AND m.case_id = c.id AND m.role = 'OFFICER' AND m.removed_at IS NULL
                AND g.role = ANY (p_roles) AND g.valid @> p_on AND g.suspended_at IS NULL
                AND NOT public.hr_is_off_case(p_partner, c.id, u.human_id)),
      EXISTS (SELECT 1 FROM public.hr_casemember m
              WHERE m.partner_id = p_partner AND m.case_id = c.id AND m.human = being
                AND m.role NOT IN ('OFFICER', 'NOTES'))
    FROM public.hr_hrcase c
    WHERE c.partner_id = p_partner AND c.state <> 'CLOSED' AND NOT public.hr_is_off_case(p_partner, c.id, being)
      AND NOT EXISTS (SELECT 1 FROM public.hr_casestatement s JOIN public.partners_user w ON w.id = s.witness_id
                      WHERE s.partner_id = p_partner AND s.case_id = c.id AND w.human_id = being);
END $$;

-- Pass a part in a case on: its case officer any part, one name on the list; whoever names officers, who sees nothing
-- of the case, the part of all its officers at once. The former ones are off the list at once. Returns the case, its
-- reference and the former logins. The guards of the list stand.
CREATE FUNCTION hr_hand_over_case(
  p_partner bigint, p_case uuid, p_member uuid, p_user bigint, p_new uuid, p_at timestamptz, p_label text, p_reason text
) RETURNS TABLE (case_id bigint, reference text, former bigint[])
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who    bigint := public.app_actor_id();
  one    public.hr_hrcase;
  part   text := 'OFFICER';
  gone   bigint[];
  names  text;
BEGIN
  SELECT c.* INTO one FROM public.hr_hrcase c
    WHERE c.partner_id = p_partner AND c.uuid = p_case AND p_partner = ANY (public.app_partner_ids()) FOR UPDATE;
  IF one.id IS NULL OR NOT (
       CASE WHEN p_member IS NOT NULL THEN public.hr_is_case_officer(p_partner, one.id)
            ELSE EXISTS (SELECT 1 FROM public.hr_case_officers(p_partner, current_date, '{}') o
                         WHERE o.case_uuid = p_case AND NOT o.has_part) END) THEN
    RAISE EXCEPTION 'a case is passed on by its officer, or by whoever names officers'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF p_member IS NOT NULL THEN
    SELECT m.role INTO STRICT part FROM public.hr_casemember m
      WHERE m.partner_id = p_partner AND m.case_id = one.id AND m.uuid = p_member AND m.removed_at IS NULL;
  END IF;
  SELECT COALESCE(array_agg(m.user_id ORDER BY m.id), '{}'), COALESCE(string_agg(u.full_name, ', ' ORDER BY m.id), '')
    INTO gone, names
    FROM public.hr_casemember m JOIN public.partners_user u ON u.id = m.user_id
    WHERE m.partner_id = p_partner AND m.case_id = one.id AND m.removed_at IS NULL AND m.role = part
      AND (p_member IS NULL OR m.uuid = p_member);
  UPDATE public.hr_casemember m SET removed_by_id = who, removed_at = p_at
    WHERE m.partner_id = p_partner AND m.case_id = one.id AND m.removed_at IS NULL AND m.role = part
      AND m.user_id = ANY (gone);
  INSERT INTO public.hr_casemember (uuid, partner_id, case_id, user_id, human, role, added_by_id, added_at)
    SELECT p_new, p_partner, one.id, u.id, u.human_id, part, who, p_at FROM public.partners_user u WHERE u.id = p_user;
  INSERT INTO public.hr_caseevent (partner_id, case_id, action, by_id, at, note)
    SELECT p_partner, one.id, 'hand_over', who, p_at,
           p_label || ': ' || u.full_name || COALESCE(', in place of ' || NULLIF(names, ''), '') || '. ' || p_reason
    FROM public.partners_user u WHERE u.id = p_user;
  RETURN QUERY SELECT one.id, one.reference::text, gone;
END $$;
REVOKE ALL ON FUNCTION hr_names_case_officers(bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION hr_case_officers(bigint, date, text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hr_hand_over_case(bigint, uuid, uuid, bigint, uuid, timestamptz, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_case_officers(bigint, date, text[]),
  hr_hand_over_case(bigint, uuid, uuid, bigint, uuid, timestamptz, text, text) TO ss_app;
