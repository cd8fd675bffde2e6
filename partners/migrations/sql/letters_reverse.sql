DROP TRIGGER letter_left_guard ON partners_outboundmessage;
DROP FUNCTION letter_left_guard();
DROP TRIGGER letter_guard ON partners_letter;
DROP FUNCTION letter_guard();
DROP TRIGGER letter_batch_guard ON partners_letterbatch;
DROP FUNCTION letter_batch_guard();
DROP TRIGGER mail_profile_guard ON partners_mailprofile;
DROP FUNCTION mail_profile_guard();
