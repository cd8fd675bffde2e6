DROP TRIGGER death_payment_guard ON payroll_payment;
DROP FUNCTION death_payment_guard();
