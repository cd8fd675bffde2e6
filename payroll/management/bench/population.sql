-- The people of one partner: %(n)s employments from id %(base)s + 1 on, with a realistic mix. Nothing is random: the
-- same numbers give the same people. Every 33rd employment is a second one of the person before.
CREATE TEMP TABLE mix ON COMMIT DROP AS
SELECT i, %(base)s + i AS id, person_id, (person_id * 7919) %% 1000 AS a, (person_id * 104729) %% 1000 AS b,
       (person_id * 611953) %% 1000 AS c, (i * 15485863::bigint) %% 1000 AS d,
       CASE WHEN i %% 40 = 0 THEN daterange('2026-11-09', NULL) WHEN i %% 50 = 0 THEN daterange('2019-09-02', '2026-11-21')
            ELSE daterange('2020-04-01', NULL) END AS valid,
       (%(points)s::bigint[])[1 + i * 31 %% array_length(%(points)s::bigint[], 1)] AS point_id
FROM (SELECT i, %(base)s + CASE WHEN i > 1 AND i %% 33 = 0 THEN i - 1 ELSE i END AS person_id
      FROM generate_series(1::bigint, %(n)s) i) numbered;
ANALYZE mix;

INSERT INTO hr_person (id, partner_id, uuid, surname, forenames, known_as, title, date_of_birth, sex, nino, nino_index,
  address_line_1, address_line_2, town, postcode, email, phone, is_sensitive)
SELECT id, %(partner)s, gen_random_uuid(), 'Person ' || i, 'Test', '', '', date '1962-01-01' + (a * 15)::integer,
  CASE WHEN a < 600 THEN 'F' ELSE 'M' END, '', '', i || ' High Street', '', 'Anytown', 'AA1 1AA', '', '', false
FROM mix WHERE id = person_id ORDER BY id;

INSERT INTO hr_employment (id, partner_id, uuid, person_id, legal_entity_id, pay_group_id, employee_no, kind,
  continuous_service_from, valid)
SELECT id, %(partner)s, gen_random_uuid(), person_id, %(entity)s, %(group)s, (100000 + i)::text, 'EMPLOYEE',
  lower(valid), valid FROM mix ORDER BY id;

INSERT INTO hr_post (id, partner_id, uuid, post_no, role_id, org_unit_id, location, established_fte, state, frozen_reason,
  valid)
SELECT id, %(partner)s, gen_random_uuid(), 'P' || i, %(role)s, %(unit)s, '', 10, 'ESTABLISHED', '', daterange('2015-04-01', NULL)
FROM mix WHERE i %% 10 = 1 ORDER BY id;

INSERT INTO hr_assignment (id, partner_id, uuid, person_id, employment_id, post_id, number, title, valid)
SELECT id, %(partner)s, gen_random_uuid(), person_id, id, %(base)s + i - (i - 1) %% 10, 100000 + i || '-1',
  'Support officer', valid FROM mix ORDER BY id;

INSERT INTO hr_postholding (partner_id, uuid, person_id, employment_id, assignment_id, post_id, valid, reason)
SELECT %(partner)s, gen_random_uuid(), person_id, id, id, %(base)s + i - (i - 1) %% 10, valid, '' FROM mix ORDER BY id;

INSERT INTO hr_assignmentterms (partner_id, uuid, person_id, assignment_id, contract, contract_hours, full_time_hours,
  weeks_in_year, paid_weeks, working_pattern, grade_id, spine_point_id, spot_annual, hourly_rate, valid, reason)
SELECT %(partner)s, gen_random_uuid(), person_id, id, CASE WHEN d >= 980 THEN 'CASUAL' ELSE 'PERMANENT' END,
  CASE WHEN d < 600 THEN 37 WHEN d < 750 THEN 30 WHEN d < 850 THEN 18.5 WHEN d < 980 THEN 25 ELSE 0 END, 37, 52.143,
  CASE WHEN d >= 850 AND d < 980 THEN 44.5 END, '', NULL, CASE WHEN d < 980 THEN point_id END, NULL,
  CASE WHEN d >= 980 THEN 13.47 END, valid, 'Started' FROM mix ORDER BY id;

INSERT INTO hr_taxcode (partner_id, uuid, person_id, employment_id, code, week1month1, source, notice_date, valid, reason)
SELECT %(partner)s, gen_random_uuid(), person_id, id,
  CASE WHEN id <> person_id THEN 'BR' WHEN a < 850 THEN '1257L' WHEN a < 890 THEN 'S1257L' WHEN a < 910 THEN 'C1257L'
       WHEN a < 930 THEN 'D0' WHEN a < 950 THEN '0T' WHEN a < 965 THEN 'K120' ELSE '1382L' END,
  b < 15, 'P9X', '2026-04-06', valid, 'Started' FROM mix WHERE i %% 1000 <> 7 ORDER BY id;

