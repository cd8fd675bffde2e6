-- Agreements to longer hours: what was signed stays, notice is given once, and the end follows from the notice.
CREATE FUNCTION hr_opt_out_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an agreement to longer hours ends by notice, it is never deleted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.withdrawn_on IS NOT NULL OR NEW.withdrawn_on IS NULL
    OR (to_jsonb(NEW) - ARRAY['valid', 'withdrawn_on', 'withdrawn_by_id', 'withdrawn_at'])
      IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['valid', 'withdrawn_on', 'withdrawn_by_id', 'withdrawn_at'])
    OR lower(NEW.valid) <> lower(OLD.valid) OR NOT OLD.valid @> NEW.withdrawn_on
    OR upper(NEW.valid) <> LEAST(COALESCE(upper(OLD.valid), 'infinity'), LEAST(
      NEW.withdrawn_on + NEW.notice_days, (NEW.withdrawn_on + interval '3 months')::date) + 1) THEN
    RAISE EXCEPTION 'an agreement to longer hours keeps what was signed, and ends when its notice does'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_workingtimeoptout_keeps BEFORE UPDATE OR DELETE ON hr_workingtimeoptout
  FOR EACH ROW EXECUTE FUNCTION hr_opt_out_guard();

-- They are kept as long as the personnel file, and go before the paper that they refer to.
CREATE FUNCTION pg_temp.amend(p_function regprocedure, p_old text, p_new text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  body text := pg_get_functiondef(p_function);
BEGIN
  IF position(p_old IN body) = 0 THEN
    RAISE EXCEPTION '% does not say %', p_function, p_old;
  END IF;
  EXECUTE replace(body, p_old, p_new);
END $$;
SELECT pg_temp.amend('public.retained_hr_file(bigint, date, bigint)',
  $q$SELECT o.person_id, 'hr_formername', t.id$q$,
  $q$SELECT o.person_id, 'hr_workingtimeoptout', t.id, o.on_date
    FROM o JOIN public.hr_workingtimeoptout t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_formername', t.id$q$);
SELECT pg_temp.amend('public.erase_hr_file(bigint, bigint, jsonb)',
  $q$'hr_leaving', 'hr_document'$q$, $q$'hr_leaving', 'hr_workingtimeoptout', 'hr_document'$q$);
DROP FUNCTION pg_temp.amend(regprocedure, text, text);
SELECT let_people_merge();
