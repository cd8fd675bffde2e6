GRANT DELETE ON hr_leaving, hr_leavingtask TO ss_app;
DROP TRIGGER leaving_guard ON hr_leaving;
DROP FUNCTION leaving_guard();
