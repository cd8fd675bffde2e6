-- The audit trail's own guards, once its tables exist.

-- The writing transaction: which events were written together.
ALTER TABLE partners_auditevent ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();

ALTER TABLE partners_auditevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE partners_auditevent FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_sees_all ON partners_auditevent FOR ALL TO ss_owner USING (true) WITH CHECK (true);
CREATE POLICY partner_isolation ON partners_auditevent FOR SELECT TO ss_app
  USING (partner_id = ANY ((SELECT app_partner_ids())::bigint[]));
-- Sign-ins and refusals that belong to no partner: each person sees their own.
CREATE POLICY own_unowned ON partners_auditevent FOR SELECT TO ss_app
  USING (partner_id IS NULL AND actor_id = NULLIF(current_setting('app.actor_id', true), '')::bigint);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON partners_auditevent
  FOR EACH ROW EXECUTE FUNCTION audit_event_frozen();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON partners_auditseal
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON partners_auditcheck
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON partners_auditevent, partners_auditseal, partners_auditcheck FROM ss_app;

-- One event as text that cannot be read two ways.
CREATE FUNCTION audit_canonical(e partners_auditevent) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_array(e.id, e.partner_id, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor_id, e.db_user,
    e.action, e.object_type, e.object_id, e.label, e.changes, e.reason, e.correlation_id, e.xid::text)::text $$;

CREATE FUNCTION audit_digest(previous text, ids bigint[], rows bytea) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog AS $$
  SELECT encode(sha256(convert_to(previous || '|' || array_to_string(ids, ','), 'UTF8') || rows), 'hex') $$;

-- Chain the committed events that no seal covers yet. Returns the new digest, or NULL when there was nothing. A seal lists
-- its events, so one that is still in flight is simply covered by a later seal: no long transaction holds sealing up.
CREATE FUNCTION seal_audit(max_events integer DEFAULT 50000) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  prev text; ids bigint[]; rows bytea; result text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('seal_audit'));
  SELECT digest INTO prev FROM public.partners_auditseal ORDER BY id DESC LIMIT 1;
  prev := COALESCE(prev, repeat('0', 64));
  SELECT array_agg(e.id ORDER BY e.id), string_agg(sha256(convert_to(public.audit_canonical(e), 'UTF8')), ''::bytea ORDER BY e.id)
    INTO ids, rows
    FROM (SELECT * FROM public.partners_auditevent
          WHERE NOT sealed ORDER BY id LIMIT max_events) e;
  IF ids IS NULL THEN RETURN NULL; END IF;
  result := public.audit_digest(prev, ids, rows);
  UPDATE public.partners_auditevent SET sealed = true WHERE id = ANY (ids);
  INSERT INTO public.partners_auditseal (event_ids, row_digests, previous, digest) VALUES (ids, rows, prev, result);
  RETURN result;
END $$;
REVOKE ALL ON FUNCTION seal_audit(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_audit(integer) TO ss_app;

-- Recompute the chain from the seal after `after` (0: the whole chain). One row a problem; event_id is NULL when a link
-- itself is broken. The definer sees every partner's events; the caller learns row numbers only.
CREATE FUNCTION verify_audit(after bigint DEFAULT 0)
RETURNS TABLE (seal_id bigint, event_id bigint, problem text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  s public.partners_auditseal;
  digests bytea;  -- the seal's row digests in memory: out of the row itself they would be fetched again for each event
  expected text := COALESCE((SELECT digest FROM public.partners_auditseal WHERE id = after), repeat('0', 64));
BEGIN
  FOR s IN SELECT * FROM public.partners_auditseal WHERE id > after ORDER BY id LOOP
    IF s.previous <> expected THEN
      RETURN QUERY SELECT s.id, NULL::bigint, 'the link to the seal before it is broken';
    END IF;
    IF s.digest <> public.audit_digest(s.previous, s.event_ids, s.row_digests) THEN
      RETURN QUERY SELECT s.id, NULL::bigint, 'the seal itself was altered';
    END IF;
    digests := s.row_digests || ''::bytea;
    RETURN QUERY
      SELECT s.id, listed.id, CASE WHEN e.id IS NULL THEN 'the event was deleted' ELSE 'the event was altered' END
      FROM unnest(s.event_ids) WITH ORDINALITY AS listed(id, n)
      LEFT JOIN public.partners_auditevent e ON e.id = listed.id
      WHERE e.id IS NULL
         OR sha256(convert_to(public.audit_canonical(e), 'UTF8')) <> substring(digests FROM (32 * (listed.n - 1) + 1)::int FOR 32);
    expected := s.digest;
  END LOOP;
  RETURN QUERY
    SELECT NULL::bigint, e.id, 'the event is marked sealed, but no seal covers it'
    FROM public.partners_auditevent e
    LEFT JOIN (SELECT unnest(event_ids) AS id FROM public.partners_auditseal) covered ON covered.id = e.id
    WHERE after = 0 AND e.sealed AND covered.id IS NULL;
END $$;
REVOKE ALL ON FUNCTION verify_audit(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION verify_audit(bigint) TO ss_app;

-- Walk the chain, in full or from the last check when that was good, and keep the result. Returns the number of problems.
CREATE FUNCTION check_audit(in_full boolean) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  start bigint := 0; latest bigint; found integer;
BEGIN
  IF NOT in_full THEN
    SELECT CASE WHEN n_problems = 0 THEN up_to_seal ELSE 0 END INTO start
      FROM public.partners_auditcheck ORDER BY id DESC LIMIT 1;
  END IF;
  SELECT COALESCE(max(id), 0) INTO latest FROM public.partners_auditseal;
  SELECT count(*) INTO found FROM public.verify_audit(COALESCE(start, 0));
  INSERT INTO public.partners_auditcheck (up_to_seal, is_full, n_problems)
    VALUES (latest, COALESCE(start, 0) = 0, found);
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION check_audit(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION check_audit(boolean) TO ss_app;
