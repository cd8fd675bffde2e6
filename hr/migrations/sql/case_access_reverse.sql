DROP FUNCTION hr_is_case_officer(bigint, bigint);
DROP FUNCTION hr_sees_case(bigint, bigint, bigint);
DROP FUNCTION hr_on_case_list(bigint, bigint, bigint, text);
DROP FUNCTION app_actor_id();
