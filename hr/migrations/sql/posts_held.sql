-- Which posts somebody held, and why they moved: the reasons go with the file; the posts stay, for pay and establishment
-- of those years are worked out of them.
CREATE FUNCTION retained_posts_held(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.person_id, 'hr_postholding', t.id, l.last_day
    FROM public.left_on(p_partner, p_person) l
    JOIN public.hr_postholding t ON t.partner_id = p_partner AND t.person_id = l.person_id
    WHERE l.last_day <= p_cutoff AND t.reason NOT IN ('', 'Erased') $$;

CREATE FUNCTION erase_posts_held(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_values(p_partner, p_old, 'hr_postholding', $q$reason = 'Erased'$q$);
END $$;

REVOKE ALL ON FUNCTION erase_posts_held(bigint, bigint, jsonb) FROM PUBLIC;
