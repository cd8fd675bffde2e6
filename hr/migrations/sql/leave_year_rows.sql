-- What a year end did for each job is kept as long as the leave itself; its day is the first of the new year.
CREATE FUNCTION pg_temp.amend(p_function regprocedure, p_old text, p_new text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  body text := pg_get_functiondef(p_function);
BEGIN
  IF position(p_old IN body) = 0 THEN
    RAISE EXCEPTION '% does not say %', p_function, p_old;
  END IF;
  EXECUTE replace(body, p_old, p_new);
END $$;
SELECT pg_temp.amend('public.retained_leave(bigint, date, bigint)',
  $q$SELECT c.person_id, 'hr_leavecredit', c.id$q$,
  $q$SELECT w.person_id, 'hr_leaveyearrow', w.id, r.year_start FROM public.hr_leaveyearrow w
    JOIN public.hr_leaveyearrun r ON r.partner_id = w.partner_id AND r.id = w.run_id
    WHERE w.partner_id = p_partner AND (p_person IS NULL OR w.person_id = p_person) AND r.year_start <= p_cutoff
  UNION ALL
  SELECT c.person_id, 'hr_leavecredit', c.id$q$);
SELECT pg_temp.amend('public.erase_leave(bigint, bigint, jsonb)',
  $q$'hr_leavebooking', 'hr_leavecredit'$q$, $q$'hr_leavebooking', 'hr_leavecredit', 'hr_leaveyearrow'$q$);
DROP FUNCTION pg_temp.amend(regprocedure, text, text);
