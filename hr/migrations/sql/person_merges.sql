-- Two records of one human being (domain HR-03). One door that moves every row from the duplicate to the record that is
-- kept, and one that moves exactly these rows back. Both write down what they do, and both want a second person: a
-- request of change that was applied at the same moment, looked for when the transaction ends.

CREATE TABLE hr_mergetoken (xid xid8 PRIMARY KEY);
REVOKE ALL ON hr_mergetoken FROM ss_app, ss_self, PUBLIC;

-- Whether rows are changing hands now. As purging(): the setting alone opens nothing.
CREATE FUNCTION people_merging() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF COALESCE(current_setting('app.merging', true), '') = '' THEN
    RETURN false;
  END IF;
  RETURN EXISTS (SELECT 1 FROM public.hr_mergetoken WHERE xid = pg_current_xact_id_if_assigned());
END $$;
REVOKE ALL ON FUNCTION people_merging() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_merging() TO ss_app, ss_self;

-- Every column that names a person: by a key, or by its name where an app below hr may not have the key. Not those of
-- merges themselves, nor what an erasure certified, nor the span of people that one worker of a pay run takes.
CREATE FUNCTION person_links() RETURNS TABLE (in_table text, in_column text) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT c.relname::text, a.attname::text
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND a.atttypid = 'bigint'::regtype AND a.attname <> 'partner_id'
    AND c.relname NOT IN ('hr_person', 'hr_personmerge', 'partners_purgeitem')
    AND (a.attname = 'person_id'
         OR (c.relname, a.attname) IN (('partners_letter', 'about_id'), ('partners_grant', 'suspended_for'))
         OR EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
                    AND k.confrelid = 'public.hr_person'::regclass AND a.attnum = ANY (k.conkey)))
  ORDER BY 1, 2 $$;

