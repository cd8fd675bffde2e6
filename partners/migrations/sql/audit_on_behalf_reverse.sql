CREATE OR REPLACE FUNCTION audit_canonical(e partners_auditevent) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_array(e.id, e.partner_id, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor_id, e.db_user,
    e.action, e.object_type, e.object_id, e.label, e.changes, e.reason, e.correlation_id, e.xid::text)::text $$;
ALTER TABLE partners_auditevent ALTER COLUMN session SET DEFAULT '';
ALTER TABLE partners_auditevent ALTER COLUMN on_behalf_of_id DROP DEFAULT;
