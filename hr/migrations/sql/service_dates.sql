-- Dates from which service counts go six years after the employment: redundancy and leave can be claimed till then.
CREATE FUNCTION retained_service_dates(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT l.person_id, l.last_day AS on_date FROM public.left_on(p_partner, p_person) l WHERE l.last_day <= p_cutoff)
  SELECT o.person_id, 'hr_servicedate', t.id, o.on_date
    FROM o JOIN public.hr_servicedate t ON t.partner_id = p_partner AND t.person_id = o.person_id $$;

CREATE FUNCTION erase_service_dates(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_servicedate');
END $$;
REVOKE ALL ON FUNCTION erase_service_dates(bigint, bigint, jsonb) FROM PUBLIC;
