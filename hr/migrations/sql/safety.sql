-- Accidents and exposure: what was recorded stays. An exposure ends once, a report is noted once, an error is withdrawn.
CREATE FUNCTION hr_safetyrecord_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  free text[] := ARRAY['ended_on', 'reported_on', 'report_reference', 'withdrawn_by_id', 'withdrawn_at', 'withdrawn_why'];
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an accident or exposure is withdrawn, it is never deleted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.withdrawn_at IS NOT NULL OR (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free)
    OR (OLD.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on)
    OR (OLD.reported_on IS NOT NULL AND (NEW.reported_on, NEW.report_reference)
        IS DISTINCT FROM (OLD.reported_on, OLD.report_reference)) THEN
    RAISE EXCEPTION 'an accident or exposure keeps what was recorded' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_safetyrecord_keeps BEFORE UPDATE OR DELETE ON hr_safetyrecord
  FOR EACH ROW EXECUTE FUNCTION hr_safetyrecord_guard();

-- Normal pension age as the Local Government Pension Scheme has it: State Pension age, 65 at least. The day on which
-- somebody reaches it by the timetable of the Pensions Acts; a test holds it to the engine's, day by day.
CREATE FUNCTION normal_pension_day(p_born date) RETURNS date LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog AS $$
  SELECT CASE
    WHEN p_born BETWEEN '1977-04-06' AND '1978-04-05' THEN ('2044-05-06'::date + make_interval(months => 2 * (
      (extract(year FROM p_born)::int - 1977) * 12 + extract(month FROM p_born)::int - 4
      - (extract(day FROM p_born) < 6)::int)))::date
    WHEN p_born BETWEEN '1960-04-06' AND '1961-03-05' THEN (p_born + make_interval(years => 66, months => 1 + (
      (extract(year FROM p_born)::int - 1960) * 12 + extract(month FROM p_born)::int - 4
      - (extract(day FROM p_born) < 6)::int)))::date
    ELSE (SELECT r.on_day + (extract(day FROM p_born) = 29 AND extract(month FROM p_born) = 2
                             AND extract(day FROM r.on_day) = 28)::int
          FROM (SELECT (p_born + make_interval(years => CASE
            WHEN p_born < '1960-04-06' THEN 66 WHEN p_born < '1977-04-06' THEN 67 ELSE 68 END))::date AS on_day) r)
  END $$;

