DROP FUNCTION erase_death(bigint, bigint, date), retained_death(bigint, date, bigint), death_cases_ended(bigint, date),
  erase_leave(bigint, bigint, date), retained_leave(bigint, date, bigint), erase_absence(bigint, bigint, date),
  retained_absence(bigint, date, bigint), erase_pension(bigint, bigint, date), retained_pension(bigint, date, bigint),
  erase_hr_file(bigint, bigint, date), erase_identity(bigint, bigint), retained_hr_file(bigint, date, bigint),
  in_pension_scheme(bigint, bigint), left_on(bigint, bigint);
