DROP TRIGGER hr_costsplit_adds_up ON hr_costsplit;
DROP FUNCTION hr_costsplit_adds_up();
