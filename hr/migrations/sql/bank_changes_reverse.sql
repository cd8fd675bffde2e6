DROP TRIGGER hr_person_contact_kept ON hr_person;
DROP FUNCTION hr_person_contact_kept();
DROP TRIGGER hr_bankaccount_was_checked ON hr_bankaccount;
DROP FUNCTION hr_bankaccount_was_checked();
DROP TRIGGER hr_bankchange_moves ON hr_bankchange;
DROP FUNCTION hr_bankchange_moves();
DROP TRIGGER hr_bankchange_asks ON hr_bankchange;
DROP FUNCTION hr_bankchange_asks();