-- Rows that stay with the duplicate, as a condition on them: what a record has once and keeps for itself.
CREATE FUNCTION stays_behind(p_table text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT CASE p_table
    -- How the duplicate is reached goes with its own lines of name and address.
    WHEN 'hr_contact' THEN 't.ended_at IS NULL'
    -- Two answers about equality: nobody may compare them. The one of the kept record counts.
    WHEN 'hr_equalityanswers' THEN
      'EXISTS (SELECT 1 FROM public.hr_equalityanswers o WHERE o.partner_id = t.partner_id AND o.person_id = $3)'
    -- What was published stays as it was published.
    WHEN 'payroll_paygaprow' THEN
      'EXISTS (SELECT 1 FROM public.payroll_paygaprow o WHERE o.partner_id = t.partner_id AND o.report_id = t.report_id AND o.person_id = $3)'
    -- That the two of them claimed one number.
    WHEN 'hr_ninoclash' THEN '(t.person_id, t.claimant_id) IN (($2, $3), ($3, $2))'
    ELSE 'false' END $$;

-- What a row is known by: its number; lines of a payslip have none, and go with their payslip.
CREATE FUNCTION row_key(p_table text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT CASE p_table WHEN 'payroll_payslipline' THEN 'payslip_id' ELSE 'id' END $$;

-- Triggers that keep a row with its person let a merge pass. Whoever adds a table with a person, or a trigger on one,
-- calls this in the same migration; a guard finds whoever forgets.
CREATE FUNCTION let_people_merge() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE one record; said text;
BEGIN
  FOR one IN
    SELECT DISTINCT g.tgrelid::regclass::text AS tab, g.tgname, pg_get_triggerdef(g.oid) AS def
    FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
    WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND g.tgtype & 16 > 0 AND g.tgfoid <> 'public.audit_row_changes'::regproc
      AND c.relname IN (SELECT l.in_table FROM public.person_links() l)
      AND pg_get_triggerdef(g.oid) NOT LIKE '%people_merging()%'
  LOOP
    IF one.def LIKE '% WHEN (%' THEN
      said := regexp_replace(one.def, ' WHEN \((.*)\) EXECUTE FUNCTION ', ' WHEN ((\1) AND NOT public.people_merging()) EXECUTE FUNCTION ');
    ELSE
      said := replace(one.def, ' EXECUTE FUNCTION ', ' WHEN (NOT public.people_merging()) EXECUTE FUNCTION ');
    END IF;
    EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.tab);
    EXECUTE said;
  END LOOP;
END $$;
SELECT let_people_merge();

CREATE FUNCTION begin_merging() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.hr_mergetoken VALUES (pg_current_xact_id());
  PERFORM set_config('app.merging', '1', true);
END $$;
CREATE FUNCTION end_merging() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM set_config('app.merging', '', true);
  DELETE FROM public.hr_mergetoken WHERE xid = pg_current_xact_id();
END $$;
REVOKE ALL ON FUNCTION begin_merging(), end_merging(), let_people_merge() FROM PUBLIC;

-- `p_nino`, `p_index`: the duplicate’s number sealed anew for the kept record, where that has none; else empty.
CREATE FUNCTION hr_merge_people(p_partner bigint, p_keep uuid, p_duplicate uuid, p_nino text, p_index text, p_reason text,
  p_at timestamptz) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who bigint := NULLIF(current_setting('app.actor_id', true), '')::bigint;
  kept public.hr_person; gone public.hr_person; made public.hr_personmerge; link record;
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) OR NOT public.app_whole_partner() THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM 1 FROM public.hr_person p WHERE p.partner_id = p_partner AND p.uuid IN (p_keep, p_duplicate) ORDER BY p.id FOR UPDATE;
  SELECT * INTO STRICT kept FROM public.hr_person p WHERE p.partner_id = p_partner AND p.uuid = p_keep;
  SELECT * INTO STRICT gone FROM public.hr_person p WHERE p.partner_id = p_partner AND p.uuid = p_duplicate;
  IF kept.merged_into_id IS NOT NULL OR gone.merged_into_id IS NOT NULL THEN
    RAISE EXCEPTION 'one of the two is merged already' USING ERRCODE = 'check_violation';
  END IF;
  IF public.is_hidden_from_scope(kept.id) OR public.is_hidden_from_scope(gone.id) THEN
    RAISE EXCEPTION 'there is no such person in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM public.begin_merging();
  INSERT INTO public.hr_personmerge (uuid, partner_id, person_id, duplicate_id, state, reason, merged_by_id, merged_at,
    part_reason, nino, nino_index, nino_taken, made_sensitive)
  VALUES (gen_random_uuid(), p_partner, kept.id, gone.id, 'MERGED', p_reason, who, p_at, '', gone.nino, gone.nino_index,
    kept.nino = '' AND p_nino <> '', gone.is_sensitive AND NOT kept.is_sensitive) RETURNING * INTO made;
  FOR link IN SELECT * FROM public.person_links() LOOP
    EXECUTE format($q$
      WITH moved AS (
        UPDATE public.%1$I t SET %2$I = $3 WHERE t.partner_id = $1 AND t.%2$I = $2 AND NOT (%3$s)
        RETURNING t.%4$I AS row_id)
      INSERT INTO public.hr_personmergerow (partner_id, merge_id, in_table, in_column, row_id, old)
      SELECT DISTINCT $1, $4, $5, $6, m.row_id, $2::text FROM moved m $q$,
      link.in_table, link.in_column, public.stays_behind(link.in_table), public.row_key(link.in_table))
      USING p_partner, gone.id, kept.id, made.id, link.in_table, link.in_column;
  END LOOP;
  -- Lists of many: whoever stands there under the number of the duplicate.
  WITH listed AS (
    SELECT c.id, c.people FROM public.partners_changerequest c WHERE c.partner_id = p_partner AND gone.id = ANY (c.people)),
  moved AS (
    UPDATE public.partners_changerequest c SET people = array_replace(c.people, gone.id, kept.id)
    FROM listed l WHERE c.id = l.id RETURNING c.id, l.people)
  INSERT INTO public.hr_personmergerow (partner_id, merge_id, in_table, in_column, row_id, old)
  SELECT p_partner, made.id, 'partners_changerequest', 'people', m.id, m.people::text FROM moved m;
  -- One human being behind their logins, so that nobody decides with the second what they proposed with the first.
  WITH own AS (
    SELECT DISTINCT u.id, u.human_id FROM public.partners_grant g JOIN public.partners_user u ON u.id = g.user_id
    WHERE g.partner_id = p_partner AND g.person_id = kept.id),
  moved AS (
    UPDATE public.partners_user u SET human_id = (SELECT o.human_id FROM own o ORDER BY o.id LIMIT 1)
    FROM own WHERE own.id = u.id AND u.human_id <> (SELECT o.human_id FROM own o ORDER BY o.id LIMIT 1)
    RETURNING u.id, own.human_id)
  INSERT INTO public.hr_personmergerow (partner_id, merge_id, in_table, in_column, row_id, old)
  SELECT p_partner, made.id, 'partners_user', 'human_id', m.id, m.human_id::text FROM moved m;
  UPDATE public.hr_person SET nino = '', nino_index = '', merged_into_id = kept.id WHERE id = gone.id;
  UPDATE public.hr_person SET is_sensitive = is_sensitive OR made.made_sensitive,
    nino = CASE WHEN made.nino_taken THEN p_nino ELSE nino END,
    nino_index = CASE WHEN made.nino_taken THEN p_index ELSE nino_index END
  WHERE id = kept.id AND (made.nino_taken OR made.made_sensitive);
  PERFORM public.end_merging();
  RETURN made.uuid;
