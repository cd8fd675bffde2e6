-- Whether a reference names a case against a person that is decided against them and stands: yes or no and nothing else,
-- as those who run leavers are on no list of it.
CREATE FUNCTION hr_case_stands(p_partner bigint, p_person bigint, p_reference text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) THEN
    RAISE EXCEPTION 'not a partner in scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN EXISTS (
    SELECT 1 FROM public.hr_hrcase c
     WHERE c.partner_id = p_partner AND c.person_id = p_person AND c.reference = p_reference
       AND c.kind IN ('DISCIPLINARY', 'CAPABILITY', 'BULLYING') AND c.decided_at IS NOT NULL
       AND c.outcome IN ('UPHELD', 'PARTLY') AND c.appeal_outcome <> 'ALLOWED');
END $$;
REVOKE ALL ON FUNCTION hr_case_stands(bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_case_stands(bigint, bigint, text) TO ss_app;
-- Triggers of the tables before are written when their migration ends: only now do they let two records become one.
SELECT let_people_merge();
