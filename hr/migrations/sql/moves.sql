-- What stands now is what always stood: every job has been on one post.
INSERT INTO hr_postholding (uuid, partner_id, person_id, employment_id, assignment_id, post_id, valid, reason)
  SELECT gen_random_uuid(), partner_id, person_id, employment_id, id, post_id, valid, '' FROM hr_assignment;

-- The first post of a job is held from its first day on. When the dates of the job change, those of its posts follow:
-- what lies outside goes, and the first and the last reach to the ends.
CREATE FUNCTION hr_assignment_posts() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.hr_postholding
      (uuid, partner_id, person_id, employment_id, assignment_id, post_id, valid, reason)
    VALUES
      (gen_random_uuid(), NEW.partner_id, NEW.person_id, NEW.employment_id, NEW.id, NEW.post_id, NEW.valid, '');
    RETURN NULL;
  END IF;
  IF NEW.valid = OLD.valid THEN
    RETURN NULL;
  END IF;
  -- One holding stays in any case: the nearest to the new dates, the earliest of those.
  DELETE FROM public.hr_postholding h
    WHERE h.partner_id = NEW.partner_id AND h.assignment_id = NEW.id AND NOT h.valid && NEW.valid AND h.id <> (
      SELECT x.id FROM public.hr_postholding x WHERE x.partner_id = NEW.partner_id AND x.assignment_id = NEW.id
      ORDER BY x.valid && NEW.valid DESC, lower(x.valid) LIMIT 1);
  UPDATE public.hr_postholding h
    SET valid = CASE WHEN h.valid && NEW.valid THEN h.valid * NEW.valid ELSE NEW.valid END
    WHERE h.partner_id = NEW.partner_id AND h.assignment_id = NEW.id AND NOT NEW.valid @> h.valid;
  UPDATE public.hr_postholding h SET valid = daterange(lower(NEW.valid), upper(h.valid))
    WHERE h.id = (SELECT x.id FROM public.hr_postholding x
                  WHERE x.partner_id = NEW.partner_id AND x.assignment_id = NEW.id ORDER BY lower(x.valid) LIMIT 1)
      AND lower(h.valid) <> lower(NEW.valid);
  UPDATE public.hr_postholding h SET valid = daterange(lower(h.valid), upper(NEW.valid))
    WHERE h.id = (SELECT x.id FROM public.hr_postholding x
                  WHERE x.partner_id = NEW.partner_id AND x.assignment_id = NEW.id ORDER BY lower(x.valid) DESC LIMIT 1)
      AND upper(h.valid) IS DISTINCT FROM upper(NEW.valid);
  UPDATE public.hr_assignment a SET post_id = (
      SELECT h.post_id FROM public.hr_postholding h
      WHERE h.partner_id = a.partner_id AND h.assignment_id = a.id ORDER BY lower(h.valid) DESC LIMIT 1)
    WHERE a.partner_id = NEW.partner_id AND a.id = NEW.id AND NOT EXISTS (
      SELECT 1 FROM public.hr_postholding h
      WHERE h.partner_id = a.partner_id AND h.assignment_id = a.id AND h.post_id = a.post_id);
  RETURN NULL;
END $$;
CREATE TRIGGER hr_assignment_posts AFTER INSERT OR UPDATE OF valid ON hr_assignment
  FOR EACH ROW EXECUTE FUNCTION hr_assignment_posts();

