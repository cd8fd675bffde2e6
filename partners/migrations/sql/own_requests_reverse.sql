DROP FUNCTION take_my_data(uuid, text, timestamptz), my_data_requests(timestamptz),
  ask_for_my_data(bigint, text, date, timestamptz);
