-- Nobody answers for who looks after cases while a case suspends them, nor by a role for part of the partner.
CREATE OR REPLACE FUNCTION hr_names_case_officers(p_partner bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
  RETURN p_partner = ANY (public.app_partner_ids()) AND EXISTS (
    SELECT 1 FROM public.partners_grant g JOIN public.partners_user u ON u.id = g.user_id
    WHERE g.partner_id = p_partner AND g.user_id = public.app_actor_id() AND g.role = 'HR_MANAGER'
      AND g.unit_id IS NULL AND g.entity_id IS NULL
      AND g.valid @> today AND NOT g.barred @> today AND g.suspended_at IS NULL AND u.is_active);
END $$;

-- Nor is a case shown to whoever is declared close to whom it is about; an officer whom a case suspends does not count.
CREATE OR REPLACE FUNCTION hr_case_officers(p_partner bigint, p_on date, p_roles text[])
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
                AND g.role = ANY (p_roles) AND g.valid @> p_on AND NOT g.barred @> p_on AND g.suspended_at IS NULL
                AND NOT public.hr_is_off_case(p_partner, c.id, u.human_id)),
      EXISTS (SELECT 1 FROM public.hr_casemember m
              WHERE m.partner_id = p_partner AND m.case_id = c.id AND m.human = being
                AND m.role NOT IN ('OFFICER', 'NOTES'))
    FROM public.hr_hrcase c
    WHERE c.partner_id = p_partner AND c.state <> 'CLOSED' AND NOT public.hr_is_off_case(p_partner, c.id, being)
      AND c.person_id NOT IN (SELECT public.hr_close_people(p_partner, being))
      AND NOT EXISTS (SELECT 1 FROM public.hr_casestatement s JOIN public.partners_user w ON w.id = s.witness_id
                      WHERE s.partner_id = p_partner AND s.case_id = c.id AND w.human_id = being);
END $$;
