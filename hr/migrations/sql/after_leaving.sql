-- A P45 that was recorded stays: it is withdrawn once, with the reason.
CREATE FUNCTION hr_issuedp45_keeps() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  free text[] := ARRAY['withdrawn_by_id', 'withdrawn_at', 'withdrawn_why', 'person_id'];
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free)
    OR (OLD.withdrawn_at IS NOT NULL
        AND (to_jsonb(NEW) - 'person_id') IS DISTINCT FROM (to_jsonb(OLD) - 'person_id')) THEN
    RAISE EXCEPTION 'a P45 that was recorded stays, or is withdrawn once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_issuedp45_keeps BEFORE UPDATE OR DELETE ON hr_issuedp45
  FOR EACH ROW EXECUTE FUNCTION hr_issuedp45_keeps();

-- Both go with the file, before what they are about.
DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.retained_hr_file(bigint,date,bigint)'::regprocedure),
    $q$  SELECT o.person_id, 'hr_overpaymentline', t.id, o.on_date$q$,
    $q$  SELECT o.person_id, 'hr_issuedp45', t.id, o.on_date
    FROM o JOIN public.hr_issuedp45 t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_overpaymentfigure', t.id, o.on_date
    FROM o JOIN public.hr_overpaymentfigure t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_overpaymentline', t.id, o.on_date$q$);
  EXECUTE replace(pg_get_functiondef('public.erase_hr_file(bigint,bigint,jsonb)'::regprocedure),
    $q$'hr_overpaymentline', $q$, $q$'hr_issuedp45', 'hr_overpaymentfigure', 'hr_overpaymentline', $q$);
END $do$;
SELECT let_people_merge();
