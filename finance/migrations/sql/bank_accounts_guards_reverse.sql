DROP TRIGGER account_kept ON finance_bankaccount;
DROP TRIGGER account_stays ON finance_bankaccount;
DROP FUNCTION finance_bankaccount_stays();
