DROP FUNCTION erase_rosters(bigint, bigint, jsonb);
DROP FUNCTION retained_rosters(bigint, date, bigint);
DROP TRIGGER hr_monthlyinput_of_roster ON hr_monthlyinput;
DROP FUNCTION hr_monthlyinput_of_roster();
DROP TRIGGER hr_rosterline_guard ON hr_rosterline;
DROP FUNCTION hr_rosterline_guard();
DROP TRIGGER hr_rosterimport_guard ON hr_rosterimport;
DROP FUNCTION hr_rosterimport_guard();
