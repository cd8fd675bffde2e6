-- What was done with one's own data: the events about rows that belong to the people in scope, at the partner in scope.
-- The trail has no column for a person, so the rows are found by their tables: whatever has person_id belongs to one.
CREATE FUNCTION audit_about_me()
RETURNS TABLE (id bigint, at timestamptz, actor_id bigint, action text, object_type text, changes jsonb, label text,
               reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  partners bigint[] := public.app_partner_ids();
  people bigint[] := public.app_person_ids();
  name text;
BEGIN
  RETURN QUERY SELECT e.id, e.at, e.actor_id, e.action::text, e.object_type::text, e.changes, e.label::text,
      e.reason::text
    FROM public.partners_auditevent e
    WHERE e.partner_id = ANY (partners) AND e.object_type = 'hr_person' AND e.object_id = ANY (people::text[])
      AND e.action IN ('VIEW', 'UNMASK', 'EXPORT', 'UPDATE');
  FOR name IN
    SELECT t.table_name FROM information_schema.columns t
    JOIN information_schema.columns o ON o.table_schema = t.table_schema AND o.table_name = t.table_name
      AND o.column_name = 'partner_id'
    JOIN information_schema.columns k ON k.table_schema = t.table_schema AND k.table_name = t.table_name
      AND k.column_name = 'id'
    WHERE t.table_schema = 'public' AND t.column_name = 'person_id' AND t.table_name NOT LIKE 'partners\_%'
  LOOP
    RETURN QUERY EXECUTE format(
      'SELECT e.id, e.at, e.actor_id, e.action::text, e.object_type::text, e.changes, e.label::text, e.reason::text
       FROM public.%I r JOIN public.partners_auditevent e
         ON e.partner_id = r.partner_id AND e.object_type = %L AND e.object_id = r.id::text
       WHERE r.partner_id = ANY ($1) AND r.person_id = ANY ($2)
         AND e.action IN (''VIEW'', ''UNMASK'', ''EXPORT'', ''UPDATE'')', name, name) USING partners, people;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION audit_about_me() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_about_me() TO ss_self;
-- Who that was, by name: of somebody who has no access here, nothing.
CREATE FUNCTION name_of_colleague(who bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.full_name::text FROM public.partners_user u WHERE u.id = who AND EXISTS (
    SELECT 1 FROM public.partners_grant g WHERE g.user_id = u.id AND g.partner_id = ANY (public.app_partner_ids())) $$;
REVOKE ALL ON FUNCTION name_of_colleague(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION name_of_colleague(bigint) TO ss_self;
