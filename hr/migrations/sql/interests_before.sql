-- A declaration about somebody in a covert role is for its holder, and for whoever may know of these roles.
CREATE FUNCTION hr_sees_interest(p_holder bigint, p_about bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_about IS NULL OR NOT public.is_hidden_from_scope(p_about)
      OR public.human_of(p_holder) = public.human_of(NULLIF(current_setting('app.actor_id', true), '')::bigint) $$;
