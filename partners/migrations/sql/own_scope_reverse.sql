CREATE OR REPLACE FUNCTION app_whole_partner() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
  SELECT COALESCE(current_setting('app.unit_ids', true), '') = '' $$;
