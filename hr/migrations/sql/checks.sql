-- Records of checks are withdrawn, never changed; a DBS check hears from the Update Service, a bar is ended.
CREATE FUNCTION hr_check_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE may text[] := TG_ARGV;
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'records of checks are withdrawn, never deleted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (to_jsonb(NEW) - may) IS DISTINCT FROM (to_jsonb(OLD) - may) THEN
    RAISE EXCEPTION 'a record of a check keeps what it says' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_dbscheck_guard BEFORE UPDATE OR DELETE ON hr_dbscheck FOR EACH ROW EXECUTE FUNCTION hr_check_guard(
  'update_service', 'last_status', 'last_status_on', 'recheck_due', 'withdrawn_by_id', 'withdrawn_at', 'withdrawn_why');
CREATE TRIGGER hr_registration_guard BEFORE UPDATE OR DELETE ON hr_registration
  FOR EACH ROW EXECUTE FUNCTION hr_check_guard('withdrawn_by_id', 'withdrawn_at', 'withdrawn_why');
CREATE TRIGGER hr_trainingrecord_guard BEFORE UPDATE OR DELETE ON hr_trainingrecord
  FOR EACH ROW EXECUTE FUNCTION hr_check_guard('withdrawn_by_id', 'withdrawn_at', 'withdrawn_why');
CREATE TRIGGER hr_dutybar_guard BEFORE UPDATE OR DELETE ON hr_dutybar
  FOR EACH ROW EXECUTE FUNCTION hr_check_guard('ended_on', 'ended_by_id', 'note');

-- How a risk was weighed: six months from the day it was written. The check itself keeps its result.
CREATE FUNCTION retained_dbs_notes(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT n.person_id, 'hr_dbsnote', n.id, n.written_on FROM public.hr_dbsnote n
  WHERE n.partner_id = p_partner AND (p_person IS NULL OR n.person_id = p_person) AND n.written_on <= p_cutoff $$;

CREATE FUNCTION erase_dbs_notes(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_dbsnote');
END $$;

-- Checks, registrations and training of somebody who has left.
CREATE FUNCTION retained_checks(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT l.person_id, l.last_day AS on_date FROM public.left_on(p_partner, p_person) l WHERE l.last_day <= p_cutoff)
  SELECT o.person_id, 'hr_dutybar', t.id, o.on_date
    FROM o JOIN public.hr_dutybar t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_dbscheck', t.id, o.on_date
    FROM o JOIN public.hr_dbscheck t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_registration', t.id, o.on_date
    FROM o JOIN public.hr_registration t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_trainingrecord', t.id, o.on_date
    FROM o JOIN public.hr_trainingrecord t ON t.partner_id = p_partner AND t.person_id = o.person_id $$;

CREATE FUNCTION erase_checks(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_dutybar', 'hr_dbscheck', 'hr_registration', 'hr_trainingrecord');
END $$;
REVOKE ALL ON FUNCTION erase_dbs_notes(bigint, bigint, jsonb), erase_checks(bigint, bigint, jsonb) FROM PUBLIC;

-- Somebody who was to start and never did: their checks go with the rest.
CREATE OR REPLACE FUNCTION retained_never_started(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT c.person_id, max((e.at AT TIME ZONE 'Europe/London')::date) AS on_date
    FROM public.hr_startercase c JOIN public.hr_starterevent e ON e.partner_id = c.partner_id AND e.case_id = c.id
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person)
      AND NOT EXISTS (SELECT 1 FROM public.hr_employment m WHERE m.partner_id = p_partner AND m.person_id = c.person_id
                      AND m.id NOT IN (SELECT v.employment_id FROM public.hr_startercase v WHERE v.partner_id = p_partner
                                       AND v.person_id = c.person_id AND v.employment_id IS NOT NULL))
    GROUP BY c.person_id
    HAVING bool_and(c.state = 'VOID_START') AND max((e.at AT TIME ZONE 'Europe/London')::date) <= p_cutoff)
  SELECT o.person_id, 'hr_person', t.id, o.on_date
    FROM o JOIN public.hr_person t ON t.partner_id = p_partner AND t.id = o.person_id AND t.surname <> 'Erased'
  UNION ALL
  SELECT o.person_id, 'hr_startercase', t.id, o.on_date
    FROM o JOIN public.hr_startercase t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_starteranswers', t.id, o.on_date
    FROM o JOIN public.hr_starteranswers t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_righttowork', t.id, o.on_date
    FROM o JOIN public.hr_righttowork t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_righttoworknotice', t.id, o.on_date
    FROM o JOIN public.hr_righttoworknotice t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_righttoworksuspension', t.id, o.on_date
    FROM o JOIN public.hr_righttoworksuspension t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_dbsnote', t.id, o.on_date
    FROM o JOIN public.hr_dbsnote t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_dbscheck', t.id, o.on_date
    FROM o JOIN public.hr_dbscheck t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_registration', t.id, o.on_date
    FROM o JOIN public.hr_registration t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_trainingrecord', t.id, o.on_date
    FROM o JOIN public.hr_trainingrecord t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_dutybar', t.id, o.on_date
    FROM o JOIN public.hr_dutybar t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_document', t.id, o.on_date
    FROM o JOIN public.hr_document t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_formername', t.id, o.on_date
    FROM o JOIN public.hr_formername t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_emergencycontact', t.id, o.on_date
    FROM o JOIN public.hr_emergencycontact t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_contact', t.id, o.on_date
    FROM o JOIN public.hr_contact t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_equalityanswers', t.id, o.on_date
    FROM o JOIN public.hr_equalityanswers t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_starterevent', t.id, o.on_date
    FROM o JOIN public.hr_startercase c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_starterevent t ON t.partner_id = p_partner AND t.case_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_startergate', t.id, o.on_date
    FROM o JOIN public.hr_startercase c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_startergate t ON t.partner_id = p_partner AND t.case_id = c.id $$;

CREATE OR REPLACE FUNCTION erase_never_started(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_starterevent', 'hr_startergate', 'hr_starteranswers', 'hr_startercase',
    'hr_dutybar', 'hr_dbsnote', 'hr_dbscheck', 'hr_registration', 'hr_trainingrecord',
    'hr_righttoworknotice', 'hr_righttoworksuspension', 'hr_righttowork', 'hr_document', 'hr_formername',
    'hr_emergencycontact', 'hr_contact', 'hr_equalityanswers');
  PERFORM public.erase_person(p_partner, p_old, public.no_contact() || ', ' || public.no_identity());
END $$;
