DROP FUNCTION erase_extracts(bigint, bigint, jsonb), retained_extracts(bigint, date, bigint),
  erase_transfers(bigint, bigint, jsonb), retained_transfers(bigint, date, bigint),
  erase_equality(bigint, bigint, jsonb), retained_equality(bigint, date, bigint),
  erase_cases(bigint, bigint, jsonb), retained_cases(bigint, date, bigint),
  erase_never_started(bigint, bigint, jsonb), retained_never_started(bigint, date, bigint),
  erase_right_to_work(bigint, bigint, jsonb), retained_right_to_work(bigint, date, bigint),
  erase_contacts(bigint, bigint, jsonb), retained_contacts(bigint, date, bigint);
