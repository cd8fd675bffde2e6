DROP FUNCTION name_of_colleague(bigint);
DROP FUNCTION audit_about_me();
