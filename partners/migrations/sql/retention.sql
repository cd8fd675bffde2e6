-- Erasure of data that is old enough (domain HR-13). One door, purge_item(), for one item of a list that two people stand
-- behind. It looks at everything again itself: approval, schedule, age, holds, and whether the facts are as approved.

-- Whoever is in here erases. The runtime role can neither read nor write it, so it cannot claim to be erasing.
CREATE TABLE partners_purgetoken (xid xid8 PRIMARY KEY);
REVOKE ALL ON partners_purgetoken FROM ss_app, ss_self, PUBLIC;

CREATE FUNCTION purging() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF COALESCE(current_setting('app.purging', true), '') = '' THEN
    RETURN false;  -- the common case, without a look at the table; the setting alone opens nothing
  END IF;
  RETURN EXISTS (SELECT 1 FROM public.partners_purgetoken WHERE xid = pg_current_xact_id_if_assigned());
END $$;
REVOKE ALL ON FUNCTION purging() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION purging() TO ss_app, ss_self;

-- Append-only tables stay so, but for an erasure. The audit chain's own tables refuse row by row, whoever asks.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  IF TG_LEVEL = 'STATEMENT' AND public.purging() THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- As before, but what is erased is recorded without its values: an erasure that copies them keeps them.
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
  IF TG_OP <> 'INSERT' AND public.purging() THEN
    EXECUTE format($q$
      INSERT INTO public.partners_auditevent
        (partner_id, actor_id, db_user, action, object_type, object_id, label, changes, reason, correlation_id)
      SELECT (to_jsonb(r)->>'partner_id')::bigint, $2, session_user, 'PURGE', $1, r.id::text, '', '{}', $3, $4
      FROM %I r $q$, source) USING TG_TABLE_NAME, who, why, corr;
    RETURN NULL;
  END IF;
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

-- The latest trigger that is old enough on a day; as partners/engine/retention.py. Errs to the earlier day.
CREATE FUNCTION retention_cutoff(p_months integer, p_clock text, p_on date) RETURNS date LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog AS $$
  SELECT CASE WHEN p_clock = 'day' THEN latest
              WHEN latest >= make_date(extract(year FROM latest)::int, 4, 5)
              THEN make_date(extract(year FROM latest)::int, 4, 5)
              ELSE make_date(extract(year FROM latest)::int - 1, 4, 5) END
  FROM (SELECT ((p_on - 1) - make_interval(months => p_months))::date AS latest) l $$;

-- Why nothing of a person, in a class, may be erased now; NULL when nothing stands in the way.
CREATE FUNCTION erasure_hold(p_partner bigint, p_person bigint, p_class text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT COALESCE(
    (SELECT h.reason FROM public.partners_legalhold h
     WHERE h.partner_id = p_partner AND h.lifted_at IS NULL
       AND (h.person_id IS NULL OR h.person_id = p_person) AND (h.data_class = '' OR h.data_class = p_class)
     ORDER BY h.id LIMIT 1),
    (SELECT 'An access request of this person is not answered yet' FROM public.partners_sarcase c
     WHERE c.partner_id = p_partner AND c.person_id = p_person AND c.closed_at IS NULL LIMIT 1)) $$;

-- What of a class was triggered on or before a day, a row of a table a row. Each class brings retained_<class>(), which
-- lists exactly what erase_<class>() deletes or overwrites. As its owner, because some tables are seen by few: it says
-- how many rows and how old, never what stands in them.
CREATE FUNCTION retained(p_class text, p_partner bigint, p_cutoff date, p_person bigint DEFAULT NULL)
RETURNS TABLE (person_id bigint, n_rows bigint, oldest date) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) OR NOT public.app_whole_partner() THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT f.person_id, count(*), min(f.on_date) FROM public.%I($1, $2, $3) f GROUP BY f.person_id', 'retained_' || p_class)
    USING p_partner, p_cutoff, p_person;
