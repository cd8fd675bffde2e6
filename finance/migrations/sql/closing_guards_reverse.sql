DROP TRIGGER close_was_checked ON finance_periodevent;
DROP FUNCTION finance_close_was_checked();
DROP TRIGGER items_stay ON finance_reconciliationitem;
DROP TRIGGER of_open_delete ON finance_reconciliationitem;
DROP TRIGGER of_open_insert ON finance_reconciliationitem;
DROP FUNCTION finance_reconciliation_items();
DROP TRIGGER reconciliation_kept ON finance_reconciliation;
DROP TRIGGER reconciliation_moves ON finance_reconciliation;
DROP FUNCTION finance_reconciliation_moves();
