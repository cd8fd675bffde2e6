DROP FUNCTION verify_audit();
DROP FUNCTION seal_audit(integer);
DROP FUNCTION audit_digest(text, bigint[], bytea);
DROP FUNCTION audit_canonical(partners_auditevent);
