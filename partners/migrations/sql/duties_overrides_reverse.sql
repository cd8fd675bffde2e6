DROP TRIGGER grant_override_guard ON partners_grant;
DROP FUNCTION grant_override_guard();
