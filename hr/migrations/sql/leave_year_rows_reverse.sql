CREATE FUNCTION pg_temp.amend(p_function regprocedure, p_old text, p_new text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE replace(pg_get_functiondef(p_function), p_old, p_new);
END $$;
SELECT pg_temp.amend('public.erase_leave(bigint, bigint, jsonb)',
  $q$'hr_leavebooking', 'hr_leavecredit', 'hr_leaveyearrow'$q$, $q$'hr_leavebooking', 'hr_leavecredit'$q$);
SELECT pg_temp.amend('public.retained_leave(bigint, date, bigint)',
  $q$SELECT w.person_id, 'hr_leaveyearrow', w.id, r.year_start FROM public.hr_leaveyearrow w
    JOIN public.hr_leaveyearrun r ON r.partner_id = w.partner_id AND r.id = w.run_id
    WHERE w.partner_id = p_partner AND (p_person IS NULL OR w.person_id = p_person) AND r.year_start <= p_cutoff
  UNION ALL
  SELECT c.person_id, 'hr_leavecredit', c.id$q$,
  $q$SELECT c.person_id, 'hr_leavecredit', c.id$q$);
DROP FUNCTION pg_temp.amend(regprocedure, text, text);
