-- The first version of a unit and of a post is made with the row itself, whoever makes it.
CREATE FUNCTION hr_orgunit_first_version() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO public.hr_unitversion (partner_id, unit_id, parent_id, name, valid)
  VALUES (NEW.partner_id, NEW.id, NEW.parent_id, NEW.name, NEW.valid);
  RETURN NULL;
END $$;
CREATE TRIGGER hr_orgunit_first_version AFTER INSERT ON hr_orgunit
  FOR EACH ROW EXECUTE FUNCTION hr_orgunit_first_version();

CREATE FUNCTION hr_post_first_version() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO public.hr_postversion
    (partner_id, post_id, org_unit_id, established_fte, location, funding, valid)
  VALUES (NEW.partner_id, NEW.id, NEW.org_unit_id, NEW.established_fte, NEW.location, 'PERMANENT', NEW.valid);
  RETURN NULL;
END $$;
CREATE TRIGGER hr_post_first_version AFTER INSERT ON hr_post
  FOR EACH ROW EXECUTE FUNCTION hr_post_first_version();

INSERT INTO hr_unitversion (partner_id, unit_id, parent_id, name, valid)
  SELECT partner_id, id, parent_id, name, valid FROM hr_orgunit;
INSERT INTO hr_postversion (partner_id, post_id, org_unit_id, established_fte, location, funding, valid)
  SELECT partner_id, id, org_unit_id, established_fte, location, 'PERMANENT', valid FROM hr_post;

-- What a version of a unit says holds on every day of it: no circle, one employer, the unit above and the post there.
-- Security definer, because a deferred check may run when the scope of the statement has been left. Two moves at the
-- same moment follow each other, so that they cannot make a circle together.
CREATE FUNCTION hr_unitversion_fits(one public.hr_unitversion) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own public.hr_orgunit;
  above public.hr_orgunit;
  manager public.hr_post;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('hr_unitversion'), one.partner_id::int);
  SELECT * INTO STRICT own FROM public.hr_orgunit u WHERE u.partner_id = one.partner_id AND u.id = one.unit_id;
  IF NOT own.valid @> one.valid THEN
    RAISE EXCEPTION 'a unit has no place on days on which it is not there'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_unitversion_within_unit';
  END IF;
  IF one.manager_post_id IS NOT NULL THEN
    SELECT * INTO STRICT manager FROM public.hr_post p
      WHERE p.partner_id = one.partner_id AND p.id = one.manager_post_id;
    IF NOT manager.valid @> one.valid THEN
      RAISE EXCEPTION 'a unit is managed by a post that is there all the time'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_unitversion_manager_there';
    END IF;
  END IF;
  IF one.parent_id IS NULL THEN
    RETURN;
  END IF;
  SELECT * INTO STRICT above FROM public.hr_orgunit u WHERE u.partner_id = one.partner_id AND u.id = one.parent_id;
  IF above.legal_entity_id <> own.legal_entity_id THEN
    RAISE EXCEPTION 'a unit and the unit above it belong to one legal entity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_unitversion_one_entity';
  END IF;
  IF NOT above.valid @> one.valid THEN
    RAISE EXCEPTION 'the unit above is not there all the time'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_unitversion_parent_there';
  END IF;
  PERFORM 1 FROM (
    WITH RECURSIVE up(unit_id, span, steps) AS (
      SELECT one.parent_id, one.valid, 1
      UNION ALL
      SELECT v.parent_id, up.span * v.valid, up.steps + 1
      FROM up JOIN public.hr_unitversion v
        ON v.partner_id = one.partner_id AND v.unit_id = up.unit_id AND v.valid && up.span AND v.parent_id IS NOT NULL
      WHERE up.unit_id <> one.unit_id AND up.steps < 100
    )
    SELECT unit_id FROM up WHERE unit_id = one.unit_id LIMIT 1
  ) circle;
  IF FOUND THEN
    RAISE EXCEPTION 'a unit cannot be part of itself, not even by way of others'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_unitversion_no_circle';
  END IF;
