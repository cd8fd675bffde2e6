ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM ss_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE USAGE, SELECT ON SEQUENCES FROM ss_app;
DROP FUNCTION audit_record(bigint, text, text, text, text, jsonb, text);
DROP FUNCTION audit_row_changes();
DROP FUNCTION audit_event_frozen();
DROP FUNCTION refuse_change();
DROP FUNCTION app_person_ids();
DROP FUNCTION app_partner_ids();
