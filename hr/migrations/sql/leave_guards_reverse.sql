DROP TRIGGER hr_leavebooking_asks ON hr_leavebooking;
DROP FUNCTION hr_leavebooking_asks();
