DO $do$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = 'covert' LOOP
    EXECUTE format('DROP POLICY covert ON public.%I', one.tablename);
  END LOOP;
END $do$;
DROP FUNCTION app_hidden_users();
DROP FUNCTION app_hidden_objects();
DROP FUNCTION app_mail_is_neutral(bigint, bigint, bigint);
DROP FUNCTION app_hidden_people();
DROP FUNCTION app_hides_covert();
