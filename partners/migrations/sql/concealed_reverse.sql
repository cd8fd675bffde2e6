REVOKE EXECUTE ON FUNCTION app_hidden_users() FROM ss_self;
DROP POLICY concealed ON partners_auditevent;
DROP POLICY concealed ON partners_changerequest;
DROP TRIGGER change_concealed ON partners_changerequest;
DROP FUNCTION change_concealed();
DROP FUNCTION app_concealed_objects();
DROP FUNCTION app_is_about_concealed(bigint, jsonb);
DROP FUNCTION app_hides_confidential();
