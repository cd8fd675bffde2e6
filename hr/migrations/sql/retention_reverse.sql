DROP FUNCTION erase_death(bigint, bigint, jsonb), retained_death(bigint, date, bigint),
  erase_leave(bigint, bigint, jsonb), retained_leave(bigint, date, bigint),
  erase_absence(bigint, bigint, jsonb), retained_absence(bigint, date, bigint),
  erase_pension(bigint, bigint, jsonb), retained_pension(bigint, date, bigint);
DROP FUNCTION changes_of_leavers(bigint, date, bigint), erase_person(bigint, jsonb, text), no_identity(), no_contact(), in_pension_scheme(bigint, bigint),
  left_on(bigint, bigint);
CREATE OR REPLACE FUNCTION hr_person_contact_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (NEW.email <> OLD.email AND OLD.email <> '' AND NOT EXISTS (
        SELECT 1 FROM public.hr_contact c WHERE c.partner_id = NEW.partner_id AND c.person_id = NEW.id
        AND c.kind = 'EMAIL' AND c.value = OLD.email))
     OR (NEW.phone <> OLD.phone AND OLD.phone <> '' AND NOT EXISTS (
        SELECT 1 FROM public.hr_contact c WHERE c.partner_id = NEW.partner_id AND c.person_id = NEW.id
        AND c.kind = 'PHONE' AND c.value = OLD.phone)) THEN
    RAISE EXCEPTION 'a contact that is replaced stays in the history'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_person_contact_kept';
  END IF;
  RETURN NULL;
END $$;
