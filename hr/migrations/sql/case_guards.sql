-- A case keeps its person and its opening, and moves along its table.
CREATE FUNCTION hr_case_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'OPENED' THEN
      RAISE EXCEPTION 'a case begins when it is opened' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.person_id, NEW.reference, NEW.opened_by_id, NEW.opened_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.reference, OLD.opened_by_id, OLD.opened_at) THEN
    RAISE EXCEPTION 'a case keeps its person and its opening' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('OPENED', 'INVESTIGATION'), ('OPENED', 'HEARING'), ('INVESTIGATION', 'HEARING'), ('HEARING', 'DECIDED'),
       ('DECIDED', 'APPEAL'), ('APPEAL', 'APPEAL_DECIDED'), ('OPENED', 'CLOSED'), ('INVESTIGATION', 'CLOSED'),
       ('HEARING', 'CLOSED'), ('DECIDED', 'CLOSED'), ('APPEAL_DECIDED', 'CLOSED')) THEN
    RAISE EXCEPTION 'a case does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_case_guard BEFORE INSERT OR UPDATE ON hr_hrcase FOR EACH ROW EXECUTE FUNCTION hr_case_guard();

-- The human being behind a login is written by the database. Case officer, investigator, decision-maker and whoever
-- hears the appeal are different human beings, for good; the subject and whoever is kept out are never on the list.
CREATE FUNCTION hr_case_member_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  SELECT human_id INTO STRICT NEW.human FROM public.partners_user WHERE id = NEW.user_id;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.removed_at IS NOT NULL OR (NEW.partner_id, NEW.case_id, NEW.user_id, NEW.role)
       IS DISTINCT FROM (OLD.partner_id, OLD.case_id, OLD.user_id, OLD.role) THEN
      RAISE EXCEPTION 'a name on the list is only ever taken off' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.role <> 'NOTES' AND EXISTS (
       SELECT 1 FROM public.hr_casemember m WHERE m.partner_id = NEW.partner_id AND m.case_id = NEW.case_id
         AND m.human = NEW.human AND m.role <> 'NOTES' AND m.role <> NEW.role) THEN
    RAISE EXCEPTION 'one human being has one part in a case' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM public.hr_casebar b
             WHERE b.partner_id = NEW.partner_id AND b.case_id = NEW.case_id AND b.human = NEW.human) THEN
    RAISE EXCEPTION 'this person is kept out of the case' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM public.hr_hrcase c
             JOIN public.partners_grant g ON g.partner_id = c.partner_id AND g.person_id = c.person_id
             JOIN public.partners_user u ON u.id = g.user_id
             WHERE c.partner_id = NEW.partner_id AND c.id = NEW.case_id AND u.human_id = NEW.human) THEN
    RAISE EXCEPTION 'the subject is not on the list' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION hr_case_member_guard() FROM PUBLIC;
CREATE TRIGGER hr_case_member_guard BEFORE INSERT OR UPDATE ON hr_casemember
  FOR EACH ROW EXECUTE FUNCTION hr_case_member_guard();

CREATE FUNCTION hr_case_bar_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  SELECT human_id INTO STRICT NEW.human FROM public.partners_user WHERE id = NEW.user_id;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_case_bar_guard BEFORE INSERT ON hr_casebar FOR EACH ROW EXECUTE FUNCTION hr_case_bar_guard();

-- A statement is asked of one witness, given once, and then stays as it is.
CREATE FUNCTION hr_case_statement_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT public.hr_sees_case(NEW.partner_id, NEW.case_id) OR NEW.given_at IS NOT NULL THEN
      RAISE EXCEPTION 'statements are asked for by whoever works on the case' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.given_at IS NOT NULL OR NEW.witness_id IS DISTINCT FROM public.app_actor_id()
     OR (NEW.partner_id, NEW.case_id, NEW.witness_id, NEW.question, NEW.asked_by_id, NEW.asked_at) IS DISTINCT FROM
        (OLD.partner_id, OLD.case_id, OLD.witness_id, OLD.question, OLD.asked_by_id, OLD.asked_at) THEN
    RAISE EXCEPTION 'a statement is given once, by the witness' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_case_statement_guard BEFORE INSERT OR UPDATE ON hr_casestatement
  FOR EACH ROW EXECUTE FUNCTION hr_case_statement_guard();
