DROP TRIGGER hr_acting_keeps_terms ON hr_actingup;
DROP FUNCTION hr_acting_keeps_terms();
DROP TRIGGER hr_terms_acting_inside ON hr_assignmentterms;
DROP FUNCTION hr_terms_acting_inside();
ALTER TABLE hr_fixedterm DROP CONSTRAINT hr_fixedterm_ends_after_it_begins;
ALTER TABLE hr_honorarium DROP CONSTRAINT hr_honorarium_long_is_reviewed;
ALTER TABLE hr_actingup DROP CONSTRAINT hr_actingup_reviewed_inside;
ALTER TABLE hr_actingup DROP CONSTRAINT hr_actingup_at_most_a_year;
