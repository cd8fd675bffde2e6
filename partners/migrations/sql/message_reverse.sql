GRANT DELETE ON partners_outboundmessage, partners_communicationshold TO ss_app;
DROP TRIGGER communications_hold_guard ON partners_communicationshold;
DROP FUNCTION communications_hold_guard();
DROP TRIGGER outbound_message_guard ON partners_outboundmessage;
DROP FUNCTION outbound_message_guard();
