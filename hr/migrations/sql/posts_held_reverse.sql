DROP FUNCTION erase_posts_held(bigint, bigint, jsonb), retained_posts_held(bigint, date, bigint);