-- A job is on a post on every day of its life, and today's line names one of them. Looked at when the transaction ends,
-- by the definer: the scope of the statement may have been left by then. What the trigger above writes covers by itself.
CREATE FUNCTION hr_posts_cover_job(p_partner bigint, p_job bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own public.hr_assignment;
BEGIN
  SELECT * INTO own FROM public.hr_assignment a WHERE a.partner_id = p_partner AND a.id = p_job;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM 1 FROM public.hr_postholding h WHERE h.partner_id = p_partner AND h.assignment_id = p_job
    HAVING range_agg(h.valid) = datemultirange(own.valid) AND bool_or(h.post_id = own.post_id)
      AND bool_and(h.person_id = own.person_id AND h.employment_id = own.employment_id);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a job is held on a post on every day of its life'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_postholding_covers_job';
  END IF;
END $$;
CREATE FUNCTION hr_postholding_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM public.hr_posts_cover_job(OLD.partner_id, OLD.assignment_id);
  ELSE
    PERFORM public.hr_posts_cover_job(NEW.partner_id, NEW.assignment_id);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hr_postholding_check AFTER INSERT OR UPDATE OR DELETE ON hr_postholding
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION hr_postholding_check();
CREATE FUNCTION hr_assignment_post_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_posts_cover_job(NEW.partner_id, NEW.id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hr_assignment_post_check AFTER UPDATE OF post_id ON hr_assignment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_assignment_post_check();

-- Nobody is put on a post that is not established, or after its last day: asked when a holding begins, no longer when
-- the line of today follows, which may be after a freeze.
DROP TRIGGER hr_assignment_post_open ON hr_assignment;
CREATE TRIGGER hr_postholding_post_open BEFORE INSERT OR UPDATE OF post_id ON hr_postholding
  FOR EACH ROW EXECUTE FUNCTION hr_assignment_post_open();

-- A post that ends is held by nobody afterwards, manages nothing, and nobody reports to it.
CREATE OR REPLACE FUNCTION hr_post_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  one public.hr_unitversion;
  two public.hr_postversion;
BEGIN
  IF NOT upper_inf(NEW.valid) THEN
    PERFORM 1 FROM public.hr_postholding h WHERE h.partner_id = NEW.partner_id AND h.post_id = NEW.id
      AND (upper_inf(h.valid) OR upper(h.valid) > upper(NEW.valid));
    IF FOUND THEN
      RAISE EXCEPTION 'somebody holds the post after its last day'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_post_still_held';
    END IF;
  END IF;
  FOR one IN SELECT v.* FROM public.hr_unitversion v
    WHERE v.partner_id = NEW.partner_id AND v.manager_post_id = NEW.id LOOP
    PERFORM public.hr_unitversion_fits(one);
  END LOOP;
  FOR two IN SELECT v.* FROM public.hr_postversion v
    WHERE v.partner_id = NEW.partner_id AND (v.post_id = NEW.id OR v.reports_to_id = NEW.id) LOOP
    PERFORM public.hr_postversion_fits(two);
  END LOOP;
  RETURN NULL;
END $$;

-- A manager sees who works or will work in the units of the scope, or worked there until a month ago and has left. Whoever
-- moves comes into sight a month before and is out of it with the day of the move: what follows is another manager's.
CREATE OR REPLACE FUNCTION app_team_people() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
  IF COALESCE(current_setting('app.about_ids', true), '') <> '' THEN
    RETURN QUERY SELECT unnest(current_setting('app.about_ids')::bigint[]);
    RETURN;
  END IF;
  IF COALESCE(current_setting('app.unit_ids', true), '') = '' THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH RECURSIVE team AS (
      SELECT u.id FROM public.hr_orgunit u
      WHERE u.id = ANY (current_setting('app.unit_ids')::bigint[])
        AND u.partner_id = ANY (public.app_partner_ids())
      UNION
      SELECT below.id FROM public.hr_orgunit below JOIN team ON below.parent_id = team.id
    )
    SELECT h.person_id
    FROM public.hr_post p JOIN public.hr_postholding h ON h.post_id = p.id AND h.partner_id = p.partner_id
    JOIN public.hr_assignment a ON a.partner_id = h.partner_id AND a.id = h.assignment_id
    WHERE p.org_unit_id IN (SELECT team.id FROM team) AND p.partner_id = ANY (public.app_partner_ids())
      AND h.valid && daterange(today - 31, NULL)
      AND (lower(h.valid) <= today + 31 OR lower(h.valid) = lower(a.valid))
      AND (upper_inf(h.valid) OR upper(h.valid) > today OR upper(h.valid) = upper(a.valid))
    UNION
    SELECT c.person_id
    FROM public.hr_post p JOIN public.hr_startercase c ON c.post_id = p.id AND c.partner_id = p.partner_id
    WHERE p.org_unit_id IN (SELECT team.id FROM team) AND p.partner_id = ANY (public.app_partner_ids())
      AND c.state IN ('OFFER', 'CHECKS', 'CONTRACT_SIGNED', 'SUBMITTED', 'READY');
END $$;

-- What fills posts from a day on, as hours and days without names: for a manager, whose scope ends at the team, and who
-- may propose that somebody moves out of it. People in covert roles stay hidden from whom they are hidden.
CREATE FUNCTION hr_posts_filled(p_posts bigint[], p_since date) RETURNS TABLE (
  assignment_id bigint, post_id bigint, in_post daterange, valid daterange, job daterange, employment daterange,
  contract_hours numeric, full_time_hours numeric, paid_weeks numeric, weeks_in_year numeric
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT t.assignment_id, h.post_id, h.valid, t.valid, a.valid, e.valid, t.contract_hours, t.full_time_hours,
    t.paid_weeks, t.weeks_in_year
  FROM public.hr_postholding h
  JOIN public.hr_assignment a ON a.partner_id = h.partner_id AND a.id = h.assignment_id
  JOIN public.hr_employment e ON e.partner_id = h.partner_id AND e.id = h.employment_id
  JOIN public.hr_assignmentterms t ON t.partner_id = h.partner_id AND t.assignment_id = h.assignment_id
  WHERE h.partner_id = ANY (public.app_partner_ids()) AND h.post_id = ANY (p_posts)
    AND h.valid && daterange(p_since, NULL) AND t.valid && daterange(p_since, NULL) AND t.valid && h.valid
    AND ((h.person_id = ANY ((SELECT public.app_hidden_people())::bigint[])) IS NOT TRUE)
  ORDER BY t.id $$;
CREATE FUNCTION hr_posts_marked(p_posts bigint[], p_since date) RETURNS TABLE (
  assignment_id bigint, post_id bigint, in_post daterange, kind text, covers_id bigint, valid daterange
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT k.assignment_id, h.post_id, h.valid, k.kind::text, k.covers_id, k.valid
  FROM public.hr_postholding h
  JOIN public.hr_jobmark k ON k.partner_id = h.partner_id AND k.assignment_id = h.assignment_id
  WHERE h.partner_id = ANY (public.app_partner_ids()) AND h.post_id = ANY (p_posts)
    AND h.valid && daterange(p_since, NULL) AND k.valid && daterange(p_since, NULL) AND k.valid && h.valid
    AND ((h.person_id = ANY ((SELECT public.app_hidden_people())::bigint[])) IS NOT TRUE)
  ORDER BY k.id $$;
REVOKE ALL ON FUNCTION hr_posts_filled(bigint[], date), hr_posts_marked(bigint[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_posts_filled(bigint[], date), hr_posts_marked(bigint[], date) TO ss_app;

REVOKE ALL ON FUNCTION hr_posts_cover_job(bigint, bigint), hr_postholding_check(), hr_assignment_post_check()
  FROM PUBLIC;
