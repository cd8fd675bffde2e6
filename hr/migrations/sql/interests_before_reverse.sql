DROP FUNCTION hr_sees_interest(bigint, bigint);
