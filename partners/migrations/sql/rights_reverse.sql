CREATE OR REPLACE FUNCTION erasure_hold(p_partner bigint, p_person bigint, p_class text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT COALESCE(
    (SELECT h.reason FROM public.partners_legalhold h
     WHERE h.partner_id = p_partner AND h.lifted_at IS NULL
       AND (h.person_id IS NULL OR h.person_id = p_person) AND (h.data_class = '' OR h.data_class = p_class)
     ORDER BY h.id LIMIT 1),
    (SELECT 'An access request of this person is not answered yet' FROM public.partners_sarcase c
     WHERE c.partner_id = p_partner AND c.person_id = p_person AND c.closed_at IS NULL LIMIT 1)) $$;
CREATE OR REPLACE FUNCTION retained_requests(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH old AS (
    SELECT c.id, c.person_id, (c.closed_at AT TIME ZONE 'Europe/London')::date AS closed FROM public.partners_sarcase c
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person)
      AND (c.closed_at AT TIME ZONE 'Europe/London')::date <= p_cutoff)
  SELECT old.person_id, 'partners_sarcase', old.id, old.closed FROM old
  UNION ALL
  SELECT old.person_id, 'partners_sarfile', f.id, old.closed
    FROM old JOIN public.partners_sarfile f ON f.partner_id = p_partner AND f.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sardecision', d.id, old.closed
    FROM old JOIN public.partners_sardecision d ON d.partner_id = p_partner AND d.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sarpause', s.id, old.closed
    FROM old JOIN public.partners_sarpause s ON s.partner_id = p_partner AND s.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sarevent', e.id, old.closed
    FROM old JOIN public.partners_sarevent e ON e.partner_id = p_partner AND e.case_id = old.id $$;
CREATE OR REPLACE FUNCTION erase_requests(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'partners_sarfile', 'partners_sardecision', 'partners_sarpause',
    'partners_sarevent', 'partners_sarcase');
END $$;
GRANT DELETE ON partners_rightscase, partners_breach, partners_lookerreport TO ss_app;
DROP TRIGGER breach_guard ON partners_breach;
DROP FUNCTION breach_guard();
DROP TRIGGER rights_case_guard ON partners_rightscase;
DROP FUNCTION rights_case_guard();
DROP FUNCTION ask_about_my_data(bigint, text, text, text, date, date, timestamptz);
DROP FUNCTION take_my_document(uuid, uuid, timestamptz);
DROP FUNCTION my_answer_documents(uuid, timestamptz);
DROP TRIGGER sar_documents_decided ON partners_sarcase;
DROP FUNCTION sar_documents_decided();
