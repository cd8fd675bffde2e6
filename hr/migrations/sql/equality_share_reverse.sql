DROP FUNCTION hr_equality_share(bigint, bigint, text[], text, text[], date);
