DROP FUNCTION erase_service_dates(bigint, bigint, jsonb);
DROP FUNCTION retained_service_dates(bigint, date, bigint);