INSERT INTO hr_nicategory (partner_id, uuid, person_id, employment_id, category, director_method, valid, reason)
SELECT %(partner)s, gen_random_uuid(), person_id, id,
  CASE WHEN b < 890 THEN 'A' WHEN b < 930 THEN 'M' WHEN b < 945 THEN 'H' WHEN b < 990 THEN 'C' ELSE 'J' END, '', valid,
  'Started' FROM mix ORDER BY id;

INSERT INTO hr_previouspay (partner_id, person_id, employment_id, tax_year, pay, tax, source)
SELECT %(partner)s, person_id, id, %(tax_year)s, 6200.00, 230.20, 'P45' FROM mix WHERE i %% 40 = 0 ORDER BY id;

INSERT INTO hr_studentloan (partner_id, uuid, person_id, employment_id, plan, source, valid, reason)
SELECT %(partner)s, gen_random_uuid(), person_id, id, plan, 'SL1', valid, 'Start notice'
FROM mix JOIN (VALUES (0, 90, '2'), (90, 120, '1'), (120, 140, '4'), (140, 160, '5'), (0, 20, 'PGL')) p (low, high, plan)
  ON c >= low AND c < high ORDER BY id;

INSERT INTO hr_pensionmembership (partner_id, uuid, person_id, employment_id, assignment_id, scheme_id, section,
  assessed_pay, valid, reason)
SELECT %(partner)s, gen_random_uuid(), person_id, id, id, %(scheme)s,
  CASE WHEN d < 20 THEN 'fifty_fifty' ELSE 'main' END, NULL, valid, 'Contractual enrolment'
FROM mix WHERE c < 900 ORDER BY id;

INSERT INTO hr_bankaccount (partner_id, uuid, person_id, employment_id, holder, details, fingerprint, last_four,
  modulus_check, valid, reason)
SELECT %(partner)s, gen_random_uuid(), person_id, id, 'Person ' || i, %(sealed)s, md5(id::text), '0000', 'UNCHECKED',
  valid, 'Started' FROM mix WHERE i %% 1000 <> 13 ORDER BY id;

INSERT INTO hr_recurringelement (partner_id, uuid, person_id, employment_id, assignment_id, element_id, amount, valid,
  reason)
SELECT %(partner)s, gen_random_uuid(), person_id, mix.id, mix.id, e.id, 5 + (mix.id * e.place) %% 40, valid, 'Agreed'
FROM mix JOIN unnest(%(elements)s::bigint[]) WITH ORDINALITY e (id, place)
  ON (mix.id * (7 + e.place * 2)) %% 1000 < (%(shares)s::integer[])[e.place] ORDER BY mix.id;

INSERT INTO hr_monthlyinput (partner_id, uuid, person_id, employment_id, assignment_id, element_id, pay_group_id,
  period_start, units, note, state, entered_by_id, entered_human, entered_at, decided_by_id, decided_human, decided_at,
  decision_note)
SELECT %(partner)s, gen_random_uuid(), person_id, id, id, %(overtime)s, %(group)s, %(start)s, 2 + i %% 20, '', 'APPROVED',
  %(entered_by)s, %(entered_human)s, now(), %(decided_by)s, %(decided_human)s, now(), ''
FROM mix WHERE d >= 980 OR i %% 4 = 0 ORDER BY id;

-- Seven months paid before.
INSERT INTO payroll_yeartodate (partner_id, employment_id, person_id, tax_year, last_run_id, ytd_gross, ytd_taxable_pay,
  ytd_niable_pay, ytd_pensionable_pay, ytd_tax, ytd_employee_ni, ytd_employer_ni, ytd_at_lel, ytd_lel_to_pt,
  ytd_pt_to_uel, ytd_student_loan, ytd_postgraduate_loan, ytd_employee_pension, ytd_employer_pension,
  ytd_other_deductions, ytd_net)
SELECT %(partner)s, id, person_id, %(tax_year)s, %(last_run)s, pay, pay - pension, pay, pay, tax, ni, ni * 2, 3913, 3423,
  greatest(pay - 7336, 0), 0, 0, pension, pay / 5, 70, pay - tax - ni - pension - 70
FROM (SELECT id, person_id, pay, round(pay * 0.065, 2) AS pension, greatest(round((pay * 0.935 - 7332) * 0.2, 2), 0) AS tax,
             greatest(round((pay - 7336) * 0.08, 2), 0) AS ni
      FROM (SELECT mix.id, mix.person_id, round(v.annual * t.contract_hours / t.full_time_hours * 7 / 12, 2) AS pay
            FROM mix JOIN hr_assignmentterms t ON t.assignment_id = mix.id
            JOIN hr_spinevalue v ON v.point_id = t.spine_point_id
            WHERE mix.i %% 40 <> 0) paid) figures ORDER BY id;
