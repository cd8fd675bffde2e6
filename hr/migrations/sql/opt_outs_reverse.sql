CREATE FUNCTION pg_temp.amend(p_function regprocedure, p_old text, p_new text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE replace(pg_get_functiondef(p_function), p_old, p_new);
END $$;
SELECT pg_temp.amend('public.erase_hr_file(bigint, bigint, jsonb)',
  $q$'hr_leaving', 'hr_workingtimeoptout', 'hr_document'$q$, $q$'hr_leaving', 'hr_document'$q$);
SELECT pg_temp.amend('public.retained_hr_file(bigint, date, bigint)',
  $q$SELECT o.person_id, 'hr_workingtimeoptout', t.id, o.on_date
    FROM o JOIN public.hr_workingtimeoptout t ON t.partner_id = p_partner AND t.person_id = o.person_id
  UNION ALL
  SELECT o.person_id, 'hr_formername', t.id$q$,
  $q$SELECT o.person_id, 'hr_formername', t.id$q$);
DROP FUNCTION pg_temp.amend(regprocedure, text, text);
DROP TRIGGER hr_workingtimeoptout_keeps ON hr_workingtimeoptout;
DROP FUNCTION hr_opt_out_guard();
