CREATE OR REPLACE FUNCTION app_team_people() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
  IF COALESCE(current_setting('app.unit_ids', true), '') = '' THEN
    RETURN;
  END IF;
  RETURN QUERY
    WITH RECURSIVE team AS (
      SELECT u.id FROM public.hr_orgunit u
      WHERE u.id = ANY (current_setting('app.unit_ids')::bigint[])
        AND u.partner_id = ANY (public.app_partner_ids())
      UNION
      SELECT below.id FROM public.hr_orgunit below JOIN team ON below.parent_id = team.id
    )
    SELECT DISTINCT a.person_id
    FROM public.hr_post p JOIN public.hr_assignment a ON a.post_id = p.id AND a.partner_id = p.partner_id
    WHERE p.org_unit_id IN (SELECT team.id FROM team) AND p.partner_id = ANY (public.app_partner_ids())
      AND a.valid && daterange(today - 31, NULL);
END $$;
DROP TRIGGER starter_answers_guard ON hr_starteranswers;
DROP FUNCTION starter_answers_guard();
DROP TRIGGER document_guard ON hr_document;
DROP FUNCTION document_guard();
GRANT DELETE ON hr_righttoworksuspension TO ss_app;
DROP TRIGGER right_to_work_suspension_guard ON hr_righttoworksuspension;
DROP FUNCTION right_to_work_suspension_guard();
GRANT DELETE ON hr_righttowork TO ss_app;
DROP TRIGGER right_to_work_guard ON hr_righttowork;
DROP FUNCTION right_to_work_guard();
GRANT DELETE ON hr_startergate TO ss_app;
DROP TRIGGER starter_gate_guard ON hr_startergate;
GRANT DELETE ON hr_startercase TO ss_app;
DROP TRIGGER starter_case_guard ON hr_startercase;
DROP FUNCTION app_right_to_work(bigint, bigint, date);
