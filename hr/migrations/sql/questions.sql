-- A question keeps whose it is and what it is about, and moves along the table of states (hr/states.py).
CREATE FUNCTION hr_hrquestion_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'questions are closed, never deleted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.uuid, NEW.partner_id, NEW.number, NEW.person_id, NEW.topic, NEW.channel, NEW.asked_by_id, NEW.asked_at)
     IS DISTINCT FROM
     (OLD.uuid, OLD.partner_id, OLD.number, OLD.person_id, OLD.topic, OLD.channel, OLD.asked_by_id, OLD.asked_at) THEN
    RAISE EXCEPTION 'a question keeps whose it is and what it is about' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.state IN ('CLOSED', 'WITHDRAWN') OR (OLD.state <> NEW.state AND NEW.state = 'ASKED') THEN
    RAISE EXCEPTION 'a question does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_hrquestion_guard BEFORE UPDATE OR DELETE ON hr_hrquestion
  FOR EACH ROW EXECUTE FUNCTION hr_hrquestion_guard();

-- Numbers are the partner's own: whoever sees one person asks here which comes next.
CREATE FUNCTION hr_next_question(p_partner bigint) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT COALESCE(max(q.number), 0) + 1 FROM public.hr_hrquestion q
  WHERE q.partner_id = p_partner AND p_partner = ANY (public.app_partner_ids()) $$;
REVOKE ALL ON FUNCTION hr_next_question(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_next_question(bigint) TO ss_app;

CREATE FUNCTION hr_answer_questions(p_partner bigint, p_person bigint) RETURNS SETOF hr_hrquestion LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY SELECT q.* FROM public.hr_hrquestion q WHERE q.partner_id = p_partner AND q.person_id = p_person;
END $$;

CREATE FUNCTION hr_answer_question_messages(p_partner bigint, p_person bigint) RETURNS SETOF hr_hrquestionmessage LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY SELECT m.* FROM public.hr_hrquestionmessage m WHERE m.partner_id = p_partner AND m.person_id = p_person;
END $$;
REVOKE ALL ON FUNCTION hr_answer_questions(bigint, bigint), hr_answer_question_messages(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_answer_questions(bigint, bigint), hr_answer_question_messages(bigint, bigint) TO ss_app;

CREATE FUNCTION retained_questions(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT q.id, q.person_id, (q.closed_at AT TIME ZONE 'Europe/London')::date AS on_date FROM public.hr_hrquestion q
    WHERE q.partner_id = p_partner AND (p_person IS NULL OR q.person_id = p_person)
      AND (q.closed_at AT TIME ZONE 'Europe/London')::date <= p_cutoff)
  SELECT o.person_id, 'hr_hrquestion', o.id, o.on_date FROM o
  UNION ALL
  SELECT o.person_id, 'hr_hrquestionmessage', t.id, o.on_date
    FROM o JOIN public.hr_hrquestionmessage t ON t.partner_id = p_partner AND t.question_id = o.id $$;

CREATE FUNCTION erase_questions(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_hrquestionmessage', 'hr_hrquestion');
END $$;
REVOKE ALL ON FUNCTION erase_questions(bigint, bigint, jsonb) FROM PUBLIC;
