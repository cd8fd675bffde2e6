DROP TRIGGER open_update ON finance_feederrow;
DROP TRIGGER open_insert ON finance_feederrow;
DROP TRIGGER row_kept ON finance_feederrow;
DROP TRIGGER row_stays ON finance_feederrow;
DROP FUNCTION finance_feederrow_stays();
DROP FUNCTION finance_feederrow_of_open();
DROP TRIGGER feederfile_kept ON finance_feederfile;
DROP TRIGGER feederfile_moves ON finance_feederfile;
DROP FUNCTION finance_feederfile_moves();
