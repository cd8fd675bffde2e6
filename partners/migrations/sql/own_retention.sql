-- How long one's employer keeps what: the rules in force, which say nothing about anybody. Self-service reads no other table
-- of the schedule.
CREATE FUNCTION retention_in_force() RETURNS TABLE (data_class text, months integer, clock text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.data_class::text, r.months, r.clock::text
  FROM public.partners_retentionschedule s
  JOIN public.partners_retentionrule r ON r.partner_id = s.partner_id AND r.schedule_id = s.id
  WHERE s.partner_id = ANY (public.app_partner_ids()) AND s.state = 'IN_FORCE' $$;
REVOKE ALL ON FUNCTION retention_in_force() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retention_in_force() TO ss_app, ss_self;
