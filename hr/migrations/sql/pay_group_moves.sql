-- The moves that employments know of. Where one was made before the latest, its applied request tells the day alone,
-- so it is not made up here.
INSERT INTO hr_paygroupmove (partner_id, person_id, employment_id, former_id, starts)
  SELECT partner_id, person_id, id, former_pay_group_id, pay_group_from
    FROM hr_employment WHERE pay_group_from IS NOT NULL;
