DROP FUNCTION hr_highest_employee_no(bigint);
DROP TRIGGER missing_case_guard ON hr_missingcase;
DROP FUNCTION missing_case_guard();
DROP TRIGGER sensitive_post_guard ON hr_sensitivepost;
DROP FUNCTION sensitive_post_guard();
CREATE OR REPLACE FUNCTION app_mail_is_neutral(p_partner bigint, p_person bigint, p_user bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN false;
END $$;
CREATE OR REPLACE FUNCTION app_hidden_people() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN '{}'::bigint[];
END $$;
