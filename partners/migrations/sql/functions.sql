-- The functions that row level security and the audit trail stand on. Owned by the migrating role.

-- Whose rows the transaction may touch. Raises without a scope: loud beats empty.
CREATE FUNCTION app_partner_ids() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
DECLARE v text := NULLIF(current_setting('app.partner_ids', true), '');
BEGIN
  IF v IS NULL THEN
    RAISE EXCEPTION 'no partner scope is set for this transaction' USING ERRCODE = 'insufficient_privilege',
      HINT = 'wrap the work in partners.scope.partner_scope(...)';
  END IF;
  RETURN v::bigint[];
END $$;

CREATE FUNCTION app_person_ids() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
BEGIN
  RETURN COALESCE(NULLIF(current_setting('app.person_ids', true), ''), '{}')::bigint[];
END $$;

-- Refuse to change or remove a row that is written once.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- An audit event may change once, in one column: when a seal covers it.
CREATE FUNCTION audit_event_frozen() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NOT OLD.sealed AND NEW.sealed
     AND (to_jsonb(OLD) - 'sealed') = (to_jsonb(NEW) - 'sealed') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

-- Field changes of audited tables, one insert a statement. TG_ARGV names columns whose values are never recorded.
CREATE FUNCTION audit_row_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who    bigint := NULLIF(current_setting('app.actor_id', true), '')::bigint;
  why    text   := COALESCE(current_setting('app.reason', true), '');
  corr   text   := COALESCE(current_setting('app.correlation_id', true), '');
  hide   text[] := COALESCE(TG_ARGV::text[], '{}');
  source text   := CASE TG_OP WHEN 'DELETE' THEN 'old_rows' ELSE 'new_rows' END;
  verb   text   := CASE TG_OP WHEN 'INSERT' THEN 'CREATE' ELSE TG_OP END;
BEGIN
  -- EXECUTE, so that it is planned for the rows at hand: a plan cached for one row is a nested loop over 90,000.
  IF TG_OP = 'UPDATE' THEN
    EXECUTE $q$
      INSERT INTO public.partners_auditevent
        (partner_id, actor_id, db_user, action, object_type, object_id, label, changes, reason, correlation_id)
      SELECT (to_jsonb(n)->>'partner_id')::bigint, $2, session_user, 'UPDATE', $1, n.id::text, '', d.changes, $3, $5
      FROM new_rows n JOIN old_rows o USING (id)
      CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(a.key, CASE WHEN a.key = ANY ($4) THEN '"changed"'::jsonb
                                            ELSE jsonb_build_array(b.value, a.value) END) AS changes
        FROM jsonb_each(to_jsonb(n)) a JOIN jsonb_each(to_jsonb(o)) b USING (key)
        WHERE a.value IS DISTINCT FROM b.value) d
      WHERE d.changes IS NOT NULL $q$ USING TG_TABLE_NAME, who, why, hide, corr;
  ELSE
    EXECUTE format($q$
      INSERT INTO public.partners_auditevent
        (partner_id, actor_id, db_user, action, object_type, object_id, label, changes, reason, correlation_id)
      SELECT (to_jsonb(r)->>'partner_id')::bigint, $2, session_user, $6, $1, r.id::text, '',
             jsonb_strip_nulls(to_jsonb(r) - $4), $3, $5
      FROM %I r $q$, source) USING TG_TABLE_NAME, who, why, hide, corr, verb;
  END IF;
  RETURN NULL;
END $$;

-- Business events: viewed, unmasked, approved, released, exported, denied. The actor is the transaction's.
CREATE FUNCTION audit_record(
  p_partner_id bigint, p_action text, p_object_type text, p_object_id text, p_label text, p_changes jsonb, p_reason text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.partners_auditevent
    (partner_id, actor_id, db_user, action, object_type, object_id, label, changes, reason, correlation_id)
  VALUES (p_partner_id, NULLIF(current_setting('app.actor_id', true), '')::bigint, session_user, p_action,
          p_object_type, p_object_id, left(p_label, 200), p_changes,
          left(COALESCE(NULLIF(p_reason, ''), current_setting('app.reason', true), ''), 500),
          COALESCE(current_setting('app.correlation_id', true), ''));
END $$;

REVOKE ALL ON FUNCTION audit_row_changes() FROM PUBLIC;
REVOKE ALL ON FUNCTION audit_record(bigint, text, text, text, text, jsonb, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_record(bigint, text, text, text, text, jsonb, text) TO ss_app, ss_self;

-- Every table made from here on: the runtime role reads and writes rows, never TRUNCATE, never DDL.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ss_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ss_app;
GRANT USAGE ON SCHEMA public TO ss_app, ss_self;
