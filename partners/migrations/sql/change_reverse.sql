GRANT DELETE ON partners_changerequest, partners_approvalstep TO ss_app;
DROP TRIGGER change_request_guard ON partners_changerequest;
DROP FUNCTION change_request_guard();
DROP TRIGGER approval_step_maker ON partners_approvalstep;
DROP FUNCTION approval_step_maker();