-- Accidents: three years after they were recorded, or until age 21 for whoever was under 18 (Limitation Act 1980, ss 11
-- and 28). The years of the schedule count from the later of the record and the eighteenth birthday.
CREATE FUNCTION retained_accidents(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT o.person_id, 'hr_safetyrecord', o.id, o.on_date FROM (
    SELECT t.person_id, t.id, greatest(t.happened_on, (t.recorded_at AT TIME ZONE 'Europe/London')::date,
      t.reported_on, (p.date_of_birth + interval '18 years')::date) AS on_date
    FROM public.hr_safetyrecord t JOIN public.hr_person p ON p.partner_id = p_partner AND p.id = t.person_id
    WHERE t.partner_id = p_partner AND t.kind = 'ACCIDENT' AND (p_person IS NULL OR t.person_id = p_person)) o
  WHERE o.on_date <= p_cutoff $$;

CREATE FUNCTION erase_accidents(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_safetyrecord');
END $$;

-- Exposure: forty years after the last entry about this person, and for radiation until they would be 75 (Ionising
-- Radiations Regulations 2017, reg 25). One that goes on ends with the employment; until then nothing of it goes.
CREATE FUNCTION retained_exposure(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH entries AS (
    SELECT t.person_id, max(greatest((t.recorded_at AT TIME ZONE 'Europe/London')::date, t.reported_on,
        COALESCE(t.ended_on, l.last_day, 'infinity'),
        CASE WHEN t.category = 'RADIATION' THEN (p.date_of_birth + interval '35 years')::date END)) AS on_date
    FROM public.hr_safetyrecord t JOIN public.hr_person p ON p.partner_id = p_partner AND p.id = t.person_id
    LEFT JOIN public.left_on(p_partner, p_person) l ON l.person_id = t.person_id AND t.ended_on IS NULL
    WHERE t.partner_id = p_partner AND t.kind = 'EXPOSURE' AND (p_person IS NULL OR t.person_id = p_person)
    GROUP BY t.person_id)
  SELECT t.person_id, 'hr_safetyrecord', t.id, e.on_date
    FROM entries e JOIN public.hr_safetyrecord t ON t.partner_id = p_partner AND t.person_id = e.person_id
      AND t.kind = 'EXPOSURE'
    WHERE e.on_date <= p_cutoff $$;

CREATE FUNCTION erase_exposure(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_safetyrecord');
END $$;

-- Cases go some years after they were closed and their last warning was spent; those about safeguarding, ten years at
-- least and not before normal pension age. A case under legal hold is on no list.
CREATE FUNCTION cases_to_go(p_partner bigint, p_cutoff date, p_person bigint, p_safeguarding boolean)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT c.id, c.person_id, greatest((c.closed_at AT TIME ZONE 'Europe/London')::date,
        (SELECT max(s.spent_on) FROM public.hr_casesanction s WHERE s.partner_id = p_partner AND s.case_id = c.id),
        CASE WHEN p_safeguarding
             THEN (public.normal_pension_day(p.date_of_birth) - interval '10 years')::date END) AS on_date
    FROM public.hr_hrcase c JOIN public.hr_person p ON p.partner_id = p_partner AND p.id = c.person_id
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person) AND c.closed_at IS NOT NULL
      AND NOT c.is_on_hold AND c.is_safeguarding = p_safeguarding),
  gone AS (SELECT * FROM o WHERE o.on_date <= p_cutoff)
  SELECT g.person_id, 'hr_hrcase', g.id, g.on_date FROM gone g
  UNION ALL
  SELECT g.person_id, 'hr_caseallegation', t.id, g.on_date
    FROM gone g JOIN public.hr_caseallegation t ON t.partner_id = p_partner AND t.case_id = g.id
  UNION ALL
  SELECT g.person_id, 'hr_casebar', t.id, g.on_date
    FROM gone g JOIN public.hr_casebar t ON t.partner_id = p_partner AND t.case_id = g.id
  UNION ALL
  SELECT g.person_id, 'hr_caseevent', t.id, g.on_date
    FROM gone g JOIN public.hr_caseevent t ON t.partner_id = p_partner AND t.case_id = g.id
  UNION ALL
  SELECT g.person_id, 'hr_casemember', t.id, g.on_date
    FROM gone g JOIN public.hr_casemember t ON t.partner_id = p_partner AND t.case_id = g.id
  UNION ALL
  SELECT g.person_id, 'hr_casereporter', t.id, g.on_date
    FROM gone g JOIN public.hr_casereporter t ON t.partner_id = p_partner AND t.case_id = g.id
  UNION ALL
  SELECT g.person_id, 'hr_casesanction', t.id, g.on_date
    FROM gone g JOIN public.hr_casesanction t ON t.partner_id = p_partner AND t.case_id = g.id
  UNION ALL
  SELECT g.person_id, 'hr_casestatement', t.id, g.on_date
    FROM gone g JOIN public.hr_casestatement t ON t.partner_id = p_partner AND t.case_id = g.id $$;

CREATE OR REPLACE FUNCTION retained_cases(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT * FROM public.cases_to_go(p_partner, p_cutoff, p_person, false) $$;

CREATE FUNCTION retained_safeguarding(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT * FROM public.cases_to_go(p_partner, p_cutoff, p_person, true) $$;

CREATE FUNCTION erase_safeguarding(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_cases(p_partner, p_person, p_old);
END $$;

REVOKE ALL ON FUNCTION cases_to_go(bigint, date, bigint, boolean), erase_accidents(bigint, bigint, jsonb),
  erase_exposure(bigint, bigint, jsonb), erase_safeguarding(bigint, bigint, jsonb) FROM PUBLIC;

-- Whoever such a record is about stays known by name and date of birth for as long as it is kept: a record of exposure of
-- nobody in particular helps nobody, and age decides how long it is kept.
CREATE FUNCTION stays_known(p_partner bigint, p_person bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM public.hr_safetyrecord t WHERE t.partner_id = p_partner AND t.person_id = p_person)
    OR EXISTS (SELECT 1 FROM public.hr_hrcase c WHERE c.partner_id = p_partner AND c.person_id = p_person
               AND c.is_safeguarding) $$;

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
  $q$NOT public.in_pension_scheme(p_partner, p.id)$q$,
  $q$NOT public.in_pension_scheme(p_partner, p.id) AND NOT public.stays_known(p_partner, p.id)$q$);
SELECT pg_temp.amend('public.retained_hr_file(bigint, date, bigint)',
  $q$NOT public.in_pension_scheme(p_partner, t.person_id)$q$,
  $q$NOT public.in_pension_scheme(p_partner, t.person_id) AND NOT public.stays_known(p_partner, t.person_id)$q$);
SELECT pg_temp.amend('public.erase_hr_file(bigint, bigint, jsonb)',
  $q$WHEN public.in_pension_scheme(p_partner, p_person)$q$,
  $q$WHEN public.in_pension_scheme(p_partner, p_person) OR public.stays_known(p_partner, p_person)$q$);
SELECT pg_temp.amend('public.retained_pension(bigint, date, bigint)',
  $q$WHERE public.in_pension_scheme(p_partner, p.id)$q$,
  $q$WHERE public.in_pension_scheme(p_partner, p.id) AND NOT public.stays_known(p_partner, p.id)$q$);
DROP FUNCTION pg_temp.amend(regprocedure, text, text);
SELECT let_people_merge();
