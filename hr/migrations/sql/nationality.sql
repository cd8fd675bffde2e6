-- Nationality goes with what leads to somebody.
CREATE OR REPLACE FUNCTION no_contact() RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT $q$address_line_1 = '', address_line_2 = '', town = '', postcode = '', email = '', phone = '', title = '',
     known_as = '', nationality = ''$q$ $$;
