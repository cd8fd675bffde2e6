-- No review of an access request ends while a document is undecided, and nothing is answered without a review.
CREATE FUNCTION sar_documents_decided() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.state IN ('REVIEWED', 'RELEASED') AND EXISTS (
       SELECT 1 FROM public.partners_sardocument d
       WHERE d.partner_id = NEW.partner_id AND d.case_id = NEW.id AND d.decision = '') THEN
    RAISE EXCEPTION 'a document of access request % is undecided', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sar_documents_decided BEFORE UPDATE OF state ON partners_sarcase
  FOR EACH ROW EXECUTE FUNCTION sar_documents_decided();
REVOKE ALL ON FUNCTION sar_documents_decided() FROM PUBLIC;

-- The documents of my own answer: what they are, and one of them. As take_my_data, which has logged that it was taken.
CREATE FUNCTION my_answer_documents(p_request uuid, p_at timestamptz)
RETURNS TABLE (uuid uuid, number integer, section text, title text, decision text, exemption text, out_type text,
               out_bytes integer, out_sha256 text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.uuid, d.number, d.section::text, d.title::text, d.decision::text, d.exemption::text, d.out_type::text,
    d.out_bytes, d.out_sha256::text
  FROM public.partners_sarcase s
  JOIN public.partners_sardocument d ON d.partner_id = s.partner_id AND d.case_id = s.id
  WHERE s.uuid = p_request AND s.partner_id = ANY (public.app_partner_ids())
    AND s.person_id = ANY (public.app_person_ids()) AND s.state = 'RELEASED'
    AND EXISTS (SELECT 1 FROM public.partners_sarfile f WHERE f.partner_id = s.partner_id AND f.case_id = s.id
                AND f.kind = 'PDF' AND f.body <> '' AND f.expires_at > p_at)
  ORDER BY d.number $$;
CREATE FUNCTION take_my_document(p_request uuid, p_document uuid, p_at timestamptz) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.body::text FROM public.partners_sarcase s
  JOIN public.partners_sardocument d ON d.partner_id = s.partner_id AND d.case_id = s.id
  WHERE s.uuid = p_request AND d.uuid = p_document AND d.decision IN ('RELEASE', 'REDACT')
    AND d.uuid IN (SELECT m.uuid FROM public.my_answer_documents(p_request, p_at) m) $$;
REVOKE ALL ON FUNCTION my_answer_documents(uuid, timestamptz), take_my_document(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION my_answer_documents(uuid, timestamptz), take_my_document(uuid, uuid, timestamptz) TO ss_self;

-- A request about my data: asked in self-service. While one of its kind about the same is open, this is the one.
CREATE FUNCTION ask_about_my_data(p_person bigint, p_kind text, p_area text, p_words text, p_told date, p_due date,
  p_at timestamptz) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who   bigint := NULLIF(current_setting('app.actor_id', true), '')::bigint;
  place bigint := (public.app_partner_ids())[1];
  today date   := (p_at AT TIME ZONE 'Europe/London')::date;
  made  record;
BEGIN
  IF cardinality(public.app_partner_ids()) <> 1 OR NOT p_person = ANY (public.app_person_ids()) OR who IS NULL
     OR p_due <= today OR p_due > today + 40 OR p_told > p_due + 10 OR length(p_words) > 1000 THEN
    RAISE EXCEPTION 'one asks about one''s own data' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('rights:' || place, 0));
  SELECT s.uuid INTO made FROM public.partners_rightscase s
    WHERE s.partner_id = place AND s.person_id = p_person AND s.kind = p_kind AND s.area = p_area AND s.closed_at IS NULL
    ORDER BY s.id LIMIT 1;
  IF FOUND THEN
    RETURN made.uuid;
  END IF;
  INSERT INTO public.partners_rightscase (partner_id, uuid, person_id, number, kind, state, area, words, is_own,
      received_on, acknowledge_by, due_on, paused, lifted_why, outcome, recorded_by_id, recorded_at)
    SELECT place, gen_random_uuid(), p_person, COALESCE(max(s.number), 0) + 1, p_kind, 'RECEIVED', p_area, p_words, true,
      today, p_told, p_due, '{}', '', '', who, p_at FROM public.partners_rightscase s WHERE s.partner_id = place
    RETURNING id, uuid INTO made;
  INSERT INTO public.partners_rightsevent (partner_id, case_id, action, by_id, at, note)
    VALUES (place, made.id, 'receive', who, p_at, p_words);
  RETURN made.uuid;
END $$;
REVOKE ALL ON FUNCTION ask_about_my_data(bigint, text, text, text, date, date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ask_about_my_data(bigint, text, text, text, date, date, timestamptz) TO ss_self;

-- A request keeps who asked for what and when; a breach keeps when we became aware.
CREATE FUNCTION rights_case_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.partner_id, NEW.person_id, NEW.number, NEW.kind, NEW.received_on, NEW.due_on, NEW.recorded_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.person_id, OLD.number, OLD.kind, OLD.received_on, OLD.due_on, OLD.recorded_at)
     OR (OLD.closed_at IS NOT NULL AND (NEW.state, NEW.outcome) IS DISTINCT FROM (OLD.state, OLD.outcome)) THEN
    RAISE EXCEPTION 'a request keeps what was asked, and its outcome' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rights_case_guard BEFORE UPDATE ON partners_rightscase
  FOR EACH ROW EXECUTE FUNCTION rights_case_guard();
CREATE FUNCTION breach_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF OLD.state = 'CLOSED' OR (NEW.partner_id, NEW.number, NEW.aware_at, NEW.due_at, NEW.recorded_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.number, OLD.aware_at, OLD.due_at, OLD.recorded_at) THEN
    RAISE EXCEPTION 'a breach keeps its clock, and once closed everything' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER breach_guard BEFORE UPDATE ON partners_breach FOR EACH ROW EXECUTE FUNCTION breach_guard();
REVOKE DELETE ON partners_rightscase, partners_breach, partners_lookerreport FROM ss_app;

-- What somebody contests is not erased while that stands: they may need it (UK GDPR article 18(1)(b) and (c)).
CREATE OR REPLACE FUNCTION erasure_hold(p_partner bigint, p_person bigint, p_class text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT COALESCE(
    (SELECT h.reason FROM public.partners_legalhold h
     WHERE h.partner_id = p_partner AND h.lifted_at IS NULL
       AND (h.person_id IS NULL OR h.person_id = p_person) AND (h.data_class = '' OR h.data_class = p_class)
     ORDER BY h.id LIMIT 1),
    (SELECT 'An access request of this person is not answered yet' FROM public.partners_sarcase c
     WHERE c.partner_id = p_partner AND c.person_id = p_person AND c.closed_at IS NULL LIMIT 1),
    (SELECT 'What this person contests is restricted' FROM public.partners_rightscase r
     WHERE r.partner_id = p_partner AND r.person_id = p_person AND r.paused_at IS NOT NULL AND r.lifted_at IS NULL
       AND 'erasure' = ANY (r.paused) LIMIT 1),
    (SELECT 'A request of this person about their data is not decided yet' FROM public.partners_rightscase r
     WHERE r.partner_id = p_partner AND r.person_id = p_person AND r.closed_at IS NULL LIMIT 1)) $$;

-- Documents go with their access request; requests about data and their log, three years after they were decided.
CREATE OR REPLACE FUNCTION retained_requests(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH old AS (
    SELECT c.id, c.person_id, (c.closed_at AT TIME ZONE 'Europe/London')::date AS closed FROM public.partners_sarcase c
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person)
      AND (c.closed_at AT TIME ZONE 'Europe/London')::date <= p_cutoff),
  asked AS (
    SELECT c.id, c.person_id, (c.closed_at AT TIME ZONE 'Europe/London')::date AS closed FROM public.partners_rightscase c
    WHERE c.partner_id = p_partner AND (p_person IS NULL OR c.person_id = p_person)
      AND (c.paused_at IS NULL OR c.lifted_at IS NOT NULL)
      AND (c.closed_at AT TIME ZONE 'Europe/London')::date <= p_cutoff)
  SELECT old.person_id, 'partners_sarcase', old.id, old.closed FROM old
  UNION ALL
  SELECT old.person_id, 'partners_sarfile', f.id, old.closed
    FROM old JOIN public.partners_sarfile f ON f.partner_id = p_partner AND f.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sardocument', f.id, old.closed
    FROM old JOIN public.partners_sardocument f ON f.partner_id = p_partner AND f.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sardecision', d.id, old.closed
    FROM old JOIN public.partners_sardecision d ON d.partner_id = p_partner AND d.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sarpause', s.id, old.closed
    FROM old JOIN public.partners_sarpause s ON s.partner_id = p_partner AND s.case_id = old.id
  UNION ALL
  SELECT old.person_id, 'partners_sarevent', e.id, old.closed
    FROM old JOIN public.partners_sarevent e ON e.partner_id = p_partner AND e.case_id = old.id
  UNION ALL
  SELECT asked.person_id, 'partners_rightscase', asked.id, asked.closed FROM asked
  UNION ALL
  SELECT asked.person_id, 'partners_rightsevent', e.id, asked.closed
    FROM asked JOIN public.partners_rightsevent e ON e.partner_id = p_partner AND e.case_id = asked.id $$;
CREATE OR REPLACE FUNCTION erase_requests(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'partners_sarfile', 'partners_sardocument', 'partners_sardecision',
    'partners_sarpause', 'partners_sarevent', 'partners_sarcase', 'partners_rightsevent', 'partners_rightscase');
END $$;
