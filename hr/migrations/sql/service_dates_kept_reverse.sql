DROP TRIGGER service_date_stays ON hr_servicedate;
DROP FUNCTION service_date_stays();
