-- Small routine journals are posted without an approver when their preparer is trained, and some of them are looked at
-- afterwards (domain FIN-02). The limit and the per cent are those of finance/engine/auto_posting.toml.
CREATE FUNCTION finance_auto_posting_policy(on_day date, OUT pounds numeric, OUT percent integer)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT limits.pounds, limits.percent
  FROM (VALUES (date '2020-01-01', 10000.00, 5)) AS limits (first_day, pounds, percent)
  WHERE limits.first_day <= on_day ORDER BY limits.first_day DESC LIMIT 1
$$;

-- Whether a posted journal needed no approver. The training is held for share: it is revoked before, or after.
CREATE FUNCTION finance_journal_posts_alone(posted finance_journal) RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  on_day CONSTANT date := (posted.posted_at AT TIME ZONE 'Europe/London')::date;
  warrant record;
BEGIN
  SELECT c.training_id, c.routine_id INTO warrant FROM finance_postingcheck c
  WHERE c.partner_id = posted.partner_id AND c.journal_id = posted.id AND c.is_passed
    AND c.lines_hash = posted.lines_hash AND c.total = posted.total;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM 1 FROM finance_journaltraining t
  WHERE t.partner_id = posted.partner_id AND t.id = warrant.training_id AND t.legal_entity_id = posted.legal_entity_id
    AND t.trained_human = posted.prepared_human AND t.valid @> on_day AND t.revoked_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  RETURN posted.source = '' AND posted.reverses_id IS NULL AND posted.linked_to_id IS NULL
    AND posted.total < (SELECT pounds FROM finance_auto_posting_policy(on_day))
    AND NOT EXISTS (SELECT 1 FROM finance_journal o WHERE o.partner_id = posted.partner_id
                    AND o.linked_to_id = posted.id AND o.state <> 'DISCARDED')
    AND EXISTS (SELECT 1 FROM partners_user u WHERE u.id = posted.posted_by_id AND u.human_id = posted.prepared_human)
    AND warrant.routine_id = (
      SELECT r.id FROM finance_routinejournals r
      WHERE r.partner_id = posted.partner_id AND r.legal_entity_id = posted.legal_entity_id AND r.starts_on <= on_day
      ORDER BY r.starts_on DESC, r.id DESC LIMIT 1)
    AND EXISTS (SELECT 1 FROM finance_routinejournals r WHERE r.partner_id = posted.partner_id
                AND r.id = warrant.routine_id AND posted.kind = ANY (r.kinds));
END $$;

-- The financial year of a day, and the number of its month: 1 for April.
CREATE FUNCTION finance_year_of(on_day date) RETURNS integer LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT extract(year FROM on_day - interval '3 months')::integer
$$;
CREATE FUNCTION finance_number_of(on_day date) RETURNS integer LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT (extract(month FROM on_day)::integer + 8) % 12 + 1
$$;

-- The approval of the first is one of both: the request names the lines of each. Or none was needed.
CREATE OR REPLACE FUNCTION finance_journal_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT finance_journal_posts_alone(NEW) AND NOT EXISTS (
       SELECT 1 FROM finance_journal lead
       JOIN partners_changerequest r ON r.partner_id = lead.partner_id AND r.kind = 'finance.journal'
         AND r.attribute = 'journal ' || lead.uuid
       WHERE lead.partner_id = NEW.partner_id AND lead.id = coalesce(NEW.linked_to_id, NEW.id)
         AND r.state = 'APPLIED' AND r.payload ->> 'lines_hash' = lead.lines_hash
         AND (NEW.linked_to_id IS NULL OR r.payload -> 'parts' ->> NEW.uuid::text = NEW.lines_hash)
         AND EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                     AND a.round = r.round AND a.decided_human <> NEW.prepared_human)
         AND NOT EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                         AND a.round = r.round
                         AND (a.decided_human IS NULL OR a.decided_human = NEW.prepared_human))) THEN
    RAISE EXCEPTION 'a journal is posted when others have approved it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journal_was_approved';
  END IF;
  RETURN NULL;
END $$;

-- What was found when a journal was submitted is kept with the journal as it then was; nobody says so of a posted one.
-- A month that has been drawn from takes no more: every journal has its chance to be looked at. Whoever draws waits for
-- those that are being posted.
CREATE FUNCTION finance_postingcheck_of_draft() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  on_day CONSTANT date := (NEW.checked_at AT TIME ZONE 'Europe/London')::date;
  entity bigint;
