-- What regulation 11(2)(c) and (d) of TUPE 2006 lists about the people of one disclosure: discipline and grievances of two
-- years with kind, days and outcome, and days of claims. Those who prepare it are on no list of the cases, and nothing
-- else of a case is told. A case that is only a claim has no kind.
CREATE FUNCTION hr_liability_cases(p_partner bigint, p_disclosure bigint, p_on date)
RETURNS TABLE (person_id bigint, kind text, received_on date, decided_on date, outcome text, appeal_outcome text,
               acas_on date, tribunal_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    SELECT c.person_id,
           CASE WHEN d.is_told THEN c.kind::text ELSE '' END,
           CASE WHEN d.is_told THEN c.received_on END,
           CASE WHEN d.is_told THEN (c.decided_at AT TIME ZONE 'Europe/London')::date END,
           CASE WHEN d.is_told THEN c.outcome::text ELSE '' END,
           CASE WHEN d.is_told THEN c.appeal_outcome::text ELSE '' END,
           CASE WHEN c.acas_on BETWEEN p_on - interval '2 years' AND p_on THEN c.acas_on END,
           CASE WHEN c.tribunal_on >= p_on - interval '2 years' THEN c.tribunal_on END
      FROM public.hr_liabilityperson l
      JOIN public.hr_liabilitydisclosure x ON x.partner_id = p_partner AND x.id = l.disclosure_id
       AND x.state IN ('PREPARED', 'CONFIRMED')
      JOIN public.hr_hrcase c ON c.partner_id = p_partner AND c.person_id = l.person_id
      CROSS JOIN LATERAL (SELECT
        c.kind IN ('DISCIPLINARY', 'CAPABILITY', 'BULLYING', 'GRIEVANCE') AND c.received_on <= p_on
        AND greatest(c.received_on, (c.decided_at AT TIME ZONE 'Europe/London')::date) >= p_on - interval '2 years'
          AS is_told) d
     WHERE l.partner_id = p_partner AND l.disclosure_id = p_disclosure
       AND (d.is_told OR c.acas_on BETWEEN p_on - interval '2 years' AND p_on
            OR c.tribunal_on >= p_on - interval '2 years')
     ORDER BY c.person_id, c.received_on, c.id;
END $$;
REVOKE ALL ON FUNCTION hr_liability_cases(bigint, bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_liability_cases(bigint, bigint, date) TO ss_app;

-- What a second person confirmed is what is given: neither whom it is about nor what it says changes any more.
CREATE FUNCTION hr_liability_keeps() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  free text[] := ARRAY['state', 'given_on', 'given_how', 'why_late', 'withdrawn_why'];
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' OR OLD.state IN ('GIVEN', 'WITHDRAWN')
    OR (OLD.state <> 'PREPARED' AND (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free)) THEN
    RAISE EXCEPTION 'what was confirmed stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_liability_keeps BEFORE UPDATE OR DELETE ON hr_liabilitydisclosure
  FOR EACH ROW EXECUTE FUNCTION hr_liability_keeps();

CREATE FUNCTION hr_liability_people_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  stands text;
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'person_id') = (to_jsonb(OLD) - 'person_id') THEN
    RETURN NEW;  -- two records that become one
  END IF;
  SELECT d.state INTO stands FROM public.hr_liabilitydisclosure d
   WHERE d.partner_id = COALESCE(NEW.partner_id, OLD.partner_id) AND d.id = COALESCE(NEW.disclosure_id, OLD.disclosure_id);
  IF stands <> 'PREPARED' THEN
    RAISE EXCEPTION 'what was confirmed stays as it is' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER hr_liability_people_keep BEFORE INSERT OR UPDATE OR DELETE ON hr_liabilityperson
  FOR EACH ROW EXECUTE FUNCTION hr_liability_people_keep();

-- What was told goes with the file, before the leaving.
DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.retained_hr_file(bigint,date,bigint)'::regprocedure),
    $q$  SELECT o.person_id, 'hr_leavingpension', t.id, o.on_date$q$,
    $q$  SELECT o.person_id, 'hr_liabilityperson', t.id, o.on_date
    FROM o JOIN public.hr_liabilityperson t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_leavingpension', t.id, o.on_date$q$);
  EXECUTE replace(pg_get_functiondef('public.erase_hr_file(bigint,bigint,jsonb)'::regprocedure),
    $q$'hr_leavingpension', $q$, $q$'hr_liabilityperson', 'hr_leavingpension', $q$);
END $do$;
SELECT let_people_merge();