END $$;

-- Everything back as it was. What has been written since on a row that goes back, like a payslip of its job, goes along.
CREATE FUNCTION hr_part_people(p_partner bigint, p_merge uuid, p_reason text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who bigint := NULLIF(current_setting('app.actor_id', true), '')::bigint;
  made public.hr_personmerge; link record; n bigint; went bigint;
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) OR NOT public.app_whole_partner() THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO STRICT made FROM public.hr_personmerge m WHERE m.partner_id = p_partner AND m.uuid = p_merge FOR UPDATE;
  IF made.state <> 'MERGED' OR public.is_hidden_from_scope(made.person_id)
     OR EXISTS (SELECT 1 FROM public.hr_person p WHERE p.id = made.person_id AND p.merged_into_id IS NOT NULL) THEN
    RAISE EXCEPTION 'there is nothing in scope to part' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM public.begin_merging();
  FOR link IN SELECT DISTINCT r.in_table, r.in_column FROM public.hr_personmergerow r
              WHERE r.partner_id = p_partner AND r.merge_id = made.id ORDER BY 1, 2 LOOP
    EXECUTE format($q$
      UPDATE public.%1$I t SET %2$I = r.old::%3$s FROM public.hr_personmergerow r
      WHERE r.partner_id = $1 AND r.merge_id = $2 AND r.in_table = $3 AND r.in_column = $4 AND t.%4$I = r.row_id
        AND (t.%2$I::text = $5 OR $4 NOT IN (SELECT l.in_column FROM public.person_links() l)) $q$,
      link.in_table, link.in_column,
      (SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
       WHERE a.attrelid = format('public.%I', link.in_table)::regclass AND a.attname = link.in_column),
      public.row_key(link.in_table))
      USING p_partner, made.id, link.in_table, link.in_column, made.person_id::text;
  END LOOP;
  LOOP
    went := 0;
    FOR link IN
      SELECT DISTINCT l.in_table, l.in_column, a.attname AS key_column, p.relname AS parent, pl.in_column AS parent_column
      FROM public.person_links() l
      JOIN pg_constraint k ON k.conrelid = format('public.%I', l.in_table)::regclass AND k.contype = 'f'
        AND array_length(k.conkey, 1) = 2 AND k.confrelid <> 'public.hr_person'::regclass
      JOIN pg_class p ON p.oid = k.confrelid
      JOIN public.person_links() pl ON pl.in_table = p.relname AND pl.in_column = 'person_id'
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[2]
      WHERE l.in_column = 'person_id' AND l.in_table IN (
        SELECT x.in_table FROM public.person_links() x) ORDER BY 1, 3
    LOOP
      EXECUTE format($q$
        UPDATE public.%1$I t SET %2$I = $3 WHERE t.partner_id = $1 AND t.%2$I = $2
          AND t.%3$I IN (SELECT o.id FROM public.%4$I o WHERE o.partner_id = $1 AND o.%5$I = $3) $q$,
        link.in_table, link.in_column, link.key_column, link.parent, link.parent_column)
        USING p_partner, made.person_id, made.duplicate_id;
      GET DIAGNOSTICS n = ROW_COUNT;
      went := went + n;
    END LOOP;
    EXIT WHEN went = 0;
  END LOOP;
  UPDATE public.hr_person p SET
    nino = CASE WHEN made.nino_taken AND p.nino_index = made.nino_index THEN '' ELSE p.nino END,
    nino_index = CASE WHEN made.nino_taken AND p.nino_index = made.nino_index THEN '' ELSE p.nino_index END,
    is_sensitive = p.is_sensitive AND NOT made.made_sensitive
  WHERE p.id = made.person_id AND (made.nino_taken OR made.made_sensitive);
  UPDATE public.hr_person SET nino = made.nino, nino_index = made.nino_index, merged_into_id = NULL WHERE id = made.duplicate_id;
  UPDATE public.hr_personmerge SET state = 'PARTED', parted_by_id = who, parted_at = p_at, part_reason = p_reason
  WHERE id = made.id;
  PERFORM public.end_merging();
