DROP FUNCTION starter_gate_guard();
DROP FUNCTION starter_case_guard();
