-- A match is for those who may look at both partners at once: no scope of one partner sees it, and self-service never.
ALTER TABLE hr_identitymatch ENABLE ROW LEVEL SECURITY;
ALTER TABLE hr_identitymatch FORCE ROW LEVEL SECURITY;
CREATE POLICY both_partners ON hr_identitymatch FOR ALL TO ss_app
  USING (first_partner_id = ANY ((SELECT app_partner_ids())::bigint[])
    AND second_partner_id = ANY ((SELECT app_partner_ids())::bigint[]))
  WITH CHECK (first_partner_id = ANY ((SELECT app_partner_ids())::bigint[])
    AND second_partner_id = ANY ((SELECT app_partner_ids())::bigint[]));
CREATE POLICY owner_sees_all ON hr_identitymatch FOR ALL TO ss_owner USING (true) WITH CHECK (true);