BEGIN
  SELECT j.legal_entity_id INTO entity FROM finance_journal j
  WHERE j.partner_id = NEW.partner_id AND j.id = NEW.journal_id AND j.state = 'DRAFT' AND j.source = '';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a journal is checked before it is posted'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_postingcheck_of_draft';
  END IF;
  IF NEW.is_passed THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(
      'sample of ' || entity || ' ' || finance_year_of(on_day) || ' ' || finance_number_of(on_day), NEW.partner_id));
    IF EXISTS (SELECT 1 FROM finance_journalsample s WHERE s.partner_id = NEW.partner_id AND s.legal_entity_id = entity
               AND (s.year, s.number) = (finance_year_of(on_day), finance_number_of(on_day))) THEN
      RAISE EXCEPTION 'the month has been drawn from: it takes no more without an approver'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_postingcheck_before_sample';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_of_draft BEFORE INSERT ON finance_postingcheck
  FOR EACH ROW EXECUTE FUNCTION finance_postingcheck_of_draft();

-- A check that passed is kept only with the journal that was posted by it.
CREATE FUNCTION finance_postingcheck_was_posted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM finance_journal j WHERE j.partner_id = NEW.partner_id AND j.id = NEW.journal_id
                 AND j.state = 'POSTED' AND j.lines_hash = NEW.lines_hash AND j.posted_at = NEW.checked_at) THEN
    RAISE EXCEPTION 'a journal that needs no approver is posted at once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_postingcheck_was_posted';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_postingcheck_was_posted() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER check_was_posted AFTER INSERT ON finance_postingcheck DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.is_passed) EXECUTE FUNCTION finance_postingcheck_was_posted();

-- A training stays as it was agreed; it is revoked once.
CREATE FUNCTION finance_journaltraining_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE revoking CONSTANT text[] := '{revoked_by_id,revoked_at,revoke_reason}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.revoked_at IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM partners_user u WHERE u.id = NEW.trained_id AND u.human_id = NEW.trained_human) THEN
      RAISE EXCEPTION 'a training begins in force, for the person whose it is'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journaltraining_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - revoking <> to_jsonb(OLD) - revoking OR OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL THEN
    RAISE EXCEPTION 'a training stays as it was agreed, until it is revoked'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journaltraining_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER training_moves BEFORE INSERT OR UPDATE ON finance_journaltraining
  FOR EACH ROW EXECUTE FUNCTION finance_journaltraining_moves();
CREATE TRIGGER training_kept BEFORE DELETE ON finance_journaltraining
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Asked at commit: a preview makes one and undoes it. Nobody gives or agrees to their own training.
CREATE FUNCTION finance_journaltraining_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM partners_changerequest r
       WHERE r.partner_id = NEW.partner_id AND r.kind = 'finance.journal_training' AND r.state = 'APPLIED'
         AND r.payload ->> 'training' = NEW.uuid::text AND r.made_human <> NEW.trained_human
         AND r.payload ->> 'first_day' = lower(NEW.valid)::text
         AND r.payload ->> 'last_day' = (upper(NEW.valid) - 1)::text
         AND EXISTS (SELECT 1 FROM partners_legalentity e WHERE e.partner_id = NEW.partner_id
                     AND e.id = NEW.legal_entity_id AND e.uuid::text = r.payload ->> 'entity')
         AND EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                     AND a.round = r.round AND a.decided_human <> r.made_human AND a.decided_human <> NEW.trained_human)
         AND NOT EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                         AND a.round = r.round
                         AND (a.decided_human IS NULL OR a.decided_human = NEW.trained_human))) THEN
    RAISE EXCEPTION 'a training counts when one person has given it and another has agreed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journaltraining_was_approved';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_journaltraining_was_approved() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER training_was_approved AFTER INSERT ON finance_journaltraining DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION finance_journaltraining_was_approved();