END $$;

-- Whom this scope may not know of.
CREATE FUNCTION is_hidden_from_scope(p_person bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT COALESCE(p_person = ANY ((SELECT public.app_hidden_people())::bigint[]), false) $$;

-- Two people stand behind each: looked for when the transaction ends, because approving is what makes the change.
CREATE FUNCTION hr_personmerge_approved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  wanted text := CASE NEW.state WHEN 'MERGED' THEN 'person_merge' ELSE 'person_part' END;
  moment timestamptz := CASE NEW.state WHEN 'MERGED' THEN NEW.merged_at ELSE NEW.parted_at END;
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM public.partners_changerequest c
    WHERE c.partner_id = NEW.partner_id AND c.kind = wanted AND c.state = 'APPLIED' AND c.settled_at = moment
      AND CASE NEW.state
        WHEN 'MERGED' THEN
          c.payload->>'person' = (SELECT p.uuid::text FROM public.hr_person p WHERE p.id = NEW.person_id)
          AND c.payload->>'duplicate' = (SELECT p.uuid::text FROM public.hr_person p WHERE p.id = NEW.duplicate_id)
        ELSE c.payload->>'merge' = NEW.uuid::text END
      AND EXISTS (SELECT 1 FROM public.partners_approvalstep s WHERE s.partner_id = c.partner_id AND s.change_id = c.id
                  AND s.round = c.round AND s.decided_human IS NOT NULL AND s.decided_human <> c.made_human)) THEN
    RAISE EXCEPTION 'records are merged and parted by a request that somebody else approved'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_personmerge_approved';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hr_personmerge_approved AFTER INSERT OR UPDATE OF state ON hr_personmerge
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_personmerge_approved();
REVOKE INSERT, UPDATE, DELETE ON hr_personmerge FROM ss_app;
REVOKE INSERT, UPDATE, DELETE ON hr_personmergerow FROM ss_app;

CREATE FUNCTION hr_person_merged_by_door() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.people_merging() THEN
    RAISE EXCEPTION 'records are merged by hr_merge_people()' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_person_merged_by_door BEFORE UPDATE OF merged_into_id ON hr_person
  FOR EACH ROW WHEN (NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id) EXECUTE FUNCTION hr_person_merged_by_door();

