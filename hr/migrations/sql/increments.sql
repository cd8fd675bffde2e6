-- Steps of a job in its grade, decisions about them, pay protection, supplements: they go with the file. What was paid
-- stands in the terms and elements.
CREATE FUNCTION retained_increments(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT l.person_id, l.last_day AS on_date FROM public.left_on(p_partner, p_person) l WHERE l.last_day <= p_cutoff)
  SELECT o.person_id, 'hr_increment', t.id, o.on_date
    FROM o JOIN public.hr_increment t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_incrementdecision', t.id, o.on_date
    FROM o JOIN public.hr_incrementdecision t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_payprotection', t.id, o.on_date
    FROM o JOIN public.hr_payprotection t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_marketsupplement', t.id, o.on_date
    FROM o JOIN public.hr_marketsupplement t ON t.partner_id = p_partner AND t.person_id = o.person_id $$;

CREATE FUNCTION erase_increments(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_increment', 'hr_incrementdecision', 'hr_payprotection',
    'hr_marketsupplement');
END $$;
REVOKE ALL ON FUNCTION erase_increments(bigint, bigint, jsonb) FROM PUBLIC;
