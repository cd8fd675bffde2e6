DROP FUNCTION check_audit(boolean);
DROP FUNCTION verify_audit(bigint);
DROP FUNCTION seal_audit(integer);
DROP FUNCTION audit_digest(text, bigint[], bytea);
DROP FUNCTION audit_canonical(partners_auditevent);
