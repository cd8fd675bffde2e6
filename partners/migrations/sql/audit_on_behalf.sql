-- Every event takes these from the transaction, whoever writes it: the functions that write events need not know.
ALTER TABLE partners_auditevent
  ALTER COLUMN on_behalf_of_id SET DEFAULT NULLIF(current_setting('app.on_behalf_of', true), '')::bigint,
  ALTER COLUMN session SET DEFAULT left(COALESCE(current_setting('app.session', true), ''), 16);

-- What was sealed before keeps its digest: an event that says neither is as it was.
CREATE OR REPLACE FUNCTION audit_canonical(e partners_auditevent) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
  SELECT (jsonb_build_array(e.id, e.partner_id, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor_id, e.db_user,
    e.action, e.object_type, e.object_id, e.label, e.changes, e.reason, e.correlation_id, e.xid::text)
    || CASE WHEN e.on_behalf_of_id IS NULL AND e.session = '' THEN '[]'::jsonb
            ELSE jsonb_build_array(e.on_behalf_of_id, e.session) END)::text $$;
