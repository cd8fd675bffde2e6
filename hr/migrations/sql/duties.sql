-- Acting up lasts twelve months at the most, and a review falls inside it (domain HR-07).
ALTER TABLE hr_actingup ADD CONSTRAINT hr_actingup_at_most_a_year
  CHECK (upper(valid) <= (lower(valid) + interval '12 months')::date);
ALTER TABLE hr_actingup ADD CONSTRAINT hr_actingup_reviewed_inside CHECK (valid @> review_on);
-- More than six months of an honorarium are looked at for a regrade.
ALTER TABLE hr_honorarium ADD CONSTRAINT hr_honorarium_long_is_reviewed
  CHECK (review_on IS NOT NULL OR upper(valid) <= (lower(valid) + interval '6 months')::date);
ALTER TABLE hr_fixedterm ADD CONSTRAINT hr_fixedterm_ends_after_it_begins CHECK (ends_on >= lower(valid));

-- Pay of a covered post stands in the terms only on the days on which it is covered: there is no way to forget its end.
CREATE FUNCTION hr_terms_acting_inside() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.acting_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM hr_actingup acting
     WHERE acting.id = NEW.acting_id AND acting.partner_id = NEW.partner_id
       AND acting.assignment_id = NEW.assignment_id AND acting.valid @> NEW.valid
  ) THEN
    RAISE EXCEPTION 'pay of a covered post ends with the cover'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_terms_acting_inside';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_terms_acting_inside BEFORE INSERT OR UPDATE ON hr_assignmentterms
  FOR EACH ROW EXECUTE FUNCTION hr_terms_acting_inside();
CREATE FUNCTION hr_acting_keeps_terms() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM hr_assignmentterms terms WHERE terms.acting_id = NEW.id AND NOT NEW.valid @> terms.valid) THEN
    RAISE EXCEPTION 'the terms still carry the pay of the covered post'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_terms_acting_inside';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_acting_keeps_terms BEFORE UPDATE ON hr_actingup
  FOR EACH ROW EXECUTE FUNCTION hr_acting_keeps_terms();
