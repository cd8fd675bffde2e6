-- Recharges (domain FIN-11): what PostgreSQL refuses, whoever asks.

-- A locked year never changes: neither the pool, nor its terms, nor by another calculation.
CREATE FUNCTION finance_costpool_locked() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF OLD.locked_at IS NOT NULL THEN
    RAISE EXCEPTION 'a locked year never changes'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_costpool_locked';
  END IF;
  IF (NEW.partner_id, NEW.year, NEW.code) IS DISTINCT FROM (OLD.partner_id, OLD.year, OLD.code) THEN
    RAISE EXCEPTION 'a pool stays what it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_costpool_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER year_locked BEFORE UPDATE ON finance_costpool
  FOR EACH ROW EXECUTE FUNCTION finance_costpool_locked();
CREATE TRIGGER pool_kept BEFORE DELETE ON finance_costpool FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whoever locks a pool waits for a calculation that is being written, and the other way round.
CREATE FUNCTION finance_pool_open() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  asked bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.pool_id ELSE NEW.pool_id END;
  owner bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.partner_id ELSE NEW.partner_id END;
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.pool_id, NEW.partner_id) IS DISTINCT FROM (OLD.pool_id, OLD.partner_id) THEN
    RAISE EXCEPTION 'terms stay with their pool' USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_pool_open';
  END IF;
  PERFORM 1 FROM finance_costpool WHERE partner_id = owner AND id = asked AND locked_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a locked year never changes' USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_pool_open';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER pool_open BEFORE INSERT OR UPDATE OR DELETE ON finance_poolmember
  FOR EACH ROW EXECUTE FUNCTION finance_pool_open();
CREATE TRIGGER pool_open BEFORE INSERT ON finance_sharecalculation
  FOR EACH ROW EXECUTE FUNCTION finance_pool_open();

-- The shares of a calculation come to its amount: asked at commit, when all of them are there. It runs as
-- the owner, because at commit no scope may be open any more.
CREATE FUNCTION finance_shares_come_to_pool() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  made   bigint := CASE TG_TABLE_NAME WHEN 'finance_costshare' THEN (to_jsonb(NEW) ->> 'calculation_id')::bigint
                   ELSE NEW.id END;
  shared numeric;
  wanted numeric;
BEGIN
  SELECT amount INTO STRICT wanted FROM public.finance_sharecalculation WHERE partner_id = NEW.partner_id AND id = made;
  SELECT COALESCE(sum(pounds), 0) INTO shared FROM public.finance_costshare
    WHERE partner_id = NEW.partner_id AND calculation_id = made;
  IF shared <> wanted THEN
    RAISE EXCEPTION 'the shares come to %, not %', shared, wanted
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_shares_come_to_pool';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_shares_come_to_pool() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER come_to_pool AFTER INSERT ON finance_sharecalculation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_shares_come_to_pool();
CREATE CONSTRAINT TRIGGER come_to_pool AFTER INSERT ON finance_costshare
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_shares_come_to_pool();

-- What a share says stands for good. The provider tells and answers, the partner that it names disputes.
CREATE FUNCTION finance_costshare_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  told     text[] := ARRAY['state', 'issued_by_id', 'issued_at'];
  disputes text[] := ARRAY['state', 'dispute', 'disputed_by_id', 'disputed_at'];
  answers  text[] := ARRAY['state', 'answer', 'answered_by_id', 'answered_at'];
  moves    text[];
  scope    bigint[] := app_partner_ids();
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'KEPT' THEN
      RAISE EXCEPTION 'a share is written before anybody is told'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_costshare_guard';
    END IF;
    RETURN NEW;
  END IF;
  moves := CASE (OLD.state || '>' || NEW.state)
    WHEN 'KEPT>ISSUED' THEN told WHEN 'ISSUED>DISPUTED' THEN disputes WHEN 'DISPUTED>SETTLED' THEN answers END;
  IF moves IS NULL OR (to_jsonb(NEW) - moves) IS DISTINCT FROM (to_jsonb(OLD) - moves) THEN
    RAISE EXCEPTION 'what a share says stands for good'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_costshare_guard';
  END IF;
  IF NOT (CASE WHEN NEW.state = 'DISPUTED' THEN NEW.to_partner_id ELSE NEW.partner_id END) = ANY (scope) THEN
    RAISE EXCEPTION 'the provider tells and answers, the partner that it names disputes'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER share_guard BEFORE INSERT OR UPDATE ON finance_costshare
  FOR EACH ROW EXECUTE FUNCTION finance_costshare_guard();
CREATE TRIGGER share_kept BEFORE DELETE ON finance_costshare FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
