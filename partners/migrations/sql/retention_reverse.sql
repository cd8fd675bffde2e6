DROP FUNCTION purge_item(bigint);
DROP FUNCTION erase_requests(bigint, bigint, jsonb), retained_requests(bigint, date, bigint),
  erase_jobs(bigint, bigint, jsonb), retained_jobs(bigint, date, bigint),
  erase_login(bigint, bigint, jsonb), retained_login(bigint, date, bigint),
  erase_messages(bigint, bigint, jsonb), retained_messages(bigint, date, bigint);
DROP TRIGGER sar_case_guard ON partners_sarcase;
DROP TRIGGER legal_hold_guard ON partners_legalhold;
DROP TRIGGER purge_item_guard ON partners_purgeitem;
DROP TRIGGER purge_proposal_guard ON partners_purgeproposal;
DROP TRIGGER retention_rule_guard ON partners_retentionrule;
DROP TRIGGER retention_schedule_guard ON partners_retentionschedule;
DROP FUNCTION sar_case_guard(), legal_hold_guard(), purge_item_guard(), purge_proposal_guard(), retention_rule_guard(),
  retention_schedule_guard(), retention_hash(bigint), purge_hash(bigint), retained(text, bigint, date, bigint),
  erase_values(bigint, jsonb, text, text), erase_rows(bigint, jsonb, text[]), count_erased(text, bigint),
  erasure_hold(bigint, bigint, text), retention_cutoff(integer, text, date);
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE FUNCTION audit_row_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
DROP FUNCTION purging();
DROP TABLE partners_purgetoken;
