GRANT DELETE ON hr_familyleave, hr_familyleaveblock TO ss_app;
DROP TRIGGER hr_keepintouchday_fits ON hr_keepintouchday;
DROP FUNCTION hr_keepintouchday_fits();
DROP TRIGGER hr_familyleave_guard ON hr_familyleave;
DROP FUNCTION hr_familyleave_guard();
DROP TRIGGER hr_absence_meets_family ON hr_absencerecord;
DROP TRIGGER hr_family_meets_absence ON hr_familyleaveblock;
DROP FUNCTION hr_family_meets_absence();
