DROP FUNCTION retention_in_force();
