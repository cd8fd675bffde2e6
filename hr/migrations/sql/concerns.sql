-- Whether the human being who acts holds one of these roles at a partner today, by any login.
CREATE FUNCTION hr_holds_role(p_partner bigint, p_roles text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM public.partners_grant g JOIN public.partners_user u ON u.id = g.user_id
    WHERE g.partner_id = p_partner AND g.role = ANY (p_roles) AND u.is_active AND g.suspended_at IS NULL
      AND g.valid @> (now() AT TIME ZONE 'Europe/London')::date
      AND NOT g.barred @> (now() AT TIME ZONE 'Europe/London')::date
      AND u.human_id = public.human_of(public.app_actor_id())) $$;
REVOKE ALL ON FUNCTION hr_holds_role(bigint, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_holds_role(bigint, text[]) TO ss_app;

CREATE OR REPLACE FUNCTION hr_sees_question(p_partner bigint, p_topic text, p_person bigint, p_owner bigint) RETURNS boolean
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
  IF who IS NULL THEN
    RETURN true;
  END IF;
  -- A concern about HR: for whoever it was brought to, and for nobody who works in HR, by whatever login.
  IF p_topic IN ('DIRECTOR', 'MONITORING') THEN
    RETURN NOT public.hr_holds_role(p_partner, ARRAY['HR_MANAGER', 'HR_ADMIN'])
      AND public.hr_holds_role(p_partner, ARRAY[CASE p_topic WHEN 'DIRECTOR' THEN 'HR_DIRECTOR' ELSE 'MONITORING_OFFICER' END]);
  END IF;
  -- Who hears these concerns alone reads nothing else of what people ask.
  IF NOT public.hr_holds_role(p_partner, ARRAY['HR_MANAGER', 'HR_ADMIN', 'SENSITIVE_POSTS'])
     AND public.hr_holds_role(p_partner, ARRAY['HR_DIRECTOR', 'MONITORING_OFFICER']) THEN
    RETURN p_owner = who;
  END IF;
  RETURN p_topic NOT IN ('GRIEVANCE', 'FLEXIBLE') OR p_owner = who
    OR public.hr_names_case_officers(p_partner)
    -- whoever works in a covert role has nobody else: the officers who know of them read what they bring
    OR (NOT public.app_hides_covert() AND EXISTS (
      SELECT 1 FROM public.hr_sensitivepost s
       WHERE s.partner_id = p_partner AND s.person_id = p_person AND s.kind = 'COVERT' AND s.lifted_at IS NULL));
END $$;

-- Where HR puts the answer to an access request together, concerns about HR are not in it: whoever wrote them reads them
-- under Ask HR. Where the data protection officer does, they are.
CREATE FUNCTION hr_answers_question(p_partner bigint, p_topic text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_topic NOT IN ('DIRECTOR', 'MONITORING')
    OR NOT public.hr_holds_role(p_partner, ARRAY['HR_MANAGER', 'HR_ADMIN']) $$;
REVOKE ALL ON FUNCTION hr_answers_question(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_answers_question(bigint, text) TO ss_app;

CREATE OR REPLACE FUNCTION hr_answer_questions(p_partner bigint, p_person bigint) RETURNS SETOF hr_hrquestion LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY SELECT q.* FROM public.hr_hrquestion q WHERE q.partner_id = p_partner AND q.person_id = p_person
    AND public.hr_answers_question(p_partner, q.topic);
END $$;

CREATE OR REPLACE FUNCTION hr_answer_question_messages(p_partner bigint, p_person bigint) RETURNS SETOF hr_hrquestionmessage LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY SELECT m.* FROM public.hr_hrquestionmessage m WHERE m.partner_id = p_partner AND m.person_id = p_person
    AND EXISTS (SELECT 1 FROM public.hr_hrquestion q WHERE q.id = m.question_id AND public.hr_answers_question(p_partner, q.topic));
END $$;
