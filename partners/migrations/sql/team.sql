-- A manager's scope: the units of app.unit_ids and what is below them. Empty setting: the scope is not a manager's.
CREATE FUNCTION app_whole_partner() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
  SELECT COALESCE(current_setting('app.unit_ids', true), '') = '' $$;

-- Who works in those units. The app that keeps people replaces it; without that app, a manager sees nobody.
CREATE FUNCTION app_team_people() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN;
END $$;
REVOKE ALL ON FUNCTION app_team_people() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_team_people() TO ss_app;
