DROP FUNCTION audit_about_me_on_behalf();
