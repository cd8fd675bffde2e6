CREATE OR REPLACE FUNCTION app_concealed_objects() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN '{}'::text[];
END $$;
CREATE OR REPLACE FUNCTION app_is_about_concealed(p_partner bigint, p_payload jsonb) RETURNS boolean LANGUAGE plpgsql
STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN false;
END $$;
DROP FUNCTION hr_post_is_held(bigint, bigint, date);
DROP TRIGGER hr_orgunit_concealed ON hr_orgunit;
DROP FUNCTION hr_orgunit_concealed();
DROP FUNCTION app_hidden_posts();
DROP FUNCTION app_hidden_units();
DROP FUNCTION hr_names_concealed(bigint[], bigint[], jsonb);
DROP FUNCTION hr_concealed_posts(bigint[]);
DROP FUNCTION hr_concealed_units(bigint[]);
