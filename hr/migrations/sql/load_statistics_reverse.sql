DROP FUNCTION hr_count_people_tables();
