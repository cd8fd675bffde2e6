DROP FUNCTION app_team_people();
DROP FUNCTION app_whole_partner();