REVOKE DELETE ON hr_hrcase, hr_casemember, hr_caseallegation, hr_casestatement FROM ss_app;

-- The next reference of a case: counts every case, and says nothing but a number.
CREATE FUNCTION hr_next_case_number(p_partner bigint, p_year integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('hr_case:' || p_partner, 0));
  RETURN 1 + (SELECT count(*) FROM public.hr_hrcase c
              WHERE c.partner_id = p_partner AND c.reference LIKE p_year || '-%');
END $$;

-- How many cases of each kind are open, for how long, and suspended: numbers for those who are on no list.
CREATE FUNCTION hr_case_figures(p_partner bigint, p_on date)
RETURNS TABLE (kind text, n_open bigint, n_over_90 bigint, n_suspended bigint, suspended_days bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    SELECT c.kind::text, count(*), count(*) FILTER (WHERE p_on - c.received_on > 90),
           count(*) FILTER (WHERE c.suspended_from <= p_on AND COALESCE(c.suspended_until, p_on) >= p_on),
           COALESCE(sum(GREATEST(LEAST(COALESCE(c.suspended_until, p_on), p_on) - c.suspended_from + 1, 0)), 0)::bigint
    FROM public.hr_hrcase c WHERE c.partner_id = p_partner AND c.state <> 'CLOSED'
    GROUP BY c.kind ORDER BY c.kind;
END $$;
REVOKE ALL ON FUNCTION hr_next_case_number(bigint, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION hr_case_figures(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_next_case_number(bigint, integer), hr_case_figures(bigint, date) TO ss_app;

-- Equality answers: the person alone writes them, and takes them back; figures leave out what is small.
CREATE FUNCTION hr_equality_save(p_partner bigint, p_person bigint, p_answers jsonb, p_on date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) OR NOT p_person = ANY (public.app_person_ids()) THEN
    RAISE EXCEPTION 'answers are given by the person alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF p_answers = '{}'::jsonb THEN
    DELETE FROM public.hr_equalityanswers WHERE partner_id = p_partner AND person_id = p_person;
    RETURN;
  END IF;
  INSERT INTO public.hr_equalityanswers (partner_id, person_id, answers, saved_on)
  VALUES (p_partner, p_person, p_answers, p_on)
  ON CONFLICT (partner_id, person_id) DO UPDATE SET answers = EXCLUDED.answers, saved_on = EXCLUDED.saved_on;
END $$;

-- Counts of the answers to one question among those employed by an employer on a day. A count below ten is null, and
-- so is the next smallest when it would be the only one, for it could be told from the sum.
CREATE FUNCTION hr_equality_counts(p_partner bigint, p_entity bigint, p_question text, p_on date)
RETURNS TABLE (answer text, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    WITH employed AS (
      SELECT DISTINCT e.person_id FROM public.hr_employment e
      WHERE e.partner_id = p_partner AND e.legal_entity_id = p_entity AND e.valid @> p_on
    ), counted AS (
      SELECT COALESCE(a.answers->>p_question, '') AS code, count(*) AS people
      FROM employed LEFT JOIN public.hr_equalityanswers a ON a.partner_id = p_partner AND a.person_id = employed.person_id
      GROUP BY 1
    ), ranked AS (
      SELECT code, people, row_number() OVER (ORDER BY people, code) AS place,
             count(*) FILTER (WHERE people < 10) OVER () AS n_small
      FROM counted
    )
    SELECT r.code, CASE WHEN r.people < 10 OR (r.n_small = 1 AND r.place = 2) THEN NULL ELSE r.people END
    FROM ranked r ORDER BY r.code;
END $$;
REVOKE ALL ON FUNCTION hr_equality_save(bigint, bigint, jsonb, date) FROM PUBLIC;
REVOKE ALL ON FUNCTION hr_equality_counts(bigint, bigint, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_equality_save(bigint, bigint, jsonb, date) TO ss_self;
GRANT EXECUTE ON FUNCTION hr_equality_counts(bigint, bigint, text, date) TO ss_app;
