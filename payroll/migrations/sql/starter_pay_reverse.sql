DROP TRIGGER starter_is_not_paid ON hr_startercase;
DROP FUNCTION starter_is_not_paid();
DROP TRIGGER payment_right_to_work ON payroll_payment;
DROP FUNCTION payment_right_to_work();
