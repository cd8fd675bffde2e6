DROP TRIGGER hr_leavebooking_decided_for ON hr_leavebooking;
DROP TRIGGER hr_claim_decided_for ON hr_claim;
DROP FUNCTION hr_decided_for();
