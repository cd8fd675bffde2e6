-- A mistake may still be found after the confirmation, until the family is being supported. An advance that was agreed
-- before it had to have an end gets one: six months after the death, and never before today.
CREATE OR REPLACE FUNCTION death_case_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT human_id INTO STRICT NEW.reported_human FROM public.partners_user WHERE id = NEW.reported_by_id;
    IF NEW.state <> 'REPORTED' OR NEW.pay <> 'HOLD' THEN
      RAISE EXCEPTION 'a case begins with a report, and pay is held' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.partner_id, NEW.person_id, NEW.reported_by_id, NEW.reported_human, NEW.reported_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.reported_by_id, OLD.reported_human, OLD.reported_at) THEN
    RAISE EXCEPTION 'a case keeps its person and its report' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('REPORTED', 'CONFIRMED'), ('REPORTED', 'WITHDRAWN'), ('CONFIRMED', 'WITHDRAWN'), ('CONFIRMED', 'IN_SUPPORT'),
       ('IN_SUPPORT', 'SETTLING'), ('SETTLING', 'CLOSED')) THEN
    RAISE EXCEPTION 'a case does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.confirmed_by_id IS NOT NULL THEN
    SELECT human_id INTO STRICT NEW.confirmed_human FROM public.partners_user WHERE id = NEW.confirmed_by_id;
  END IF;
  IF NEW.pay <> 'HOLD' AND NOT EXISTS (
       SELECT 1 FROM public.hr_pensionnotice n WHERE n.partner_id = NEW.partner_id AND n.case_id = NEW.id) THEN
    RAISE EXCEPTION 'a pension body is told before pay is decided' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

ALTER TABLE hr_deathcase DISABLE TRIGGER USER;
UPDATE hr_deathcase SET pay_until = GREATEST(current_date, (date_of_death + interval '6 months')::date)
  WHERE pay = 'ADVANCE';
ALTER TABLE hr_deathcase ENABLE TRIGGER USER;
