CREATE OR REPLACE FUNCTION payroll_runmember_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM payroll_run_is_open(array(SELECT DISTINCT run_id FROM changed_rows));
  RETURN NULL;
END $$;
DROP FUNCTION erase_bank(bigint, bigint, date), retained_bank(bigint, date, bigint), bank_rows(bigint, date, bigint),
  erase_pay(bigint, bigint, date), retained_pay(bigint, date, bigint), pay_rows(bigint, date, bigint);
