-- The file of a fit note is kept as long as the fit note, not as long as the personnel file. What other migrations made
-- of these functions stays: only the words that name documents change.
CREATE FUNCTION pg_temp.amend(p_function regprocedure, p_old text, p_new text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  body text := pg_get_functiondef(p_function);
BEGIN
  IF position(p_old IN body) = 0 THEN
    RAISE EXCEPTION '% does not say %', p_function, p_old;
  END IF;
  EXECUTE replace(body, p_old, p_new);
END $$;
SELECT pg_temp.amend('public.retained_hr_file(bigint, date, bigint)',
  $q$'IDENTITY', 'RECEIPT'$q$, $q$'IDENTITY', 'RECEIPT', 'FIT_NOTE'$q$);
SELECT pg_temp.amend('public.retained_absence(bigint, date, bigint)',
  $q$SELECT o.person_id, 'hr_fitnote', t.id$q$,
  $q$SELECT o.person_id, 'hr_document', t.id, o.on_date
    FROM o JOIN public.hr_document t ON t.partner_id = p_partner AND t.person_id = o.person_id AND t.kind = 'FIT_NOTE'
  UNION ALL
  SELECT o.person_id, 'hr_fitnote', t.id$q$);
SELECT pg_temp.amend('public.erase_absence(bigint, bigint, jsonb)',
  $q$p_old, 'hr_fitnote'$q$, $q$p_old, 'hr_fitnote', 'hr_document'$q$);
DROP FUNCTION pg_temp.amend(regprocedure, text, text);
