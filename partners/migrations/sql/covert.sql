-- People in covert roles: where the scope of the transaction hides them, their rows do not exist for the runtime role.
CREATE FUNCTION app_hides_covert() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
  SELECT COALESCE(current_setting('app.hides_covert', true), '') <> '' $$;

-- Who is hidden from this transaction. The app that keeps people replaces it; without that app nobody is.
CREATE FUNCTION app_hidden_people() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN '{}'::bigint[];
END $$;

-- Whether mail to a person, or to whoever stands behind a login, names no organisation because of their post. Replaced
-- in the same way.
CREATE FUNCTION app_mail_is_neutral(p_partner bigint, p_person bigint, p_user bigint) RETURNS boolean LANGUAGE plpgsql
STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN false;
END $$;
REVOKE ALL ON FUNCTION app_hidden_people() FROM PUBLIC;
REVOKE ALL ON FUNCTION app_mail_is_neutral(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_hidden_people() TO ss_app;
GRANT EXECUTE ON FUNCTION app_mail_is_neutral(bigint, bigint, bigint) TO ss_app, ss_self;

-- Which rows of the trail are about somebody who is hidden, as type:id, and which logins are theirs.
CREATE FUNCTION app_hidden_objects() RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  hidden bigint[] := public.app_hidden_people();
  name text;
BEGIN
  IF cardinality(hidden) = 0 THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT 'hr_person:' || one FROM unnest(hidden) AS one;
  FOR name IN
    SELECT t.table_name FROM information_schema.columns t
    JOIN information_schema.columns o ON o.table_schema = t.table_schema AND o.table_name = t.table_name
      AND o.column_name = 'partner_id'
    JOIN information_schema.columns k ON k.table_schema = t.table_schema AND k.table_name = t.table_name
      AND k.column_name = 'id'
    WHERE t.table_schema = 'public' AND t.column_name = 'person_id'
  LOOP
    RETURN QUERY EXECUTE format(
      'SELECT %L || r.id FROM public.%I r WHERE r.partner_id = ANY ($1) AND r.person_id = ANY ($2)',
      name || ':', name) USING public.app_partner_ids(), hidden;
  END LOOP;
END $$;
CREATE FUNCTION app_hidden_users() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  hidden bigint[] := public.app_hidden_people();
BEGIN
  IF cardinality(hidden) = 0 THEN
    RETURN '{}'::bigint[];
  END IF;
  RETURN COALESCE((
    SELECT array_agg(DISTINCT other.id) FROM public.partners_grant g
    JOIN public.partners_user u ON u.id = g.user_id JOIN public.partners_user other ON other.human_id = u.human_id
    WHERE g.partner_id = ANY (public.app_partner_ids()) AND g.person_id = ANY (hidden)), '{}');
END $$;
REVOKE ALL ON FUNCTION app_hidden_objects() FROM PUBLIC;
REVOKE ALL ON FUNCTION app_hidden_users() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_hidden_objects(), app_hidden_users() TO ss_app;

-- The trail of them is hidden with them, and what they did under their own login. What everybody did is not theirs.
CREATE POLICY covert ON partners_auditevent AS RESTRICTIVE FOR SELECT TO ss_app
  USING (NOT app_hides_covert()
         OR ((object_type || ':' || object_id) NOT IN (SELECT app_hidden_objects())
             AND (actor_id = ANY ((SELECT app_hidden_users())::bigint[])) IS NOT TRUE));

-- Every table that a manager's team narrows is narrowed by this, too. Tables made later have it from the start.
DO $do$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT p.tablename, substring(p.qual FROM '\(?"?([a-z_]+)"? IN \( SELECT app_team_people') AS col
    FROM pg_policies p WHERE p.schemaname = 'public' AND p.policyname = 'team'
      AND NOT EXISTS (SELECT 1 FROM pg_policies c WHERE c.schemaname = 'public' AND c.tablename = p.tablename
                      AND c.policyname = 'covert')
  LOOP
    IF one.col IS NULL THEN
      RAISE EXCEPTION 'the team policy of % is not understood', one.tablename;
    END IF;
    EXECUTE format(
      'CREATE POLICY covert ON public.%1$I AS RESTRICTIVE FOR ALL TO ss_app
         USING ((%2$I = ANY ((SELECT app_hidden_people())::bigint[])) IS NOT TRUE)
         WITH CHECK ((%2$I = ANY ((SELECT app_hidden_people())::bigint[])) IS NOT TRUE)', one.tablename, one.col);
  END LOOP;
END $do$;
