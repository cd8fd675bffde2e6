GRANT DELETE ON hr_transferenvelope TO ss_app;
DROP TRIGGER transfer_guard ON hr_transferenvelope;
DROP FUNCTION transfer_guard();
