DROP FUNCTION hr_answer_equality(bigint, bigint),
  hr_answer_cases(bigint, bigint),
  hr_answer_allegations(bigint, bigint),
  hr_answer_sanctions(bigint, bigint),
  hr_answer_statements(bigint, bigint),
  hr_answer_case_log(bigint, bigint),
  hr_answer_own_statements(bigint, bigint), hr_answer_is_open(bigint, bigint),
  hr_kept_out(bigint, bigint);
