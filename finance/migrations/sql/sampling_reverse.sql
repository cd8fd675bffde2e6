DROP TRIGGER sampled_kept ON finance_sampledjournal;
DROP TRIGGER sampled_moves ON finance_sampledjournal;
DROP FUNCTION finance_sampledjournal_moves();
DROP TRIGGER sample_is_right ON finance_journalsample;
DROP FUNCTION finance_journalsample_is_right();
DROP TRIGGER routine_was_approved ON finance_routinejournals;
DROP FUNCTION finance_routinejournals_was_approved();
DROP TRIGGER training_was_approved ON finance_journaltraining;
DROP FUNCTION finance_journaltraining_was_approved();
DROP TRIGGER training_kept ON finance_journaltraining;
DROP TRIGGER training_moves ON finance_journaltraining;
DROP FUNCTION finance_journaltraining_moves();
DROP TRIGGER check_was_posted ON finance_postingcheck;
DROP FUNCTION finance_postingcheck_was_posted();
DROP TRIGGER check_of_draft ON finance_postingcheck;
DROP FUNCTION finance_postingcheck_of_draft();
-- The approval of the first is one of both: the request names the lines of each.
CREATE OR REPLACE FUNCTION finance_journal_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
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
DROP FUNCTION finance_journal_posts_alone(finance_journal);
DROP FUNCTION finance_number_of(date);
DROP FUNCTION finance_year_of(date);
DROP FUNCTION finance_auto_posting_policy(date);
