DROP TRIGGER settlement_once ON finance_interentitysettlement;
DROP FUNCTION finance_interentitysettlement_once();
DROP TRIGGER agreement_was_approved ON finance_interentityagreement;
DROP FUNCTION finance_interentityagreement_was_approved();
DROP TRIGGER agreement_kept ON finance_interentityagreement;
DROP TRIGGER agreement_moves ON finance_interentityagreement;
DROP FUNCTION finance_interentityagreement_moves();
CREATE OR REPLACE FUNCTION finance_journal_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM partners_changerequest r
       WHERE r.partner_id = NEW.partner_id AND r.kind = 'finance.journal' AND r.attribute = 'journal ' || NEW.uuid
         AND r.state = 'APPLIED' AND r.payload ->> 'lines_hash' = NEW.lines_hash
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
DROP TRIGGER journal_together ON finance_journal;
DROP FUNCTION finance_journal_together();
DROP TRIGGER journal_links ON finance_journal;
DROP FUNCTION finance_journal_links();
