-- Whether the partners who are served already are answered in time, while another is brought in: counts over all of
-- them but those in scope. No partner and nobody is named; a partner on its way in is not served yet.
CREATE FUNCTION hr_case_clock(p_since date, p_until date, OUT n_partners bigint, OUT n_due bigint, OUT n_in_time bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(DISTINCT q.partner_id), count(*), count(*) FILTER (WHERE EXISTS (
      SELECT 1 FROM public.hr_hrquestionmessage m WHERE m.partner_id = q.partner_id AND m.question_id = q.id
      AND m.is_answer AND (m.at AT TIME ZONE 'Europe/London')::date <= q.due_on))
  FROM public.hr_hrquestion q
  WHERE q.due_on BETWEEN p_since AND p_until AND q.state <> 'WITHDRAWN' AND q.topic <> 'BANK'
    AND NOT q.partner_id = ANY (public.app_partner_ids())
    AND NOT EXISTS (SELECT 1 FROM public.hr_onboardingproject p WHERE p.partner_id = q.partner_id
                    AND p.stage NOT IN ('HYPERCARE', 'LIVE', 'REVIEW', 'EXITED')) $$;
REVOKE ALL ON FUNCTION hr_case_clock(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_case_clock(date, date) TO ss_app;

-- While a partner is on its way in, people who are loaded again lose the checks that a file brought for them: the same
-- file brings them again. Otherwise the runtime role deletes no check.
CREATE FUNCTION forget_loaded_checks(p_partner bigint, p_people bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) OR NOT EXISTS (
    SELECT 1 FROM public.hr_onboardingproject
    WHERE partner_id = p_partner AND stage IN ('BUILD', 'DATA_MIGRATION', 'UAT', 'PARALLEL_RUN', 'CUTOVER')) THEN
    RAISE EXCEPTION 'checks are taken out only while a partner is on its way in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.hr_righttowork
  WHERE partner_id = p_partner AND person_id = ANY (p_people) AND checked_elsewhere_by <> '';
END $$;
REVOKE ALL ON FUNCTION forget_loaded_checks(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_loaded_checks(bigint, bigint[]) TO ss_app;
