-- Who may see a question to HR: in a scope of one's own rows one's own; a manager of a team none. Grievances and requests
-- to work flexibly only whoever looks after them and the HR manager; the rest whoever's page reads questions.
CREATE FUNCTION hr_sees_question(p_partner bigint, p_topic text, p_person bigint, p_owner bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE who bigint := public.app_actor_id();
BEGIN
  IF COALESCE(current_setting('app.about_ids', true), '') <> '' THEN
    RETURN p_person = ANY (current_setting('app.about_ids')::bigint[]);
  END IF;
  IF COALESCE(current_setting('app.unit_ids', true), '') <> '' THEN
    RETURN false;
  END IF;
  RETURN who IS NULL OR p_topic NOT IN ('GRIEVANCE', 'FLEXIBLE') OR p_owner = who
    OR public.hr_names_case_officers(p_partner)
    -- whoever works in a covert role has nobody else: the officers who know of them read what they bring
    OR (NOT public.app_hides_covert() AND EXISTS (
      SELECT 1 FROM public.hr_sensitivepost s
       WHERE s.partner_id = p_partner AND s.person_id = p_person AND s.kind = 'COVERT' AND s.lifted_at IS NULL));
END $$;
REVOKE ALL ON FUNCTION hr_sees_question(bigint, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_sees_question(bigint, text, bigint, bigint) TO ss_app;

CREATE FUNCTION hr_sees_question_of(p_partner bigint, p_question bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM public.hr_hrquestion q WHERE q.partner_id = p_partner AND q.id = p_question
      AND public.hr_sees_question(q.partner_id, q.topic, q.person_id, q.owner_id));
END $$;
REVOKE ALL ON FUNCTION hr_sees_question_of(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_sees_question_of(bigint, bigint) TO ss_app;
