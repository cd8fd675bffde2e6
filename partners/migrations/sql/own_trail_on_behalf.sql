-- What was done with one's own data, with whose authority and in which sign-in: the columns of the trail beside what
-- `audit_about_me` finds.
CREATE FUNCTION audit_about_me_on_behalf()
RETURNS TABLE (id bigint, at timestamptz, actor_id bigint, action text, object_type text, changes jsonb, label text,
               reason text, on_behalf_of_id bigint, session text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.id, a.at, a.actor_id, a.action, a.object_type, a.changes, a.label, a.reason, e.on_behalf_of_id, e.session::text
  FROM public.audit_about_me() a JOIN public.partners_auditevent e ON e.id = a.id $$;
REVOKE ALL ON FUNCTION audit_about_me_on_behalf() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_about_me_on_behalf() TO ss_self;
