DROP POLICY owner_sees_all ON hr_identitymatch;
DROP POLICY both_partners ON hr_identitymatch;
