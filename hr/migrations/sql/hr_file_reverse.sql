DROP FUNCTION erase_hr_file(bigint, bigint, jsonb), retained_hr_file(bigint, date, bigint);