CREATE FUNCTION finance_routinejournals_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM partners_changerequest r
       WHERE r.partner_id = NEW.partner_id AND r.kind = 'finance.routine_journals' AND r.state = 'APPLIED'
         AND r.payload ->> 'routine' = NEW.uuid::text AND r.payload ->> 'starts_on' = NEW.starts_on::text
         AND r.payload -> 'kinds' = to_jsonb(NEW.kinds)
         AND EXISTS (SELECT 1 FROM partners_legalentity e WHERE e.partner_id = NEW.partner_id
                     AND e.id = NEW.legal_entity_id AND e.uuid::text = r.payload ->> 'entity')
         AND EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                     AND a.round = r.round AND a.decided_human <> r.made_human)
         AND NOT EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                         AND a.round = r.round AND a.decided_human IS NULL)) THEN
    RAISE EXCEPTION 'types of journal are routine when two people have decided it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_routinejournals_was_approved';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_routinejournals_was_approved() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER routine_was_approved AFTER INSERT ON finance_routinejournals DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION finance_routinejournals_was_approved();

-- A sample is what its key says it is: of all that the month had, so many in a hundred, in the order of their hashes.
CREATE FUNCTION finance_journalsample_is_right() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  first_day CONSTANT date := make_date(NEW.year, 4, 1) + make_interval(months => NEW.number - 1);
  next_month CONSTANT date := first_day + interval '1 month';
  of_hundred integer := (SELECT percent FROM finance_auto_posting_policy(next_month - 1));
  there bigint[];
  drawn bigint[];
BEGIN
  SELECT array_agg(j.id ORDER BY encode(sha256(convert_to(NEW.key || '|' || j.uuid, 'UTF8')), 'hex') COLLATE "C") INTO there
  FROM finance_journal j
  JOIN finance_postingcheck c ON c.partner_id = j.partner_id AND c.journal_id = j.id AND c.is_passed
  WHERE j.partner_id = NEW.partner_id AND j.legal_entity_id = NEW.legal_entity_id AND j.state = 'POSTED'
    AND (j.posted_at AT TIME ZONE 'Europe/London')::date >= first_day
    AND (j.posted_at AT TIME ZONE 'Europe/London')::date < next_month;
  SELECT array_agg(s.journal_id) INTO drawn
  FROM finance_sampledjournal s WHERE s.partner_id = NEW.partner_id AND s.sample_id = NEW.id;
  IF (NEW.drawn_at AT TIME ZONE 'Europe/London')::date < next_month OR NEW.percent <> of_hundred
     OR NEW.population IS DISTINCT FROM cardinality(there)
     OR NEW.n_sampled <> (NEW.population * of_hundred + 99) / 100 OR NEW.n_sampled IS DISTINCT FROM cardinality(drawn)
     OR NOT drawn <@ there[1:NEW.n_sampled] THEN
    RAISE EXCEPTION 'a sample is what its key draws of a month that is over'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_journalsample_is_right';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_journalsample_is_right() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER sample_is_right AFTER INSERT ON finance_journalsample DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION finance_journalsample_is_right();

-- Another person than the preparer looks at it, once; one that was drawn stays drawn, and none is added later.
CREATE FUNCTION finance_sampledjournal_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE reviewing CONSTANT text[] := '{state,finding,remedy,reviewed_by_id,reviewed_human,reviewed_at}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'WAITING' OR (SELECT count(*) FROM finance_sampledjournal s
         WHERE s.partner_id = NEW.partner_id AND s.sample_id = NEW.sample_id) >=
         (SELECT n_sampled FROM finance_journalsample d WHERE d.partner_id = NEW.partner_id AND d.id = NEW.sample_id) THEN
      RAISE EXCEPTION 'a journal is drawn with its sample, and waits then'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sampledjournal_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - reviewing <> to_jsonb(OLD) - reviewing OR OLD.state <> 'WAITING' THEN
    RAISE EXCEPTION 'what was found of a sampled journal stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sampledjournal_stays';
  END IF;
  IF EXISTS (SELECT 1 FROM finance_journal j WHERE j.partner_id = NEW.partner_id AND j.id = NEW.journal_id
             AND j.prepared_human = NEW.reviewed_human)
     OR NOT EXISTS (SELECT 1 FROM partners_user u WHERE u.id = NEW.reviewed_by_id
                    AND u.human_id = NEW.reviewed_human) THEN
    RAISE EXCEPTION 'another person than its preparer looks at a sampled journal'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_sampledjournal_by_another';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sampled_moves BEFORE INSERT OR UPDATE ON finance_sampledjournal
  FOR EACH ROW EXECUTE FUNCTION finance_sampledjournal_moves();
CREATE TRIGGER sampled_kept BEFORE DELETE ON finance_sampledjournal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
