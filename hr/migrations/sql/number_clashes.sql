-- Whether somebody else of the partner has a National Insurance number, hidden or out of the scope or not. For operations:
-- no page shows the answer.
CREATE FUNCTION hr_nino_is_taken(p_partner bigint, p_index text, p_person uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN p_partner = ANY (public.app_partner_ids()) AND EXISTS (
    SELECT 1 FROM public.hr_person p WHERE p.partner_id = p_partner AND p.nino_index = p_index AND p.uuid <> p_person);
END $$;
CREATE FUNCTION hr_note_nino_clash(p_partner bigint, p_claimant bigint, p_index text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner of this scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.hr_ninoclash (partner_id, uuid, person_id, claimant_id, noted_by_id, noted_at, outcome, words)
  SELECT p_partner, gen_random_uuid(), p.id, p_claimant, NULLIF(current_setting('app.actor_id', true), '')::bigint, p_at,
         '', ''
  FROM public.hr_person p
  WHERE p.partner_id = p_partner AND p.nino_index = p_index AND p.id <> p_claimant
    AND EXISTS (SELECT 1 FROM public.hr_person c WHERE c.partner_id = p_partner AND c.id = p_claimant)
  ON CONFLICT DO NOTHING;
END $$;
REVOKE ALL ON FUNCTION hr_nino_is_taken(bigint, text, uuid), hr_note_nino_clash(bigint, bigint, text, timestamptz)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_nino_is_taken(bigint, text, uuid), hr_note_nino_clash(bigint, bigint, text, timestamptz)
  TO ss_app;
REVOKE INSERT, DELETE ON hr_ninoclash FROM ss_app;

-- A clash goes with the file of either of the two: it holds nothing but that there was one.
CREATE FUNCTION retained_clashes(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT t.person_id, 'hr_ninoclash', t.id, (t.settled_at AT TIME ZONE 'Europe/London')::date
    FROM public.hr_ninoclash t
    WHERE t.partner_id = p_partner AND t.settled_at IS NOT NULL AND (p_person IS NULL OR t.person_id = p_person)
      AND (t.settled_at AT TIME ZONE 'Europe/London')::date <= p_cutoff $$;
CREATE FUNCTION erase_clashes(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_ninoclash');
END $$;
REVOKE ALL ON FUNCTION erase_clashes(bigint, bigint, jsonb) FROM PUBLIC;
