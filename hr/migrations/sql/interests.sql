-- Whom a declaration means: the one person of that number, or the only one of that name. Otherwise HR says.
-- It runs as the owner, so that nobody learns by declaring who is on record here.
CREATE FUNCTION hr_declaredinterest_finds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found bigint[];
BEGIN
  IF NEW.kind = 'WORK' THEN RETURN NULL; END IF;
  IF NEW.employee_no <> '' THEN
    SELECT array_agg(DISTINCT e.person_id) INTO found FROM public.hr_employment e
    WHERE e.partner_id = NEW.partner_id AND lower(e.employee_no) = lower(NEW.employee_no);
  ELSE
    SELECT array_agg(p.id) INTO found FROM public.hr_person p
    WHERE p.partner_id = NEW.partner_id AND p.merged_into_id IS NULL
      AND lower(NEW.name) IN (lower(p.forenames || ' ' || p.surname), lower(p.known_as || ' ' || p.surname));
  END IF;
  IF cardinality(found) = 1 AND found[1] IS DISTINCT FROM NEW.person_id THEN
    UPDATE public.hr_declaredinterest SET about_id = found[1] WHERE id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION hr_declaredinterest_finds() FROM PUBLIC;
CREATE TRIGGER hr_declaredinterest_finds AFTER INSERT ON hr_declaredinterest
  FOR EACH ROW EXECUTE FUNCTION hr_declaredinterest_finds();

-- A declaration keeps what it says; it may be confirmed, linked and ended.
CREATE FUNCTION hr_declaredinterest_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE later text[] := '{about_id,confirmed_at,linked_by_id,linked_at,ended_by_id,ended_at,end_reason}';
BEGIN
  IF OLD.ended_at IS NOT NULL OR (to_jsonb(NEW) - later) IS DISTINCT FROM (to_jsonb(OLD) - later) THEN
    RAISE EXCEPTION 'a declared interest keeps what it says' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hr_declaredinterest_guard BEFORE UPDATE ON hr_declaredinterest
  FOR EACH ROW EXECUTE FUNCTION hr_declaredinterest_guard();
REVOKE DELETE ON hr_declaredinterest FROM ss_app;

-- Of whom the human being behind a login decides nothing: those declared close to them, and who declared them close.
-- Ids alone, whatever of them the scope shows.
CREATE FUNCTION hr_close_people(p_partner bigint, p_human uuid) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.about_id FROM public.hr_declaredinterest d
  WHERE d.partner_id = p_partner AND p_partner = ANY (public.app_partner_ids()) AND d.ended_at IS NULL
    AND d.about_id IS NOT NULL AND public.human_of(d.holder_id) = p_human
  UNION
  SELECT d.person_id FROM public.hr_declaredinterest d
  WHERE d.partner_id = p_partner AND p_partner = ANY (public.app_partner_ids()) AND d.ended_at IS NULL
    AND d.person_id IS NOT NULL AND d.about_id IN (
      SELECT g.person_id FROM public.partners_grant g JOIN public.partners_user u ON u.id = g.user_id
      WHERE g.partner_id = p_partner AND g.person_id IS NOT NULL AND u.human_id = p_human) $$;
REVOKE ALL ON FUNCTION hr_close_people(bigint, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hr_close_people(bigint, uuid) TO ss_app;

CREATE FUNCTION retained_interests(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT o.person_id, 'hr_declaredinterest', o.id, o.on_date FROM (
    SELECT d.person_id, d.id, COALESCE((d.ended_at AT TIME ZONE 'Europe/London')::date, l.last_day) AS on_date
    FROM public.hr_declaredinterest d
    LEFT JOIN public.left_on(p_partner, p_person) l ON l.person_id = d.person_id
    WHERE d.partner_id = p_partner AND (p_person IS NULL OR d.person_id = p_person)) o
  WHERE o.on_date <= p_cutoff $$;

CREATE FUNCTION erase_interests(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'hr_declaredinterest');
END $$;
REVOKE ALL ON FUNCTION erase_interests(bigint, bigint, jsonb) FROM PUBLIC;

SELECT let_people_merge();
