CREATE OR REPLACE FUNCTION finance_bankmatch_agrees() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM made m
             JOIN finance_bankmatch h ON h.partner_id = m.partner_id AND h.id = m.match_id
             JOIN finance_bankline l ON l.partner_id = m.partner_id AND l.id = m.line_id
             WHERE l.amount <> m.amount OR l.account_id <> h.account_id)
  OR EXISTS (SELECT 1 FROM made m
             JOIN finance_bankmatch h ON h.partner_id = m.partner_id AND h.id = m.match_id
             JOIN finance_bankaccount a ON a.partner_id = h.partner_id AND a.id = h.account_id
             JOIN finance_journalline l ON l.partner_id = m.partner_id AND l.id = m.journal_line_id
             JOIN finance_journal j ON j.partner_id = l.partner_id AND j.id = l.journal_id
             JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
             WHERE l.debit - l.credit <> m.amount OR j.state <> 'POSTED'
               OR c.subjective_id <> a.subjective_id OR c.legal_entity_id <> a.legal_entity_id)
  OR EXISTS (SELECT 1 FROM made m JOIN finance_bankmatch h ON h.partner_id = m.partner_id AND h.id = m.match_id
             WHERE NOT m.is_live OR h.state IN ('RECONCILED', 'UNDONE'))
  OR EXISTS (SELECT 1 FROM (SELECT DISTINCT partner_id, match_id FROM made) m
             JOIN finance_bankmatchline l ON l.partner_id = m.partner_id AND l.match_id = m.match_id
             GROUP BY m.match_id
             HAVING count(l.line_id) = 0 OR count(l.journal_line_id) = 0
               OR sum(CASE WHEN l.line_id IS NULL THEN -l.amount ELSE l.amount END) <> 0) THEN
    RAISE EXCEPTION 'a match agrees to the penny with the lines that it is of'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankmatch_agrees';
  END IF;
  RETURN NULL;
END $$;
