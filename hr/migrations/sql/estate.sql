-- What is kept of a case takes whoever acts for the estate along.
CREATE OR REPLACE FUNCTION retained_death(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT d.id AS case_id, d.person_id, max((e.at AT TIME ZONE 'Europe/London')::date) AS on_date
    FROM public.hr_deathcase d JOIN public.hr_deathevent e ON e.partner_id = d.partner_id AND e.case_id = d.id
    WHERE d.partner_id = p_partner AND d.state IN ('CLOSED', 'WITHDRAWN') AND (p_person IS NULL OR d.person_id = p_person)
    GROUP BY d.id, d.person_id HAVING max((e.at AT TIME ZONE 'Europe/London')::date) <= p_cutoff),
  h AS (
    SELECT h.id, h.person_id, (h.lifted_at AT TIME ZONE 'Europe/London')::date AS on_date
    FROM public.partners_communicationshold h
    WHERE h.partner_id = p_partner AND (p_person IS NULL OR h.person_id = p_person)
      AND (h.lifted_at AT TIME ZONE 'Europe/London')::date <= p_cutoff)
  SELECT o.person_id, 'hr_deathcase', o.case_id, o.on_date FROM o
  UNION ALL
  SELECT o.person_id, 'hr_deathevent', t.id, o.on_date
    FROM o JOIN public.hr_deathevent t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT o.person_id, 'hr_pensionnotice', t.id, o.on_date
    FROM o JOIN public.hr_pensionnotice t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT o.person_id, 'hr_familycorrespondent', t.id, o.on_date
    FROM o JOIN public.hr_familycorrespondent t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT o.person_id, 'hr_deathtask', t.id, o.on_date
    FROM o JOIN public.hr_deathtask t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT o.person_id, 'hr_deathoverpayment', t.id, o.on_date
    FROM o JOIN public.hr_deathoverpayment t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT o.person_id, 'hr_representative', t.id, o.on_date
    FROM o JOIN public.hr_representative t ON t.partner_id = p_partner AND t.case_id = o.case_id
  UNION ALL
  SELECT h.person_id, 'partners_communicationshold', h.id, h.on_date FROM h
  UNION ALL
  SELECT h.person_id, 'partners_holdevent', t.id, h.on_date
    FROM h JOIN public.partners_holdevent t ON t.partner_id = p_partner AND t.hold_id = h.id $$;

CREATE OR REPLACE FUNCTION erase_death(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_deathtask', 'hr_deathoverpayment', 'hr_representative',
    'hr_familycorrespondent', 'hr_pensionnotice', 'hr_deathevent', 'hr_deathcase',
    'partners_holdevent', 'partners_communicationshold');
END $$;

-- Who recorded and who verified stand as human beings, written by the database. Nothing of an account is ever changed but
-- how it stands, and it is none that the person who has died was paid into.
CREATE FUNCTION representative_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'RECORDED' THEN
      RAISE EXCEPTION 'an account is recorded first' USING ERRCODE = 'check_violation';
    END IF;
    SELECT human_id INTO STRICT NEW.recorded_human FROM public.partners_user WHERE id = NEW.recorded_by_id;
    IF EXISTS (
         SELECT 1 FROM public.hr_deathcase c WHERE c.partner_id = NEW.partner_id AND c.id = NEW.case_id AND (
           EXISTS (SELECT 1 FROM public.hr_bankaccount a WHERE a.partner_id = c.partner_id
                   AND a.person_id = c.person_id AND a.fingerprint = NEW.fingerprint)
           OR EXISTS (SELECT 1 FROM public.hr_secondaccount a WHERE a.partner_id = c.partner_id
                   AND a.person_id = c.person_id AND a.fingerprint = NEW.fingerprint))) THEN
      RAISE EXCEPTION 'this is an account of the person who has died' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (to_jsonb(NEW) - '{state,verified_by_id,verified_human,verified_at,verified_how,payable_from,stopped_by_id,stopped_at,stopped_why}'::text[])
     IS DISTINCT FROM
     (to_jsonb(OLD) - '{state,verified_by_id,verified_human,verified_at,verified_how,payable_from,stopped_by_id,stopped_at,stopped_why}'::text[])
     OR (OLD.verified_at IS NOT NULL AND (NEW.verified_by_id, NEW.verified_at, NEW.verified_how, NEW.payable_from)
         IS DISTINCT FROM (OLD.verified_by_id, OLD.verified_at, OLD.verified_how, OLD.payable_from)) THEN
    RAISE EXCEPTION 'an account is never typed over: record another' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
       ('RECORDED', 'VERIFIED'), ('RECORDED', 'STOPPED'), ('VERIFIED', 'STOPPED')) THEN
    RAISE EXCEPTION 'an account does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.verified_by_id IS NOT NULL AND OLD.verified_by_id IS NULL THEN
    SELECT human_id INTO STRICT NEW.verified_human FROM public.partners_user WHERE id = NEW.verified_by_id;
    IF NEW.payable_from <= (NEW.verified_at AT TIME ZONE 'Europe/London')::date THEN
      RAISE EXCEPTION 'an account cools off before it is paid' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER representative_guard BEFORE INSERT OR UPDATE ON hr_representative
  FOR EACH ROW EXECUTE FUNCTION representative_guard();
REVOKE DELETE ON hr_representative FROM ss_app;

-- What was decided before is what is decided now: it is paid to the estate.
ALTER TABLE hr_deathcase DISABLE TRIGGER USER;
UPDATE hr_deathcase SET pay = 'ESTATE' WHERE pay = 'TO_DATE';
ALTER TABLE hr_deathcase ENABLE TRIGGER USER;
