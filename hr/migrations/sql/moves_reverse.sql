DROP FUNCTION hr_posts_filled(bigint[], date), hr_posts_marked(bigint[], date);
DROP TRIGGER hr_postholding_post_open ON hr_postholding;
CREATE TRIGGER hr_assignment_post_open BEFORE INSERT OR UPDATE OF post_id ON hr_assignment
  FOR EACH ROW EXECUTE FUNCTION hr_assignment_post_open();
CREATE OR REPLACE FUNCTION hr_post_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  one public.hr_unitversion;
  two public.hr_postversion;
BEGIN
  IF NOT upper_inf(NEW.valid) THEN
    PERFORM 1 FROM public.hr_assignment a WHERE a.partner_id = NEW.partner_id AND a.post_id = NEW.id
      AND (upper_inf(a.valid) OR upper(a.valid) > upper(NEW.valid));
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
    SELECT a.person_id
    FROM public.hr_post p JOIN public.hr_assignment a ON a.post_id = p.id AND a.partner_id = p.partner_id
    WHERE p.org_unit_id IN (SELECT team.id FROM team) AND p.partner_id = ANY (public.app_partner_ids())
      AND a.valid && daterange(today - 31, NULL)
    UNION
    SELECT c.person_id
    FROM public.hr_post p JOIN public.hr_startercase c ON c.post_id = p.id AND c.partner_id = p.partner_id
    WHERE p.org_unit_id IN (SELECT team.id FROM team) AND p.partner_id = ANY (public.app_partner_ids())
      AND c.state IN ('OFFER', 'CHECKS', 'CONTRACT_SIGNED', 'SUBMITTED', 'READY');
END $$;
DROP TRIGGER hr_assignment_post_check ON hr_assignment;
DROP TRIGGER hr_postholding_check ON hr_postholding;
DROP TRIGGER hr_assignment_posts ON hr_assignment;
DROP FUNCTION hr_assignment_post_check(), hr_postholding_check(), hr_posts_cover_job(bigint, bigint), hr_assignment_posts();
