DROP TRIGGER grant_guard ON partners_grant;
DROP TRIGGER access_proposal_guard ON partners_accessproposal;
DROP FUNCTION grant_guard(), access_proposal_guard(), human_of(bigint);
