-- A suspension in an HR case stops what its subject may do here, but for reading their own pages, and gives it back on its
-- end. The days of all cases of one person count together; who reads grants learns the days from nobody's trail.
CREATE FUNCTION hr_barred_days(p_partner bigint, p_human uuid) RETURNS datemultirange LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT COALESCE(range_agg(daterange(c.suspended_from, CASE
      WHEN c.suspended_until IS NOT NULL THEN c.suspended_until + 1
      WHEN c.closed_at IS NOT NULL
        THEN greatest(c.suspended_from, (c.closed_at AT TIME ZONE 'Europe/London')::date) END)), '{}'::datemultirange)
  FROM public.hr_hrcase c
  WHERE c.partner_id = p_partner AND c.suspended_from IS NOT NULL AND c.person_id IN (
    SELECT g.person_id FROM public.partners_grant g
    WHERE g.partner_id = p_partner AND g.person_id IS NOT NULL AND public.human_of(g.user_id) = p_human) $$;
REVOKE ALL ON FUNCTION hr_barred_days(bigint, uuid) FROM PUBLIC;

CREATE FUNCTION hr_hrcase_bars() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.partners_grant g SET barred = public.hr_barred_days(g.partner_id, u.human_id)
  FROM public.partners_user u
  WHERE u.id = g.user_id AND g.partner_id = NEW.partner_id AND g.role <> 'EMPLOYEE' AND u.human_id IN (
      SELECT public.human_of(o.user_id) FROM public.partners_grant o
      WHERE o.partner_id = NEW.partner_id AND o.person_id = NEW.person_id)
    AND g.barred IS DISTINCT FROM public.hr_barred_days(g.partner_id, u.human_id);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION hr_hrcase_bars() FROM PUBLIC;
CREATE TRIGGER hr_hrcase_bars AFTER UPDATE OF suspended_from, suspended_until, closed_at ON hr_hrcase
  FOR EACH ROW EXECUTE FUNCTION hr_hrcase_bars();

-- Whatever somebody is given meanwhile is barred as well, and nobody writes these days by hand.
CREATE FUNCTION hr_grant_barred() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.barred := CASE WHEN NEW.role = 'EMPLOYEE' THEN '{}'::datemultirange
    ELSE public.hr_barred_days(NEW.partner_id, public.human_of(NEW.user_id)) END;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION hr_grant_barred() FROM PUBLIC;
CREATE TRIGGER hr_grant_barred BEFORE INSERT OR UPDATE OF barred ON partners_grant
  FOR EACH ROW EXECUTE FUNCTION hr_grant_barred();

-- Suspensions that are under way.
ALTER TABLE partners_grant DISABLE TRIGGER USER;
UPDATE partners_grant g SET barred = hr_barred_days(g.partner_id, human_of(g.user_id))
WHERE g.role <> 'EMPLOYEE' AND hr_barred_days(g.partner_id, human_of(g.user_id)) <> '{}'::datemultirange;
ALTER TABLE partners_grant ENABLE TRIGGER USER;

SELECT let_people_merge();