END $$;
REVOKE ALL ON FUNCTION retained(text, bigint, date, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retained(text, bigint, date, bigint) TO ss_app;

-- What is erased is counted by table, for the certificate. `p_old`: table -> numbers of the rows, as retained_<class>()
-- listed them.
CREATE FUNCTION count_erased(p_table text, p_n bigint) RETURNS void LANGUAGE sql
SET search_path = pg_catalog AS $$
  SELECT set_config('app.erased', (e.so_far || jsonb_build_object(p_table, COALESCE((e.so_far->>p_table)::bigint, 0) + p_n))::text, true)
  FROM (SELECT COALESCE(NULLIF(current_setting('app.erased', true), ''), '{}')::jsonb AS so_far) e WHERE p_n > 0 $$;

CREATE FUNCTION erase_rows(p_partner bigint, p_old jsonb, VARIADIC p_tables text[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE one text; n bigint;
BEGIN
  FOREACH one IN ARRAY p_tables LOOP
    EXECUTE format('DELETE FROM public.%I WHERE partner_id = $1 AND id IN (SELECT o::bigint FROM jsonb_array_elements_text($2) o)', one)
      USING p_partner, COALESCE(p_old->one, '[]');
    GET DIAGNOSTICS n = ROW_COUNT;
    PERFORM public.count_erased(one, n);
  END LOOP;
END $$;

CREATE FUNCTION erase_values(p_partner bigint, p_old jsonb, p_table text, p_values text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n bigint;
BEGIN
  EXECUTE format('UPDATE public.%I SET %s WHERE partner_id = $1 AND id IN (SELECT o::bigint FROM jsonb_array_elements_text($2) o)',
    p_table, p_values) USING p_partner, COALESCE(p_old->p_table, '[]');
  GET DIAGNOSTICS n = ROW_COUNT;
  PERFORM public.count_erased(p_table, n);
END $$;
REVOKE ALL ON FUNCTION count_erased(text, bigint), erase_rows(bigint, jsonb, text[]), erase_values(bigint, jsonb, text, text)
  FROM PUBLIC;

-- The content of a proposal in 64 digits.
CREATE FUNCTION purge_hash(p_proposal bigint) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(convert_to(COALESCE(string_agg(concat_ws('|', i.data_class, COALESCE(i.person_id, 0), i.cutoff,
    i.oldest, i.n_rows, i.is_held), ';' ORDER BY i.data_class, i.person_id NULLS FIRST), ''), 'UTF8')), 'hex')
  FROM public.partners_purgeitem i WHERE i.proposal_id = p_proposal $$;

-- The content of a schedule in 64 digits.
CREATE FUNCTION retention_hash(p_schedule bigint) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(convert_to(COALESCE(string_agg(concat_ws('|', r.data_class, r.months, r.clock, r.source), ';'
    ORDER BY r.data_class), ''), 'UTF8')), 'hex')
  FROM public.partners_retentionrule r WHERE r.schedule_id = p_schedule $$;

-- Two people stand behind a schedule and behind a proposal, as human beings: written by the database.
CREATE FUNCTION retention_schedule_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT human_id INTO STRICT NEW.proposed_human FROM public.partners_user WHERE id = NEW.proposed_by_id;
    IF NEW.state <> 'PROPOSED' OR NEW.content_hash <> '' THEN
      RAISE EXCEPTION 'a schedule begins as a proposal' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.version, NEW.proposed_by_id, NEW.proposed_human)
     IS DISTINCT FROM (OLD.partner_id, OLD.version, OLD.proposed_by_id, OLD.proposed_human)
     OR (OLD.content_hash <> '' AND NEW.content_hash <> OLD.content_hash)
     OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('PROPOSED', 'IN_FORCE'), ('PROPOSED', 'WITHDRAWN'), ('IN_FORCE', 'REPLACED'))) THEN
    RAISE EXCEPTION 'a schedule keeps what it says and does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.approved_by_id IS NOT NULL AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id THEN
    RAISE EXCEPTION 'an approval is given once' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.approved_by_id IS NOT NULL THEN
    SELECT human_id INTO STRICT NEW.approved_human FROM public.partners_user WHERE id = NEW.approved_by_id;
  END IF;
  IF NEW.content_hash <> '' AND NEW.content_hash <> public.retention_hash(NEW.id) THEN
    RAISE EXCEPTION 'the rules are not what the hash says' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER retention_schedule_guard BEFORE INSERT OR UPDATE ON partners_retentionschedule
  FOR EACH ROW EXECUTE FUNCTION retention_schedule_guard();

