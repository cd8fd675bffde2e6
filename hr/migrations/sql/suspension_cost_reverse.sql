-- Back to before the cost of suspensions.
DROP FUNCTION hr_suspension_cost(bigint, date);
