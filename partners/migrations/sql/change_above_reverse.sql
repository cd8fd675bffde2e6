DROP TRIGGER approval_step_from_above ON partners_approvalstep;
DROP FUNCTION approval_step_from_above();