END $$;

-- What a version of a post says holds on every day of it: the unit is there, and the line upwards has no circle.
CREATE FUNCTION hr_postversion_fits(one public.hr_postversion) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM public.hr_post p JOIN public.hr_orgunit u ON u.partner_id = p.partner_id AND u.id = one.org_unit_id
    WHERE p.partner_id = one.partner_id AND p.id = one.post_id AND p.valid @> one.valid AND u.valid @> one.valid;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a post stands in a unit that is there all the time'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_postversion_unit_there';
  END IF;
  IF one.reports_to_id IS NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('hr_postversion'), one.partner_id::int);
  PERFORM 1 FROM public.hr_post p
    WHERE p.partner_id = one.partner_id AND p.id = one.reports_to_id AND p.valid @> one.valid;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a post reports to a post that is there all the time'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_postversion_manager_there';
  END IF;
  PERFORM 1 FROM (
    WITH RECURSIVE up(post_id, span, steps) AS (
      SELECT one.reports_to_id, one.valid, 1
      UNION ALL
      SELECT v.reports_to_id, up.span * v.valid, up.steps + 1
      FROM up JOIN public.hr_postversion v
        ON v.partner_id = one.partner_id AND v.post_id = up.post_id AND v.valid && up.span
        AND v.reports_to_id IS NOT NULL
      WHERE up.post_id <> one.post_id AND up.steps < 100
    )
    SELECT post_id FROM up WHERE post_id = one.post_id LIMIT 1
  ) circle;
  IF FOUND THEN
    RAISE EXCEPTION 'a post cannot report to itself, not even by way of others'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_postversion_no_circle';
  END IF;
END $$;

-- The row as it stands at the end of the transaction is what counts: one that is gone, or was changed again, is looked
-- at by its own trigger.
CREATE FUNCTION hr_unitversion_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE one public.hr_unitversion;
BEGIN
  FOR one IN SELECT v.* FROM public.hr_unitversion v WHERE v.partner_id = NEW.partner_id AND v.id = NEW.id LOOP
    PERFORM public.hr_unitversion_fits(one);
  END LOOP;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hr_unitversion_check AFTER INSERT OR UPDATE ON hr_unitversion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_unitversion_check();

CREATE FUNCTION hr_postversion_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE one public.hr_postversion;
BEGIN
  FOR one IN SELECT v.* FROM public.hr_postversion v WHERE v.partner_id = NEW.partner_id AND v.id = NEW.id LOOP
    PERFORM public.hr_postversion_fits(one);
  END LOOP;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hr_postversion_check AFTER INSERT OR UPDATE ON hr_postversion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_postversion_check();

-- A unit that ends, or begins later, still holds everything that stands in it.
CREATE FUNCTION hr_orgunit_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  one public.hr_unitversion;
  two public.hr_postversion;
BEGIN
  FOR one IN SELECT v.* FROM public.hr_unitversion v
    WHERE v.partner_id = NEW.partner_id AND (v.unit_id = NEW.id OR v.parent_id = NEW.id) LOOP
    PERFORM public.hr_unitversion_fits(one);
  END LOOP;
  FOR two IN SELECT v.* FROM public.hr_postversion v
    WHERE v.partner_id = NEW.partner_id AND v.org_unit_id = NEW.id LOOP
    PERFORM public.hr_postversion_fits(two);
  END LOOP;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hr_orgunit_check AFTER UPDATE OF valid, legal_entity_id ON hr_orgunit
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_orgunit_check();

-- A post that ends is held by nobody afterwards, manages nothing, and nobody reports to it.
CREATE FUNCTION hr_post_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  one public.hr_unitversion;
  two public.hr_postversion;
