CREATE OR REPLACE FUNCTION hr_check_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE may text[] := TG_ARGV;
BEGIN
  IF public.purging() THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'records of checks are withdrawn, never deleted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (to_jsonb(NEW) - may) IS DISTINCT FROM (to_jsonb(OLD) - may) THEN
    RAISE EXCEPTION 'a record of a check keeps what it says' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION forget_loaded_checks(p_partner bigint, p_people bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT p_partner = ANY (public.app_partner_ids()) OR NOT EXISTS (
    SELECT 1 FROM public.hr_onboardingproject
    WHERE partner_id = p_partner AND stage IN ('BUILD', 'DATA_MIGRATION', 'UAT', 'PARALLEL_RUN', 'CUTOVER')) THEN
    RAISE EXCEPTION 'checks are taken out only while a partner is on its way in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.hr_righttowork
  WHERE partner_id = p_partner AND person_id = ANY (p_people) AND checked_elsewhere_by <> '';
END $$;
