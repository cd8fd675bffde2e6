DROP FUNCTION forget_loaded_contacts(bigint, bigint[]);