BEGIN
  IF NOT upper_inf(NEW.valid) THEN
    PERFORM 1 FROM public.hr_assignment a WHERE a.partner_id = NEW.partner_id AND a.post_id = NEW.id
      AND (upper_inf(a.valid) OR upper(a.valid) > upper(NEW.valid));
    IF FOUND THEN
      RAISE EXCEPTION 'somebody holds the post after its last day'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_post_still_held';
    END IF;
  END IF;
  FOR one IN SELECT v.* FROM public.hr_unitversion v
    WHERE v.partner_id = NEW.partner_id AND v.manager_post_id = NEW.id LOOP
    PERFORM public.hr_unitversion_fits(one);
  END LOOP;
  FOR two IN SELECT v.* FROM public.hr_postversion v
    WHERE v.partner_id = NEW.partner_id AND (v.post_id = NEW.id OR v.reports_to_id = NEW.id) LOOP
    PERFORM public.hr_postversion_fits(two);
  END LOOP;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hr_post_check AFTER UPDATE OF valid ON hr_post
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_post_check();

-- A post goes from state to state as the table of hr/states.py says.
CREATE FUNCTION hr_post_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state NOT IN ('DRAFT', 'ESTABLISHED') THEN
      RAISE EXCEPTION 'a post begins as a draft, or is loaded as established'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_post_begins';
    END IF;
  ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('DRAFT', 'SUBMITTED'), ('SUBMITTED', 'DRAFT'), ('SUBMITTED', 'ESTABLISHED'), ('ESTABLISHED', 'FROZEN'),
      ('FROZEN', 'ESTABLISHED'), ('ESTABLISHED', 'DELETED'), ('FROZEN', 'DELETED')) THEN
    RAISE EXCEPTION 'a post does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_post_moves';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_post_moves BEFORE INSERT OR UPDATE OF state ON hr_post
  FOR EACH ROW EXECUTE FUNCTION hr_post_moves();

-- Nobody is put on a post that is not established, or after its last day.
CREATE FUNCTION hr_assignment_post_open() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM 1 FROM public.hr_post p WHERE p.partner_id = NEW.partner_id AND p.id = NEW.post_id
    AND (p.state = 'ESTABLISHED' OR (p.state = 'DELETED' AND p.valid @> NEW.valid));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'nobody starts on a post that is not established'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_assignment_post_open';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_assignment_post_open BEFORE INSERT OR UPDATE OF post_id ON hr_assignment
  FOR EACH ROW EXECUTE FUNCTION hr_assignment_post_open();

-- The funding of a post adds up to 100 on every date that has any.
CREATE FUNCTION hr_postfunding_adds_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  changed public.hr_postfunding := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  bad record;
BEGIN
  SELECT edge.on_date, sum(s.percent) AS total INTO bad
  FROM (
    SELECT lower(e.valid) AS on_date FROM public.hr_postfunding e
    WHERE e.partner_id = changed.partner_id AND e.post_id = changed.post_id
    UNION
    SELECT upper(e.valid) FROM public.hr_postfunding e
    WHERE e.partner_id = changed.partner_id AND e.post_id = changed.post_id AND NOT upper_inf(e.valid)
  ) edge
  JOIN public.hr_postfunding s
    ON s.partner_id = changed.partner_id AND s.post_id = changed.post_id AND s.valid @> edge.on_date
  GROUP BY edge.on_date HAVING sum(s.percent) <> 100 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the funding of the post adds up to % percent on %, not 100', bad.total, bad.on_date
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hr_postfunding_adds_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hr_postfunding_adds_up AFTER INSERT OR UPDATE OR DELETE ON hr_postfunding
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hr_postfunding_adds_up();

REVOKE ALL ON FUNCTION hr_unitversion_fits(public.hr_unitversion), hr_postversion_fits(public.hr_postversion),
  hr_unitversion_check(), hr_postversion_check(), hr_orgunit_check(), hr_post_check(), hr_postfunding_adds_up()
  FROM PUBLIC;
