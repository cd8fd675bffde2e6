DROP FUNCTION erase_interests(bigint, bigint, jsonb);
DROP FUNCTION retained_interests(bigint, date, bigint);
DROP FUNCTION hr_close_people(bigint, uuid);
DROP TRIGGER hr_declaredinterest_guard ON hr_declaredinterest;
DROP TRIGGER hr_declaredinterest_finds ON hr_declaredinterest;
DROP FUNCTION hr_declaredinterest_guard(), hr_declaredinterest_finds();
