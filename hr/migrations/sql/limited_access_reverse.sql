DROP POLICY office ON hr_redundancyconsultation;
DROP POLICY office ON hr_agencyassignment;
DROP POLICY office ON hr_vacancy;
DROP POLICY office ON hr_postfunding;
DROP POLICY office ON hr_postversion;
DROP POLICY office ON hr_post;
DROP FUNCTION app_posts_in_scope();
CREATE OR REPLACE FUNCTION app_units_below(p_units bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN '{}'::bigint[];
END $$;
CREATE OR REPLACE FUNCTION app_people_of_units(p_units bigint[], p_is_office boolean) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN;
END $$;
CREATE OR REPLACE FUNCTION app_units_of_change(p_partner bigint, p_kind text, p_payload jsonb) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN '{}'::bigint[];
END $$;
CREATE OR REPLACE FUNCTION app_team_people() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
  IF COALESCE(current_setting('app.about_ids', true), '') <> '' THEN
    RETURN QUERY SELECT unnest(current_setting('app.about_ids')::bigint[]);
    RETURN;
  END IF;
  IF COALESCE(current_setting('app.unit_ids', true), '') = '' THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH RECURSIVE team AS (
      SELECT u.id FROM public.hr_orgunit u
      WHERE u.id = ANY (current_setting('app.unit_ids')::bigint[])
        AND u.partner_id = ANY (public.app_partner_ids())
      UNION
      SELECT below.id FROM public.hr_orgunit below JOIN team ON below.parent_id = team.id
    )
    SELECT h.person_id
    FROM public.hr_post p JOIN public.hr_postholding h ON h.post_id = p.id AND h.partner_id = p.partner_id
    JOIN public.hr_assignment a ON a.partner_id = h.partner_id AND a.id = h.assignment_id
    WHERE p.org_unit_id IN (SELECT team.id FROM team) AND p.partner_id = ANY (public.app_partner_ids())
      AND h.valid && daterange(today - 31, NULL)
      AND (lower(h.valid) <= today + 31 OR lower(h.valid) = lower(a.valid))
      AND (upper_inf(h.valid) OR upper(h.valid) > today OR upper(h.valid) = upper(a.valid))
    UNION
    SELECT c.person_id
    FROM public.hr_post p JOIN public.hr_startercase c ON c.post_id = p.id AND c.partner_id = p.partner_id
    WHERE p.org_unit_id IN (SELECT team.id FROM team) AND p.partner_id = ANY (public.app_partner_ids())
      AND c.state IN ('OFFER', 'CHECKS', 'CONTRACT_SIGNED', 'SUBMITTED', 'READY');
END $$;
