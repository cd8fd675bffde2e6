DROP TRIGGER plan_line_stays ON finance_journalplanline;
DROP TRIGGER plan_line_of_draft ON finance_journalplanline;
DROP FUNCTION finance_journalplanline_of_draft();
DROP TRIGGER plan_kept ON finance_journalplan;
DROP TRIGGER plan_moves ON finance_journalplan;
DROP FUNCTION finance_journalplan_moves();
