DROP FUNCTION erase_increments(bigint, bigint, jsonb), retained_increments(bigint, date, bigint);
