CREATE FUNCTION pg_temp.amend(p_function regprocedure, p_old text, p_new text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  body text := pg_get_functiondef(p_function);
BEGIN
  IF position(p_old IN body) = 0 THEN
    RAISE EXCEPTION '% does not say %', p_function, p_old;
  END IF;
  EXECUTE replace(body, p_old, p_new);
END $$;
SELECT pg_temp.amend('document_guard()'::regprocedure, 'NEW.uploaded_at, NEW.dated_on)', 'NEW.uploaded_at)');
SELECT pg_temp.amend('document_guard()'::regprocedure, 'OLD.uploaded_at, OLD.dated_on)', 'OLD.uploaded_at)');
DROP FUNCTION pg_temp.amend(regprocedure, text, text);
