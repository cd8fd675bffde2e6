-- What people who are suspended in open cases are paid a day, in pounds: a calendar day of their yearly salaries. For
-- fewer than three people it says nothing: nobody's pay follows from it.
CREATE FUNCTION hr_suspension_cost(p_partner bigint, p_on date)
RETURNS TABLE (n_people bigint, a_day numeric) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    WITH suspended AS (
      SELECT DISTINCT c.person_id FROM public.hr_hrcase c
      WHERE c.partner_id = p_partner AND c.state <> 'CLOSED' AND c.suspended_from <= p_on
        AND COALESCE(c.suspended_until, p_on) >= p_on
    ), paid AS (
      SELECT s.person_id, sum(COALESCE(v.annual, t.spot_annual, 0) * t.contract_hours / t.full_time_hours
        * COALESCE(t.paid_weeks, t.weeks_in_year) / t.weeks_in_year) AS a_year
      FROM suspended s
      JOIN public.hr_assignmentterms t ON t.partner_id = p_partner AND t.person_id = s.person_id AND t.valid @> p_on
      JOIN public.hr_assignment a ON a.partner_id = p_partner AND a.id = t.assignment_id AND a.valid @> p_on
      LEFT JOIN public.hr_spinevalue v ON v.partner_id = p_partner AND v.point_id = t.spine_point_id AND v.valid @> p_on
      GROUP BY s.person_id)
    SELECT count(*), CASE WHEN count(*) >= 3 THEN sum(p.a_year) / 365 END FROM paid p;
END $$;
REVOKE ALL ON FUNCTION hr_suspension_cost(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_suspension_cost(bigint, date) TO ss_app;
