-- When the last day has passed, an absence that nobody came back from ends; the leaving remembers that too.
DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.leaving_guard()'::regprocedure),
    $q$  IF (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state') THEN$q$,
    $q$  IF (to_jsonb(NEW) - '{state,ended}'::text[]) IS DISTINCT FROM (to_jsonb(OLD) - '{state,ended}'::text[])
     OR (NEW.ended <> OLD.ended AND (OLD.state, NEW.state) <> ('NOTICE', 'LEFT')) THEN$q$);
END $do$;
