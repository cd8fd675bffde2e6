-- The units of a list and what stands below them today.
CREATE OR REPLACE FUNCTION app_units_below(p_units bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN COALESCE((
    WITH RECURSIVE team AS (
      SELECT u.id FROM public.hr_orgunit u WHERE u.id = ANY (p_units) AND u.partner_id = ANY (public.app_partner_ids())
      UNION
      SELECT below.id FROM public.hr_orgunit below JOIN team ON below.parent_id = team.id
    )
    SELECT array_agg(team.id) FROM team), '{}');
END $$;

-- Who works or will work in units, or worked there until a month ago and has left. Whoever moves comes into sight a month
-- before and is out of it with the day of the move. An office held for part of a partner keeps the files of leavers: of
-- those who left from there and work nowhere else.
CREATE OR REPLACE FUNCTION app_people_of_units(p_units bigint[], p_is_office boolean) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Europe/London')::date;
  team bigint[] := public.app_units_below(p_units);
BEGIN
  RETURN QUERY
    SELECT h.person_id
    FROM public.hr_post p JOIN public.hr_postholding h ON h.post_id = p.id AND h.partner_id = p.partner_id
    JOIN public.hr_assignment a ON a.partner_id = h.partner_id AND a.id = h.assignment_id
    WHERE p.org_unit_id = ANY (team) AND p.partner_id = ANY (public.app_partner_ids())
      AND h.valid && daterange(today - 31, NULL)
      AND (lower(h.valid) <= today + 31 OR lower(h.valid) = lower(a.valid))
      AND (upper_inf(h.valid) OR upper(h.valid) > today OR upper(h.valid) = upper(a.valid))
    UNION
    SELECT h.person_id
    FROM public.hr_post p JOIN public.hr_postholding h ON h.post_id = p.id AND h.partner_id = p.partner_id
    JOIN public.hr_assignment a ON a.partner_id = h.partner_id AND a.id = h.assignment_id
    WHERE p_is_office AND p.org_unit_id = ANY (team) AND p.partner_id = ANY (public.app_partner_ids())
      AND upper(h.valid) = upper(a.valid) AND upper(h.valid) <= today
      AND NOT EXISTS (SELECT 1 FROM public.hr_postholding o WHERE o.partner_id = h.partner_id
                      AND o.person_id = h.person_id AND COALESCE(upper(o.valid), 'infinity') > upper(h.valid))
    UNION
    SELECT c.person_id
    FROM public.hr_post p JOIN public.hr_startercase c ON c.post_id = p.id AND c.partner_id = p.partner_id
    WHERE p.org_unit_id = ANY (team) AND p.partner_id = ANY (public.app_partner_ids())
      AND c.state IN ('OFFER', 'CHECKS', 'CONTRACT_SIGNED', 'SUBMITTED', 'READY');
END $$;

CREATE OR REPLACE FUNCTION app_team_people() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF COALESCE(current_setting('app.about_ids', true), '') <> '' THEN
    RETURN QUERY SELECT unnest(current_setting('app.about_ids')::bigint[]);
  ELSIF COALESCE(current_setting('app.unit_ids', true), '') <> '' THEN
    RETURN QUERY SELECT public.app_people_of_units(current_setting('app.unit_ids')::bigint[], public.app_is_office());
  END IF;
END $$;

-- A request about units or posts names them: by public id, code or number. Reference data is of the whole partner.
CREATE OR REPLACE FUNCTION app_units_of_change(p_partner bigint, p_kind text, p_payload jsonb) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  named text[];
BEGIN
  IF p_kind !~ '^org\.' THEN
    RETURN '{}'::bigint[];
  END IF;
  SELECT array_agg(one #>> '{}') INTO named FROM jsonb_path_query(p_payload, '$.**') AS one
    WHERE jsonb_typeof(one) = 'string';
  RETURN COALESCE((SELECT array_agg(DISTINCT of_them.id) FROM (
    SELECT u.id FROM public.hr_orgunit u WHERE u.partner_id = p_partner
      AND (u.uuid::text = ANY (named) OR u.code = ANY (named))
    UNION ALL
    SELECT p.org_unit_id FROM public.hr_post p WHERE p.partner_id = p_partner
      AND (p.uuid::text = ANY (named) OR p.post_no = ANY (named))) AS of_them), '{}');
END $$;

-- The posts of an office held for part of a partner: those of its units, and those that its people hold or held.
CREATE FUNCTION app_posts_in_scope() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.app_is_office() THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT p.id FROM public.hr_post p
      WHERE p.partner_id = ANY (public.app_partner_ids()) AND p.org_unit_id = ANY (public.app_units_in_scope())
    UNION
    SELECT h.post_id FROM public.hr_postholding h
      WHERE h.partner_id = ANY (public.app_partner_ids()) AND h.person_id IN (SELECT public.app_team_people());
END $$;
REVOKE ALL ON FUNCTION app_posts_in_scope() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_posts_in_scope() TO ss_app;

-- Restrictive: they take away where an office is for part of a partner, and say nothing otherwise.
CREATE POLICY office ON hr_post AS RESTRICTIVE FOR ALL TO ss_app
  USING (NOT (SELECT app_is_office()) OR org_unit_id = ANY ((SELECT app_units_in_scope())::bigint[])
         OR id IN (SELECT app_posts_in_scope()))
  WITH CHECK (NOT (SELECT app_is_office()) OR org_unit_id = ANY ((SELECT app_units_in_scope())::bigint[]));
DO $do$
DECLARE one text;
BEGIN
  FOREACH one IN ARRAY ARRAY['hr_postversion', 'hr_postfunding', 'hr_vacancy'] LOOP
    EXECUTE format('CREATE POLICY office ON %I AS RESTRICTIVE FOR ALL TO ss_app
      USING (NOT (SELECT app_is_office()) OR post_id IN (SELECT app_posts_in_scope()))
      WITH CHECK (NOT (SELECT app_is_office()) OR post_id IN (SELECT app_posts_in_scope()))', one);
  END LOOP;
END $do$;
CREATE POLICY office ON hr_agencyassignment AS RESTRICTIVE FOR ALL TO ss_app
  USING (NOT (SELECT app_is_office()) OR org_unit_id = ANY ((SELECT app_units_in_scope())::bigint[]))
  WITH CHECK (NOT (SELECT app_is_office()) OR org_unit_id = ANY ((SELECT app_units_in_scope())::bigint[]));
CREATE POLICY office ON hr_redundancyconsultation AS RESTRICTIVE FOR ALL TO ss_app
  USING (NOT (SELECT app_is_office()) OR unit_id = ANY ((SELECT app_units_in_scope())::bigint[]))
  WITH CHECK (NOT (SELECT app_is_office()) OR unit_id = ANY ((SELECT app_units_in_scope())::bigint[]));
SELECT let_people_merge();
