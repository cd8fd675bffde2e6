DROP FUNCTION forget_loaded_checks(bigint, bigint[]);
DROP FUNCTION hr_case_clock(date, date);
