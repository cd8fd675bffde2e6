DROP FUNCTION hr_hand_over_case(bigint, uuid, uuid, bigint, uuid, timestamptz, text, text);
DROP FUNCTION hr_case_officers(bigint, date, text[]);
DROP FUNCTION hr_is_off_case(bigint, bigint, uuid);
DROP FUNCTION hr_names_case_officers(bigint);
DROP TRIGGER hr_case_witness_guard ON hr_casemember;
DROP FUNCTION hr_case_witness_guard();
