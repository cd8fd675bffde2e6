-- What the planner knows of the tables that loading people fills. Each row's foreign keys, and the checks of the guards,
-- run by plans that a session makes once: made while the tables are empty, they look a person up by partner alone and
-- walk through everybody who came before, so that twice the people take four times as long. Counting the tables once
-- the first rows are in has these plans made anew, by the key. It reads and writes no row and weakens no check.
-- Only the owner may count a table; the runtime role may have it done for these, within the scope of a partner.
CREATE FUNCTION hr_count_people_tables() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.app_partner_ids();
  -- Another load may be counting, too: whoever comes second goes by what the first finds out.
  ANALYZE (SKIP_LOCKED) public.hr_person, public.hr_employment, public.hr_assignment, public.hr_assignmentterms,
    public.hr_costsplit, public.hr_bankaccount, public.hr_contact;
END $$;
REVOKE ALL ON FUNCTION hr_count_people_tables() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_count_people_tables() TO ss_app;
