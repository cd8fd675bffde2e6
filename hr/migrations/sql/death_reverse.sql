GRANT DELETE ON hr_deathcase TO ss_app;
DROP TRIGGER death_case_guard ON hr_deathcase;
DROP FUNCTION death_case_guard();
