-- While a partner is on its way in, a later extract replaces what an earlier one brought: contacts that nobody has
-- confirmed or replaced since. Otherwise the runtime role deletes no contact: alerts about bank changes go to them.
CREATE FUNCTION forget_loaded_contacts(p_partner bigint, p_people bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) OR NOT EXISTS (
    SELECT 1 FROM public.hr_onboardingproject WHERE partner_id = p_partner AND stage NOT IN ('LIVE', 'REVIEW')) THEN
    RAISE EXCEPTION 'contacts are taken out only while a partner is on its way in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.hr_contact
  WHERE partner_id = p_partner AND person_id = ANY (p_people) AND verified_at IS NULL AND ended_at IS NULL;
END $$;
REVOKE ALL ON FUNCTION forget_loaded_contacts(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_loaded_contacts(bigint, bigint[]) TO ss_app;
