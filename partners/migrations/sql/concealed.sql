-- Units that are kept off the charts: where the scope of the transaction does not name them, columns do not either.
CREATE FUNCTION app_hides_confidential() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
  SELECT COALESCE(current_setting('app.hides_confidential', true), '') <> '' $$;

-- Whether a proposal is about such a unit or a post in it, whoever asks. The app that keeps units replaces it.
CREATE FUNCTION app_is_about_concealed(p_partner bigint, p_payload jsonb) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN false;
END $$;

-- Which rows of the trail (as type:id) are about one that the transaction may not name. Replaced in the same way.
CREATE FUNCTION app_concealed_objects() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN '{}'::text[];
END $$;
REVOKE ALL ON FUNCTION app_is_about_concealed(bigint, jsonb), app_concealed_objects() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_is_about_concealed(bigint, jsonb), app_concealed_objects() TO ss_app;

-- A request says itself whether it is about one. Whoever made it sees it, and a manager those about the own team.
CREATE FUNCTION change_concealed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.is_concealed := public.app_is_about_concealed(NEW.partner_id, NEW.payload);
  RETURN NEW;
END $$;
CREATE TRIGGER change_concealed BEFORE INSERT OR UPDATE OF payload ON partners_changerequest
  FOR EACH ROW EXECUTE FUNCTION change_concealed();
REVOKE ALL ON FUNCTION change_concealed() FROM PUBLIC;
CREATE POLICY concealed ON partners_changerequest AS RESTRICTIVE FOR SELECT TO ss_app
  USING (NOT is_concealed OR NOT app_hides_confidential()
         OR made_by_id::text = COALESCE(current_setting('app.actor_id', true), '')
         OR (person_id IS NOT NULL AND NOT app_whole_partner()));
CREATE POLICY concealed ON partners_auditevent AS RESTRICTIVE FOR SELECT TO ss_app
  USING (((object_type || ':' || object_id) = ANY ((SELECT app_concealed_objects())::text[])) IS NOT TRUE);

-- Choices of people are made in self-service, too: who is left out of them is asked there as elsewhere.
GRANT EXECUTE ON FUNCTION app_hidden_users() TO ss_self;
