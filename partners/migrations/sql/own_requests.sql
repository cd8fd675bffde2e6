-- What somebody holds about me: asked for in self-service, where signing in has proved who asks (UK GDPR article 12(6)).
-- One open request at a time: asked for twice, it is the one that there is. The caller works out the day of the answer.
CREATE FUNCTION ask_for_my_data(p_person bigint, p_scope text, p_due date, p_at timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who   bigint := NULLIF(current_setting('app.actor_id', true), '')::bigint;
  place bigint := (public.app_partner_ids())[1];
  today date   := (p_at AT TIME ZONE 'Europe/London')::date;
  made  record;
BEGIN
  IF cardinality(public.app_partner_ids()) <> 1 OR NOT p_person = ANY (public.app_person_ids()) OR who IS NULL
     OR p_due <= today OR p_due > today + 40 OR length(p_scope) > 1000 THEN
    RAISE EXCEPTION 'one asks for what is held about oneself' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('sar:' || place, 0));
  SELECT s.uuid INTO made FROM public.partners_sarcase s
    WHERE s.partner_id = place AND s.person_id = p_person AND s.closed_at IS NULL ORDER BY s.id LIMIT 1;
  IF FOUND THEN
    RETURN made.uuid;
  END IF;
  INSERT INTO public.partners_sarcase (partner_id, uuid, person_id, number, state, received_on, due_on, scope, exclusions,
      is_complex, complex_reason, recorded_by_id, recorded_at, answer)
    SELECT place, gen_random_uuid(), p_person, COALESCE(max(s.number), 0) + 1, 'VERIFIED', today, p_due, p_scope, '',
      false, '', who, p_at, '' FROM public.partners_sarcase s WHERE s.partner_id = place
    RETURNING id, uuid INTO made;
  INSERT INTO public.partners_sarevent (partner_id, case_id, action, by_id, at, note) VALUES
    (place, made.id, 'receive', who, p_at, COALESCE(NULLIF(p_scope, ''), 'Everything')),
    (place, made.id, 'verify', who, p_at, 'Signed in to self-service');
  RETURN made.uuid;
END $$;

-- My requests, and the files of an answer that can still be taken.
CREATE FUNCTION my_data_requests(p_at timestamptz)
RETURNS TABLE (request uuid, number integer, state text, received_on date, due_on date, closed_at timestamptz, said text,
               kinds text[], expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.uuid, s.number, s.state::text, s.received_on, s.due_on, s.closed_at, s.answer::text,
    COALESCE(array_agg(f.kind::text ORDER BY f.kind DESC) FILTER (WHERE f.id IS NOT NULL), '{}'), min(f.expires_at)
  FROM public.partners_sarcase s
  LEFT JOIN public.partners_sarfile f ON f.partner_id = s.partner_id AND f.case_id = s.id AND f.kind <> 'DRAFT'
    AND f.body <> '' AND f.expires_at > p_at AND s.state = 'RELEASED'
  WHERE s.partner_id = ANY (public.app_partner_ids()) AND s.person_id = ANY (public.app_person_ids())
  GROUP BY s.id ORDER BY s.id DESC $$;

-- One file of my answer; taking it is logged.
CREATE FUNCTION take_my_data(p_request uuid, p_kind text, p_at timestamptz) RETURNS TABLE (file uuid, body text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  who bigint := NULLIF(current_setting('app.actor_id', true), '')::bigint;
  it  record;
BEGIN
  SELECT s.id AS case_id, s.partner_id, s.number, f.uuid, f.body, f.sha256, f.kind INTO it
    FROM public.partners_sarcase s
    JOIN public.partners_sarfile f ON f.partner_id = s.partner_id AND f.case_id = s.id
    WHERE s.uuid = p_request AND s.partner_id = ANY (public.app_partner_ids())
      AND s.person_id = ANY (public.app_person_ids()) AND s.state = 'RELEASED' AND f.kind = p_kind AND f.kind <> 'DRAFT'
      AND f.body <> '' AND f.expires_at > p_at;
  IF NOT FOUND OR who IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO public.partners_sarevent (partner_id, case_id, action, by_id, at, note)
    VALUES (it.partner_id, it.case_id, 'download', who, p_at, 'By the person: ' || it.kind);
  PERFORM public.audit_record(it.partner_id, 'EXPORT', 'partners_sarcase', it.case_id::text,
    'Access request ' || it.number, jsonb_build_object('file', it.kind, 'sha256', it.sha256), '');
  RETURN QUERY SELECT it.uuid, it.body::text;
END $$;
REVOKE ALL ON FUNCTION ask_for_my_data(bigint, text, date, timestamptz), my_data_requests(timestamptz),
  take_my_data(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ask_for_my_data(bigint, text, date, timestamptz), my_data_requests(timestamptz),
  take_my_data(uuid, text, timestamptz) TO ss_self;
