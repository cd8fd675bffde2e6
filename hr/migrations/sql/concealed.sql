-- Which units of a partner are confidential, or below one that is, today or later. Of a manager's own units, none.
CREATE FUNCTION hr_concealed_units(p_partners bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own bigint[] := COALESCE(NULLIF(current_setting('app.unit_ids', true), ''), '{}')::bigint[];
  today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.hr_orgunit u WHERE u.partner_id = ANY (p_partners) AND u.is_confidential) THEN
    RETURN '{}'::bigint[];
  END IF;
  RETURN COALESCE((
    WITH RECURSIVE hidden AS (
      SELECT u.id FROM public.hr_orgunit u WHERE u.partner_id = ANY (p_partners) AND u.is_confidential
      UNION
      SELECT v.unit_id FROM public.hr_unitversion v JOIN hidden ON v.parent_id = hidden.id
      WHERE COALESCE(upper(v.valid), 'infinity') > today
    ), mine AS (
      SELECT u.id FROM public.hr_orgunit u WHERE u.id = ANY (own)
      UNION
      SELECT v.unit_id FROM public.hr_unitversion v JOIN mine ON v.parent_id = mine.id AND v.valid @> today
    )
    SELECT array_agg(hidden.id) FROM hidden WHERE hidden.id NOT IN (SELECT mine.id FROM mine)), '{}');
END $$;
CREATE FUNCTION hr_concealed_posts(p_partners bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  units bigint[] := public.hr_concealed_units(p_partners);
BEGIN
  IF cardinality(units) = 0 THEN
    RETURN '{}'::bigint[];
  END IF;
  RETURN COALESCE((SELECT array_agg(p.id) FROM public.hr_post p
                   WHERE p.partner_id = ANY (p_partners) AND p.org_unit_id = ANY (units)), '{}');
END $$;

CREATE FUNCTION app_hidden_units() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.app_hides_confidential() THEN
    RETURN '{}'::bigint[];
  END IF;
  RETURN public.hr_concealed_units(public.app_partner_ids());
END $$;
CREATE FUNCTION app_hidden_posts() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.app_hides_confidential() THEN
    RETURN '{}'::bigint[];
  END IF;
  RETURN public.hr_concealed_posts(public.app_partner_ids());
END $$;

-- A proposal is about one when it names it: by public id, code or number; or when it makes one.
CREATE FUNCTION hr_names_concealed(p_units bigint[], p_posts bigint[], p_payload jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_payload @> '{"is_confidential": true}' OR EXISTS (
    SELECT 1 FROM jsonb_path_query(p_payload, '$.**') AS one
    WHERE jsonb_typeof(one) = 'string' AND (one #>> '{}') IN (
      SELECT u.uuid::text FROM public.hr_orgunit u WHERE u.id = ANY (p_units)
      UNION ALL SELECT u.code FROM public.hr_orgunit u WHERE u.id = ANY (p_units)
      UNION ALL SELECT p.uuid::text FROM public.hr_post p WHERE p.id = ANY (p_posts)
      UNION ALL SELECT p.post_no FROM public.hr_post p WHERE p.id = ANY (p_posts))) $$;
CREATE OR REPLACE FUNCTION app_is_about_concealed(p_partner bigint, p_payload jsonb) RETURNS boolean LANGUAGE plpgsql
STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RETURN true;
  END IF;
  RETURN public.hr_names_concealed(
    public.hr_concealed_units(ARRAY[p_partner]), public.hr_concealed_posts(ARRAY[p_partner]), p_payload);
END $$;
-- A unit that is taken off the charts takes the requests about it along, and those below it.
CREATE FUNCTION hr_orgunit_concealed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.partners_changerequest c SET is_concealed = NOT c.is_concealed
  WHERE c.partner_id = NEW.partner_id
    AND c.is_concealed <> public.hr_names_concealed(
      public.hr_concealed_units(ARRAY[NEW.partner_id]), public.hr_concealed_posts(ARRAY[NEW.partner_id]), c.payload);
  RETURN NULL;
END $$;
CREATE TRIGGER hr_orgunit_concealed AFTER UPDATE OF is_confidential ON hr_orgunit
  FOR EACH ROW WHEN (OLD.is_confidential <> NEW.is_confidential) EXECUTE FUNCTION hr_orgunit_concealed();
REVOKE ALL ON FUNCTION hr_orgunit_concealed() FROM PUBLIC;
CREATE OR REPLACE FUNCTION app_concealed_objects() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  units bigint[] := public.app_hidden_units();
  posts bigint[] := public.app_hidden_posts();
BEGIN
  IF NOT public.app_hides_confidential() THEN
    RETURN '{}'::text[];
  END IF;
  RETURN COALESCE((SELECT array_agg(one) FROM (
    SELECT 'hr_orgunit:' || id FROM unnest(units) AS id
    UNION ALL SELECT 'hr_unitversion:' || v.id FROM public.hr_unitversion v WHERE v.unit_id = ANY (units)
    UNION ALL SELECT 'hr_post:' || id FROM unnest(posts) AS id
    UNION ALL SELECT 'hr_postversion:' || v.id FROM public.hr_postversion v WHERE v.post_id = ANY (posts)
    UNION ALL SELECT 'hr_postholding:' || h.id FROM public.hr_postholding h WHERE h.post_id = ANY (posts)
    UNION ALL SELECT 'hr_postfunding:' || f.id FROM public.hr_postfunding f WHERE f.post_id = ANY (posts)
    UNION ALL SELECT 'hr_vacancy:' || f.id FROM public.hr_vacancy f WHERE f.post_id = ANY (posts)
    UNION ALL SELECT 'partners_changerequest:' || c.id FROM public.partners_changerequest c
      WHERE c.partner_id = ANY (public.app_partner_ids()) AND c.is_concealed
  ) AS of_them (one)), '{}');
END $$;
REVOKE ALL ON FUNCTION hr_concealed_units(bigint[]), hr_concealed_posts(bigint[]), app_hidden_units(), app_hidden_posts(),
  hr_names_concealed(bigint[], bigint[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_hidden_units(), app_hidden_posts() TO ss_app, ss_self;

-- Whether somebody holds a post on or after a day, hidden or not: a post does not end under anybody.
CREATE FUNCTION hr_post_is_held(p_partner bigint, p_post bigint, p_until date) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN p_partner = ANY (public.app_partner_ids()) AND EXISTS (
    SELECT 1 FROM public.hr_postholding h WHERE h.partner_id = p_partner AND h.post_id = p_post
      AND COALESCE(upper(h.valid), 'infinity') > p_until);
END $$;
REVOKE ALL ON FUNCTION hr_post_is_held(bigint, bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_post_is_held(bigint, bigint, date) TO ss_app;
