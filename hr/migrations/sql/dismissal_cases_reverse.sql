DROP FUNCTION hr_case_stands(bigint, bigint, text);