CREATE FUNCTION retention_rule_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.partners_retentionschedule s
                 WHERE s.partner_id = NEW.partner_id AND s.id = NEW.schedule_id AND s.state = 'PROPOSED'
                   AND s.content_hash = '') THEN
    RAISE EXCEPTION 'rules are written with their schedule' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER retention_rule_guard BEFORE INSERT ON partners_retentionrule
  FOR EACH ROW EXECUTE FUNCTION retention_rule_guard();

CREATE FUNCTION purge_proposal_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT human_id INTO STRICT NEW.proposed_human FROM public.partners_user WHERE id = NEW.proposed_by_id;
    IF NEW.state <> 'PROPOSED' OR NEW.content_hash <> '' THEN
      RAISE EXCEPTION 'an erasure begins as a proposal' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.schedule_id, NEW.as_of, NEW.proposed_by_id, NEW.proposed_human)
     IS DISTINCT FROM (OLD.partner_id, OLD.schedule_id, OLD.as_of, OLD.proposed_by_id, OLD.proposed_human)
     OR (OLD.content_hash <> '' AND NEW.content_hash <> OLD.content_hash)
     OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('PROPOSED', 'APPROVED'), ('PROPOSED', 'REJECTED'), ('APPROVED', 'REJECTED'), ('APPROVED', 'DONE'))) THEN
    RAISE EXCEPTION 'a proposal keeps what it says and does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.approved_by_id IS NOT NULL AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id THEN
    RAISE EXCEPTION 'an approval is given once' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.approved_by_id IS NOT NULL THEN
    SELECT human_id INTO STRICT NEW.approved_human FROM public.partners_user WHERE id = NEW.approved_by_id;
  END IF;
  IF NEW.content_hash <> '' AND OLD.state = 'PROPOSED' AND NEW.content_hash <> public.purge_hash(NEW.id) THEN
    RAISE EXCEPTION 'the items are not what the hash says' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'DONE' AND EXISTS (SELECT 1 FROM public.partners_purgeitem i
       WHERE i.partner_id = NEW.partner_id AND i.proposal_id = NEW.id AND i.outcome = '' AND NOT i.is_held) THEN
    RAISE EXCEPTION 'there are items that nothing has become of' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER purge_proposal_guard BEFORE INSERT OR UPDATE ON partners_purgeproposal
  FOR EACH ROW EXECUTE FUNCTION purge_proposal_guard();

CREATE FUNCTION purge_item_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.outcome <> '' OR NOT EXISTS (SELECT 1 FROM public.partners_purgeproposal p
       WHERE p.partner_id = NEW.partner_id AND p.id = NEW.proposal_id AND p.state = 'PROPOSED' AND p.content_hash = '')
  THEN
    RAISE EXCEPTION 'items are listed while a proposal is made' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER purge_item_guard BEFORE INSERT ON partners_purgeitem
  FOR EACH ROW EXECUTE FUNCTION purge_item_guard();
REVOKE UPDATE, DELETE ON partners_purgeitem FROM ss_app;
REVOKE DELETE ON partners_retentionschedule, partners_purgeproposal, partners_legalhold FROM ss_app;

CREATE FUNCTION legal_hold_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.lifted_at IS NOT NULL OR (NEW.partner_id, NEW.person_id, NEW.data_class, NEW.reason, NEW.set_by_id, NEW.set_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.data_class, OLD.reason, OLD.set_by_id, OLD.set_at) THEN
    RAISE EXCEPTION 'a legal hold is only ever lifted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER legal_hold_guard BEFORE UPDATE ON partners_legalhold
  FOR EACH ROW EXECUTE FUNCTION legal_hold_guard();

-- A request keeps its person and its first day; the reviewer is another human being than whoever collected.
CREATE FUNCTION sar_case_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND ((NEW.partner_id, NEW.person_id, NEW.number, NEW.received_on)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.number, OLD.received_on) OR OLD.closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'an access request keeps its person and its day, and is closed once'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT human_id INTO NEW.collected_human FROM public.partners_user WHERE id = NEW.collected_by_id;
  SELECT human_id INTO NEW.reviewed_human FROM public.partners_user WHERE id = NEW.reviewed_by_id;
  RETURN NEW;
