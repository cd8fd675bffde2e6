DROP TRIGGER lines_stay ON finance_cisreturnline;
DROP TRIGGER drafted_delete ON finance_cisreturnline;
DROP TRIGGER drafted_insert ON finance_cisreturnline;
DROP FUNCTION finance_cisreturn_drafted();
DROP TRIGGER cisreturn_kept ON finance_cisreturn;
DROP TRIGGER cisreturn_moves ON finance_cisreturn;
DROP FUNCTION finance_cisreturn_moves();
