DROP TRIGGER hr_grant_barred ON partners_grant;
DROP TRIGGER hr_hrcase_bars ON hr_hrcase;
DROP FUNCTION hr_grant_barred(), hr_hrcase_bars(), hr_barred_days(bigint, uuid);
