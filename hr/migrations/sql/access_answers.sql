-- What an access request is answered from although hardly anybody may look it up (domain HR-13, HR-14, HR-16): the answers
-- about equality, and HR cases, whose access list stays the only other way in. Open while a request of the person is
-- verified and not closed, to whoever deals with the whole partner, and to nobody who is kept out of a case about them.
CREATE FUNCTION hr_kept_out(p_partner bigint, p_person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RETURN true;
  END IF;
  RETURN EXISTS (
    SELECT 1 FROM public.hr_casebar b
    JOIN public.hr_hrcase c ON c.partner_id = b.partner_id AND c.id = b.case_id
    JOIN public.partners_user u ON u.id = public.app_actor_id() AND u.human_id = b.human
    WHERE b.partner_id = p_partner AND c.person_id = p_person);
END $$;

CREATE FUNCTION hr_answer_is_open(p_partner bigint, p_person bigint) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) OR NOT public.app_whole_partner()
     OR public.hr_kept_out(p_partner, p_person)
     OR NOT EXISTS (SELECT 1 FROM public.partners_sarcase s WHERE s.partner_id = p_partner AND s.person_id = p_person
                    AND s.state IN ('VERIFIED', 'COLLECTED') AND s.closed_at IS NULL) THEN
    RAISE EXCEPTION 'there is no access request of this person to answer' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

CREATE FUNCTION hr_answer_equality(p_partner bigint, p_person bigint) RETURNS SETOF hr_equalityanswers LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY SELECT a.* FROM public.hr_equalityanswers a WHERE a.partner_id = p_partner AND a.person_id = p_person;
END $$;

-- A sealed case gives no more than its reference: its case officer says what of it may be given.
CREATE FUNCTION hr_answer_cases(p_partner bigint, p_person bigint) RETURNS SETOF hr_hrcase LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY
    SELECT c.* FROM public.hr_hrcase c
      WHERE c.partner_id = p_partner AND c.person_id = p_person AND c.sensitivity <> 'SEALED'
    UNION ALL
    SELECT (jsonb_populate_record(NULL::public.hr_hrcase, jsonb_build_object('id', c.id, 'partner_id', c.partner_id,
      'reference', c.reference, 'sensitivity', c.sensitivity))).*
    FROM public.hr_hrcase c WHERE c.partner_id = p_partner AND c.person_id = p_person AND c.sensitivity = 'SEALED';
END $$;

CREATE FUNCTION hr_answer_allegations(p_partner bigint, p_person bigint) RETURNS SETOF hr_caseallegation LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY
    SELECT t.* FROM public.hr_caseallegation t JOIN public.hr_hrcase c ON c.partner_id = t.partner_id AND c.id = t.case_id
    WHERE t.partner_id = p_partner AND c.person_id = p_person AND c.sensitivity <> 'SEALED';
END $$;

CREATE FUNCTION hr_answer_sanctions(p_partner bigint, p_person bigint) RETURNS SETOF hr_casesanction LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY
    SELECT t.* FROM public.hr_casesanction t JOIN public.hr_hrcase c ON c.partner_id = t.partner_id AND c.id = t.case_id
    WHERE t.partner_id = p_partner AND c.person_id = p_person AND c.sensitivity <> 'SEALED';
END $$;

CREATE FUNCTION hr_answer_statements(p_partner bigint, p_person bigint) RETURNS SETOF hr_casestatement LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY
    SELECT t.* FROM public.hr_casestatement t JOIN public.hr_hrcase c ON c.partner_id = t.partner_id AND c.id = t.case_id
    WHERE t.partner_id = p_partner AND c.person_id = p_person AND c.sensitivity <> 'SEALED';
END $$;

CREATE FUNCTION hr_answer_case_log(p_partner bigint, p_person bigint) RETURNS SETOF hr_caseevent LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY
    SELECT t.* FROM public.hr_caseevent t JOIN public.hr_hrcase c ON c.partner_id = t.partner_id AND c.id = t.case_id
    WHERE t.partner_id = p_partner AND c.person_id = p_person AND c.sensitivity <> 'SEALED';
END $$;

-- What the person said as a witness in cases about other people.
CREATE FUNCTION hr_answer_own_statements(p_partner bigint, p_person bigint) RETURNS SETOF hr_casestatement LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.hr_answer_is_open(p_partner, p_person);
  RETURN QUERY
    SELECT t.* FROM public.hr_casestatement t
    WHERE t.partner_id = p_partner AND t.witness_id IN (
      SELECT u.id FROM public.partners_user u WHERE u.human_id IN (
        SELECT v.human_id FROM public.partners_grant g JOIN public.partners_user v ON v.id = g.user_id
        WHERE g.partner_id = p_partner AND g.person_id = p_person));
END $$;

REVOKE ALL ON FUNCTION hr_kept_out(bigint, bigint), hr_answer_is_open(bigint, bigint), hr_answer_equality(bigint, bigint),
  hr_answer_cases(bigint, bigint),
  hr_answer_allegations(bigint, bigint),
  hr_answer_sanctions(bigint, bigint),
  hr_answer_statements(bigint, bigint),
  hr_answer_case_log(bigint, bigint),
  hr_answer_own_statements(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_kept_out(bigint, bigint), hr_answer_equality(bigint, bigint),
  hr_answer_cases(bigint, bigint),
  hr_answer_allegations(bigint, bigint),
  hr_answer_sanctions(bigint, bigint),
  hr_answer_statements(bigint, bigint),
  hr_answer_case_log(bigint, bigint),
  hr_answer_own_statements(bigint, bigint) TO ss_app;
