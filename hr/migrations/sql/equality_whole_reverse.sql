-- As it stood: whoever had the partner in scope could ask.
CREATE OR REPLACE FUNCTION hr_equality_counts(p_partner bigint, p_entity bigint, p_question text, p_on date)
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

CREATE OR REPLACE FUNCTION hr_equality_share(
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