-- How many rows of what went over: of tables that tell nothing that their readers may not know.
CREATE FUNCTION hr_merged_rows(p_partner bigint, p_merge uuid) RETURNS TABLE (in_table text, n bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.in_table::text, count(*) FROM public.hr_personmergerow r
  JOIN public.hr_personmerge m ON m.partner_id = r.partner_id AND m.id = r.merge_id
  WHERE p_partner = ANY (public.app_partner_ids()) AND public.app_whole_partner() AND m.partner_id = p_partner
    AND m.uuid = p_merge AND NOT public.is_hidden_from_scope(m.person_id) AND NOT public.is_hidden_from_scope(m.duplicate_id)
    AND r.in_table IN ('hr_employment', 'hr_assignment', 'hr_absencerecord', 'hr_leavebooking', 'hr_document', 'hr_claim',
      'payroll_payslip', 'hr_bankaccount', 'hr_pensionmembership', 'hr_taxcode')
  GROUP BY r.in_table ORDER BY 1 $$;

-- Names of the record that nobody sees any more, for the page of the merge and for the answer to the person.
CREATE FUNCTION hr_merged_records(p_partner bigint, p_person bigint) RETURNS SETOF hr_person LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.* FROM public.hr_person p JOIN public.hr_personmerge m
    ON m.partner_id = p.partner_id AND m.duplicate_id = p.id AND m.state = 'MERGED'
  WHERE p_partner = ANY (public.app_partner_ids()) AND public.app_whole_partner() AND m.partner_id = p_partner
    AND m.person_id = p_person AND NOT public.is_hidden_from_scope(m.person_id) $$;
REVOKE ALL ON FUNCTION hr_merge_people(bigint, uuid, uuid, text, text, text, timestamptz),
  hr_part_people(bigint, uuid, text, timestamptz), hr_merged_rows(bigint, uuid), hr_merged_records(bigint, bigint),
  hr_personmerge_approved() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_merge_people(bigint, uuid, uuid, text, text, text, timestamptz),
  hr_part_people(bigint, uuid, text, timestamptz), hr_merged_rows(bigint, uuid), hr_merged_records(bigint, bigint) TO ss_app;

-- A merge can be parted for as long as it is kept. Then the second record is erased for good: its lines of name and
-- address, its contacts and its answers about equality.
CREATE FUNCTION retained_merges(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT m.id, m.person_id, m.duplicate_id, m.state,
           (COALESCE(m.parted_at, m.merged_at) AT TIME ZONE 'Europe/London')::date AS on_date
    FROM public.hr_personmerge m
    WHERE m.partner_id = p_partner AND (p_person IS NULL OR m.person_id = p_person)
      AND (COALESCE(m.parted_at, m.merged_at) AT TIME ZONE 'Europe/London')::date <= p_cutoff)
  SELECT o.person_id, 'hr_personmerge', o.id, o.on_date FROM o
  UNION ALL
  SELECT o.person_id, 'hr_personmergerow', r.id, o.on_date
    FROM o JOIN public.hr_personmergerow r ON r.partner_id = p_partner AND r.merge_id = o.id
  UNION ALL
  SELECT o.person_id, 'hr_person', p.id, o.on_date
    FROM o JOIN public.hr_person p ON p.partner_id = p_partner AND p.id = o.duplicate_id AND p.surname <> 'Erased'
    WHERE o.state = 'MERGED'
  UNION ALL
  SELECT o.person_id, 'hr_contact', c.id, o.on_date
    FROM o JOIN public.hr_contact c ON c.partner_id = p_partner AND c.person_id = o.duplicate_id
    WHERE o.state = 'MERGED'
      AND NOT EXISTS (SELECT 1 FROM public.hr_bankchange b WHERE b.partner_id = p_partner AND b.called_id = c.id)
      AND NOT EXISTS (SELECT 1 FROM public.hr_bankcallback b WHERE b.partner_id = p_partner AND b.contact_id = c.id)
  UNION ALL
  SELECT o.person_id, 'hr_equalityanswers', e.id, o.on_date
    FROM o JOIN public.hr_equalityanswers e ON e.partner_id = p_partner AND e.person_id = o.duplicate_id
    WHERE o.state = 'MERGED' $$;
CREATE FUNCTION erase_merges(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_contact', 'hr_equalityanswers', 'hr_personmergerow', 'hr_personmerge');
  PERFORM public.erase_person(p_partner, p_old, public.no_contact() || ', ' || public.no_identity());
END $$;
REVOKE ALL ON FUNCTION erase_merges(bigint, bigint, jsonb) FROM PUBLIC;
