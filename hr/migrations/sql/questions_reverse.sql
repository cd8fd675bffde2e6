DROP FUNCTION erase_questions(bigint, bigint, jsonb);
DROP FUNCTION retained_questions(bigint, date, bigint);
DROP FUNCTION hr_answer_question_messages(bigint, bigint);
DROP FUNCTION hr_answer_questions(bigint, bigint);
DROP FUNCTION hr_next_question(bigint);
DROP TRIGGER hr_hrquestion_guard ON hr_hrquestion;
DROP FUNCTION hr_hrquestion_guard();
