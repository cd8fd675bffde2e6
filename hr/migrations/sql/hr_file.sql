-- The file of whoever has left; and, of whoever was in no pension scheme, the identity.
CREATE FUNCTION retained_hr_file(p_partner bigint, p_cutoff date, p_person bigint)
RETURNS TABLE (person_id bigint, in_table text, row_id bigint, on_date date) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH o AS (
    SELECT l.person_id, l.last_day AS on_date FROM public.left_on(p_partner, p_person) l WHERE l.last_day <= p_cutoff),
  c AS (SELECT f.person_id, f.change_id, f.on_date FROM public.changes_of_leavers(p_partner, p_cutoff, p_person) f)
  SELECT o.person_id, 'hr_person', p.id, o.on_date
    FROM o JOIN public.hr_person p ON p.partner_id = p_partner AND p.id = o.person_id
    WHERE p.address_line_1 || p.address_line_2 || p.town || p.postcode || p.email || p.phone || p.title || p.known_as <> ''
      OR (NOT public.in_pension_scheme(p_partner, p.id) AND (p.surname <> 'Erased' OR p.nino <> ''))
  UNION ALL
  SELECT c.person_id, 'partners_changerequest', c.change_id, c.on_date FROM c
  UNION ALL
  SELECT o.person_id, 'hr_forewarning', t.id, o.on_date
    FROM o JOIN public.hr_forewarning t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_jobparticulars', t.id, o.on_date
    FROM o JOIN public.hr_jobparticulars t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_fixedterm', t.id, o.on_date
    FROM o JOIN public.hr_fixedterm t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_gradedecision', t.id, o.on_date
    FROM o JOIN public.hr_gradedecision t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_jobmark', t.id, o.on_date
    FROM o JOIN public.hr_jobmark t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_carriedwork', t.id, o.on_date
    FROM o JOIN public.hr_carriedwork t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_secondment', t.id, o.on_date
    FROM o JOIN public.hr_secondment t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_sensitivepost', t.id, o.on_date
    FROM o JOIN public.hr_sensitivepost t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_missingcase', t.id, o.on_date
    FROM o JOIN public.hr_missingcase t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_startercase', t.id, o.on_date
    FROM o JOIN public.hr_startercase t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_starteranswers', t.id, o.on_date
    FROM o JOIN public.hr_starteranswers t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_leaving', t.id, o.on_date
    FROM o JOIN public.hr_leaving t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_overpaymentcase', t.id, o.on_date
    FROM o JOIN public.hr_overpaymentcase t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT c.person_id, 'partners_approvalstep', t.id, c.on_date FROM c JOIN public.partners_approvalstep t ON t.partner_id = p_partner AND t.change_id = c.change_id
  UNION ALL
  SELECT c.person_id, 'partners_changeevent', t.id, c.on_date FROM c JOIN public.partners_changeevent t ON t.partner_id = p_partner AND t.change_id = c.change_id
  UNION ALL
  SELECT o.person_id, 'hr_starterevent', t.id, o.on_date
    FROM o JOIN public.hr_startercase c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_starterevent t ON t.partner_id = p_partner AND t.case_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_startergate', t.id, o.on_date
    FROM o JOIN public.hr_startercase c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_startergate t ON t.partner_id = p_partner AND t.case_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_leavingevent', t.id, o.on_date
    FROM o JOIN public.hr_leaving c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_leavingevent t ON t.partner_id = p_partner AND t.leaving_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_leavingtask', t.id, o.on_date
    FROM o JOIN public.hr_leaving c ON c.partner_id = p_partner AND c.person_id = o.person_id
    JOIN public.hr_leavingtask t ON t.partner_id = p_partner AND t.leaving_id = c.id
  UNION ALL
  SELECT o.person_id, 'hr_document', t.id, o.on_date
    FROM o JOIN public.hr_document t ON t.partner_id = p_partner AND t.person_id = o.person_id AND t.kind NOT IN ('RIGHT_TO_WORK', 'IDENTITY', 'RECEIPT')
  UNION ALL
  SELECT o.person_id, 'hr_formername', t.id, o.on_date
    FROM o JOIN public.hr_formername t ON t.partner_id = p_partner AND t.person_id = o.person_id
    AND NOT public.in_pension_scheme(p_partner, t.person_id)
  UNION ALL
  SELECT o.person_id, 'hr_assignmentterms', t.id, o.on_date
    FROM o JOIN public.hr_assignmentterms t ON t.partner_id = p_partner AND t.person_id = o.person_id AND t.reason <> 'Erased'
  UNION ALL
  SELECT o.person_id, 'hr_actingup', t.id, o.on_date
    FROM o JOIN public.hr_actingup t ON t.partner_id = p_partner AND t.person_id = o.person_id AND t.reason <> 'Erased' $$;

CREATE FUNCTION erase_hr_file(p_partner bigint, p_person bigint, p_old jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.erase_rows(p_partner, p_old, 'partners_approvalstep', 'partners_changeevent', 'partners_changerequest',
    'hr_forewarning', 'hr_jobparticulars', 'hr_fixedterm', 'hr_gradedecision', 'hr_jobmark', 'hr_carriedwork',
    'hr_secondment', 'hr_formername');
  PERFORM public.erase_rows(p_partner, p_old, 'hr_starterevent', 'hr_startergate', 'hr_starteranswers', 'hr_startercase',
    'hr_overpaymentcase', 'hr_leavingevent', 'hr_leavingtask', 'hr_leaving', 'hr_document', 'hr_missingcase',
    'hr_sensitivepost');
  PERFORM public.erase_values(p_partner, p_old, 'hr_assignmentterms', $q$reason = 'Erased'$q$);
  PERFORM public.erase_values(p_partner, p_old, 'hr_actingup', $q$reason = 'Erased'$q$);
  PERFORM public.erase_person(p_partner, p_old, public.no_contact() || CASE
    WHEN public.in_pension_scheme(p_partner, p_person) THEN '' ELSE ', ' || public.no_identity() END);
END $$;
REVOKE ALL ON FUNCTION erase_hr_file(bigint, bigint, jsonb) FROM PUBLIC;
