DROP TRIGGER senior_post_kept ON hr_seniorpost;
DROP TRIGGER senior_post_stays ON hr_seniorpost;
DROP FUNCTION hr_seniorpost_stays();