END $$;
CREATE TRIGGER sar_case_guard BEFORE INSERT OR UPDATE ON partners_sarcase
  FOR EACH ROW EXECUTE FUNCTION sar_case_guard();
REVOKE DELETE ON partners_sarcase, partners_sarpause FROM ss_app;

-- --- the classes of this app --------------------------------------------------------------------------------------

CREATE FUNCTION retained_messages(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  -- A letter to whoever acts for somebody who has died goes with that person.
  WITH m AS (
    SELECT x.id, l.id AS letter_id, COALESCE(x.person_id, l.about_id) AS person_id,
           (x.settled_at AT TIME ZONE 'Europe/London')::date AS on_date
    FROM public.partners_outboundmessage x
    LEFT JOIN public.partners_letter l ON l.partner_id = x.partner_id AND l.message_id = x.id
    WHERE x.partner_id = p_partner AND (p_person IS NULL OR COALESCE(x.person_id, l.about_id) = p_person)
      AND (x.settled_at AT TIME ZONE 'Europe/London')::date <= p_cutoff)
  SELECT m.person_id, 'partners_outboundmessage', m.id, m.on_date FROM m
  UNION ALL
  SELECT m.person_id, 'partners_letter', m.letter_id, m.on_date FROM m WHERE m.letter_id IS NOT NULL
  UNION ALL
  SELECT m.person_id, 'partners_addressstop', t.id, m.on_date
    FROM m JOIN public.partners_addressstop t ON t.partner_id = p_partner AND t.letter_id = m.letter_id $$;

CREATE FUNCTION erase_messages(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'partners_addressstop', 'partners_letter', 'partners_outboundmessage');
END $$;

CREATE FUNCTION retained_login(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT g.person_id, 'partners_grant', g.id, upper(g.valid) - 1 FROM public.partners_grant g
  WHERE g.partner_id = p_partner AND g.person_id IS NOT NULL AND (p_person IS NULL OR g.person_id = p_person)
    AND upper(g.valid) - 1 <= p_cutoff $$;

CREATE FUNCTION erase_login(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'partners_grant');
END $$;

CREATE FUNCTION retained_jobs(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT NULL::bigint, 'partners_backgroundjob', j.id, (j.finished_at AT TIME ZONE 'Europe/London')::date
  FROM public.partners_backgroundjob j
  WHERE j.partner_id = p_partner AND p_person IS NULL AND (j.finished_at AT TIME ZONE 'Europe/London')::date <= p_cutoff $$;

CREATE FUNCTION erase_jobs(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'partners_backgroundjob');
END $$;

CREATE FUNCTION retained_requests(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH old AS (
    SELECT c.id, c.person_id, (c.closed_at AT TIME ZONE 'Europe/London')::date AS closed FROM public.partners_sarcase c
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person)
      AND (c.closed_at AT TIME ZONE 'Europe/London')::date <= p_cutoff)
  SELECT old.person_id, 'partners_sarcase', old.id, old.closed FROM old
  UNION ALL
  SELECT old.person_id, 'partners_sarfile', f.id, old.closed
    FROM old JOIN public.partners_sarfile f ON f.partner_id = p_partner AND f.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sardecision', d.id, old.closed
    FROM old JOIN public.partners_sardecision d ON d.partner_id = p_partner AND d.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sarpause', s.id, old.closed
    FROM old JOIN public.partners_sarpause s ON s.partner_id = p_partner AND s.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sarevent', e.id, old.closed
    FROM old JOIN public.partners_sarevent e ON e.partner_id = p_partner AND e.case_id = old.id $$;

CREATE FUNCTION erase_requests(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'partners_sarfile', 'partners_sardecision', 'partners_sarpause',
    'partners_sarevent', 'partners_sarcase');
END $$;

REVOKE ALL ON FUNCTION erase_messages(bigint, bigint, jsonb), erase_login(bigint, bigint, jsonb),
  erase_jobs(bigint, bigint, jsonb), erase_requests(bigint, bigint, jsonb) FROM PUBLIC;

-- The one door. Returns what became of the item; asked again, it says the same and does nothing.
CREATE FUNCTION purge_item(p_item bigint) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  i public.partners_purgeitem; p public.partners_purgeproposal; rule record;
  found_rows bigint; held text; verdict text := 'ERASED'; said text := ''; n bigint := 0; old jsonb; gone jsonb := '{}';
BEGIN
  SELECT * INTO i FROM public.partners_purgeitem WHERE id = p_item AND partner_id = ANY (public.app_partner_ids()) FOR UPDATE;
  IF NOT FOUND OR NOT public.app_whole_partner() THEN
    RAISE EXCEPTION 'there is no such item in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF i.outcome <> '' THEN
    RETURN i.outcome;
  END IF;
  SELECT * INTO STRICT p FROM public.partners_purgeproposal WHERE partner_id = i.partner_id AND id = i.proposal_id FOR SHARE;
  IF p.state <> 'APPROVED' OR p.approved_human IS NULL OR p.approved_human = p.proposed_human
     OR p.approved_hash <> p.content_hash THEN
    RAISE EXCEPTION 'nothing is erased that a second person has not approved' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT r.months, r.clock INTO rule FROM public.partners_retentionrule r
    JOIN public.partners_retentionschedule s ON s.partner_id = r.partner_id AND s.id = r.schedule_id
    WHERE r.partner_id = i.partner_id AND r.schedule_id = p.schedule_id AND r.data_class = i.data_class
      AND s.state = 'IN_FORCE';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the schedule that this was approved under is not in force' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF i.cutoff > public.retention_cutoff(rule.months, rule.clock, (now() AT TIME ZONE 'Europe/London')::date) THEN
    RAISE EXCEPTION 'the schedule keeps this for longer' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Holds that are being set wait for us, and we for them: then none is overtaken.
  LOCK TABLE public.partners_legalhold, public.partners_sarcase IN SHARE MODE;
  held := public.erasure_hold(i.partner_id, i.person_id, i.data_class);
  -- Noted first, for what goes changes the answer; in memory, because a temporary table could be somebody else's.
  EXECUTE format($q$
    SELECT sum(t.n), jsonb_object_agg(t.in_table, t.ids) FROM (
      SELECT f.in_table, count(*) AS n, jsonb_agg(f.row_id) AS ids FROM public.%I($1, $2, $3) f
      WHERE f.person_id IS NOT DISTINCT FROM $3 GROUP BY f.in_table) t $q$, 'retained_' || i.data_class)
    INTO found_rows, old USING i.partner_id, i.cutoff, i.person_id;
  IF i.is_held OR held IS NOT NULL THEN
    verdict := 'KEPT'; said := left('Held: ' || COALESCE(held, 'a hold stood when it was proposed'), 200);
  ELSIF found_rows IS DISTINCT FROM i.n_rows THEN
    verdict := 'KEPT'; said := format('The facts have changed since the approval: %s rows, not %s', COALESCE(found_rows, 0), i.n_rows);
  ELSE
    INSERT INTO public.partners_purgetoken VALUES (pg_current_xact_id());
    PERFORM set_config('app.purging', '1', true);
    PERFORM set_config('app.erased', '', true);
    EXECUTE format('SELECT public.%I($1, $2, $3)', 'erase_' || i.data_class) USING i.partner_id, i.person_id, old;
    gone := COALESCE(NULLIF(current_setting('app.erased', true), ''), '{}')::jsonb;
    SELECT COALESCE(sum(value::bigint), 0) INTO n FROM jsonb_each_text(gone);
    DELETE FROM public.partners_purgetoken;
    PERFORM set_config('app.purging', '', true);
    IF n <> i.n_rows THEN
      RAISE EXCEPTION 'class % erased % rows of the % that it listed', i.data_class, n, i.n_rows;
    END IF;
  END IF;
  UPDATE public.partners_purgeitem SET outcome = verdict, why = said, n_erased = n, by_table = gone, done_at = now() WHERE id = i.id;
  PERFORM public.audit_record(i.partner_id, 'PURGE', 'partners_purgeitem', i.id::text, i.data_class,
    jsonb_build_object('person_id', i.person_id, 'cutoff', i.cutoff, 'outcome', verdict, 'n_rows', n, 'by_table', gone),
    said);
  RETURN verdict;
END $$;
REVOKE ALL ON FUNCTION purge_item(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION purge_item(bigint) TO ss_app;
