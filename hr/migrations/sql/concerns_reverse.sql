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
  RETURN who IS NULL OR p_topic NOT IN ('GRIEVANCE', 'FLEXIBLE') OR p_owner = who
    OR public.hr_names_case_officers(p_partner)
    -- whoever works in a covert role has nobody else: the officers who know of them read what they bring
    OR (NOT public.app_hides_covert() AND EXISTS (
      SELECT 1 FROM public.hr_sensitivepost s
       WHERE s.partner_id = p_partner AND s.person_id = p_person AND s.kind = 'COVERT' AND s.lifted_at IS NULL));
END $$;

CREATE OR REPLACE FUNCTION hr_answer_questions(p_partner bigint, p_person bigint) RETURNS SETOF hr_hrquestion LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY SELECT q.* FROM public.hr_hrquestion q WHERE q.partner_id = p_partner AND q.person_id = p_person;
END $$;

CREATE OR REPLACE FUNCTION hr_answer_question_messages(p_partner bigint, p_person bigint) RETURNS SETOF hr_hrquestionmessage LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY SELECT m.* FROM public.hr_hrquestionmessage m WHERE m.partner_id = p_partner AND m.person_id = p_person;
END $$;
DROP FUNCTION hr_holds_role(bigint, text[]);
DROP FUNCTION hr_answers_question(bigint, text);
