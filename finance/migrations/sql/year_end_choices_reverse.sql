DROP TRIGGER choice_kept ON finance_yearendchoice;
DROP TRIGGER choice_moves ON finance_yearendchoice;
DROP FUNCTION finance_yearendchoice_moves();
