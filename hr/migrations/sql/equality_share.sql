-- What share of those employed on a day gave one of some answers to a question, and what share answered at all, in whole
-- per cent. Null where fewer than ten people would stand on either side: whole per cent never give a small number away.
CREATE FUNCTION hr_equality_share(
  p_partner bigint, p_entity bigint, p_kinds text[], p_question text, p_answers text[], p_on date)
RETURNS TABLE (percent integer, percent_known integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  n_all bigint;
  n_known bigint;
  n_yes bigint;
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT count(*), count(*) FILTER (WHERE COALESCE(a.answers->>p_question, 'PNTS') <> 'PNTS'),
         count(*) FILTER (WHERE a.answers->>p_question = ANY (p_answers))
    INTO n_all, n_known, n_yes
  FROM (SELECT DISTINCT e.person_id FROM public.hr_employment e
        WHERE e.partner_id = p_partner AND e.legal_entity_id = p_entity AND e.kind = ANY (p_kinds) AND e.valid @> p_on
       ) employed
  LEFT JOIN public.hr_equalityanswers a ON a.partner_id = p_partner AND a.person_id = employed.person_id;
  percent := CASE WHEN n_yes >= 10 AND n_known - n_yes >= 10 THEN round(n_yes * 100.0 / n_all)::integer END;
  percent_known := CASE WHEN n_known >= 10 AND (n_all = n_known OR n_all - n_known >= 10)
    THEN round(n_known * 100.0 / n_all)::integer END;
  RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION hr_equality_share(bigint, bigint, text[], text, text[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_equality_share(bigint, bigint, text[], text, text[], date) TO ss_app;
