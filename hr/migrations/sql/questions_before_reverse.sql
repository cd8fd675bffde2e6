DROP FUNCTION hr_sees_question_of(bigint, bigint);
DROP FUNCTION hr_sees_question(bigint, text, bigint, bigint);
