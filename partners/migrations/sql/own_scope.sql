-- A scope that names people (app.about_ids) is narrowed like a manager's: to what belongs to these people alone.
CREATE OR REPLACE FUNCTION app_whole_partner() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
  SELECT COALESCE(current_setting('app.unit_ids', true), '') = ''
     AND COALESCE(current_setting('app.about_ids', true), '') = '' $$;
