-- Fixed assets (domain FIN-14): values of components are the sums of applied entries, and nothing else writes them.

CREATE FUNCTION finance_assetcomponent_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE kept CONSTANT text[] := '{construction,cost,depreciation,reserve,losses,used,basis,residual,months,begins}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW.construction, NEW.cost, NEW.depreciation, NEW.reserve, NEW.losses, NEW.used, NEW.basis) <> (0, 0, 0, 0, 0, 0, 0) THEN
      RAISE EXCEPTION 'a component begins at nought: entries give it its value'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_assetcomponent_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - kept <> to_jsonb(OLD) - kept OR pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'the value of a component changes by approved entries alone'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_assetcomponent_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER component_stays BEFORE INSERT OR UPDATE ON finance_assetcomponent
  FOR EACH ROW EXECUTE FUNCTION finance_assetcomponent_stays();
CREATE TRIGGER component_kept BEFORE DELETE ON finance_assetcomponent FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER asset_kept BEFORE DELETE ON finance_asset FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Which asset it is stays: number, legal entity and class.
CREATE FUNCTION finance_asset_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.partner_id, NEW.uuid, NEW.number, NEW.legal_entity_id, NEW.asset_class, NEW.made_by_id, NEW.made_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.uuid, OLD.number, OLD.legal_entity_id, OLD.asset_class, OLD.made_by_id, OLD.made_at)
     OR OLD.state = 'REFUSED' THEN
    RAISE EXCEPTION 'an asset stays the one that it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_asset_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER asset_stays BEFORE UPDATE ON finance_asset FOR EACH ROW EXECUTE FUNCTION finance_asset_stays();

-- Entries come while their change is a proposal, for components of its legal entity.
CREATE FUNCTION finance_assetentry_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE of_move record; of_asset record;
BEGIN
  SELECT state, legal_entity_id, asset_id INTO of_move FROM finance_assetmove m
    WHERE m.partner_id = NEW.partner_id AND m.id = NEW.move_id;
  SELECT a.id, a.legal_entity_id INTO of_asset FROM finance_assetcomponent c
    JOIN finance_asset a ON a.partner_id = c.partner_id AND a.id = c.asset_id
    WHERE c.partner_id = NEW.partner_id AND c.id = NEW.component_id;
  IF of_move.state <> 'PROPOSED' OR of_asset.legal_entity_id <> of_move.legal_entity_id
     OR (of_move.asset_id IS NOT NULL AND of_move.asset_id <> of_asset.id) THEN
    RAISE EXCEPTION 'an entry belongs to a change that is asked for, and to an asset of its legal entity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_assetentry_fits';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER entry_fits BEFORE INSERT ON finance_assetentry
  FOR EACH ROW EXECUTE FUNCTION finance_assetentry_fits();

-- A change stays as it was asked for. Approved, its entries are added up; it is reversed by another and once.
CREATE FUNCTION finance_assetmove_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE deciding CONSTANT text[] := '{state,journal_id,decided_by_id,decided_human,decided_at,decision_reason}';
        counted integer;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PROPOSED' THEN
      RAISE EXCEPTION 'a change of assets begins as a proposal'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_assetmove_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - deciding <> to_jsonb(OLD) - deciding OR (OLD.state, NEW.state) NOT IN
       (('PROPOSED', 'APPLIED'), ('PROPOSED', 'REFUSED'), ('APPLIED', 'REVERSED'))
     OR (OLD.state = 'APPLIED' AND to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state') THEN
    RAISE EXCEPTION 'a change of assets stays as it was asked for'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_assetmove_stays';
  END IF;
  IF NEW.state = 'REVERSED' AND NOT EXISTS (
       SELECT 1 FROM finance_assetmove r WHERE r.partner_id = NEW.partner_id AND r.reverses_id = NEW.id AND r.state = 'APPLIED') THEN
    RAISE EXCEPTION 'a change of assets is reversed by another one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_assetmove_reversed';
  END IF;
  IF NEW.state = 'APPLIED' THEN
    SELECT count(*) INTO counted FROM finance_assetentry e WHERE e.partner_id = NEW.partner_id AND e.move_id = NEW.id;
    IF counted <> NEW.n_entries THEN
      RAISE EXCEPTION 'what is approved is what was asked for'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_assetmove_entries';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER move_moves BEFORE INSERT OR UPDATE ON finance_assetmove
  FOR EACH ROW EXECUTE FUNCTION finance_assetmove_moves();
CREATE TRIGGER move_kept BEFORE DELETE ON finance_assetmove FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION finance_assetmove_adds_up() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE finance_assetcomponent c SET
    construction = c.construction + e.construction, cost = c.cost + e.cost, depreciation = c.depreciation + e.depreciation,
    reserve = c.reserve + e.reserve, losses = c.losses + e.losses,
    used = CASE WHEN e.months IS NULL THEN c.used + e.used ELSE e.used END,
    basis = CASE WHEN e.months IS NULL THEN c.basis ELSE e.basis END,
    residual = CASE WHEN e.months IS NULL THEN c.residual ELSE e.residual END,
    months = coalesce(e.months, c.months),
    begins = CASE WHEN e.months IS NULL THEN c.begins ELSE e.begins END
  FROM finance_assetentry e
  WHERE e.partner_id = NEW.partner_id AND e.move_id = NEW.id AND c.partner_id = e.partner_id AND c.id = e.component_id;
  RETURN NULL;
END $$;
CREATE TRIGGER move_adds_up AFTER UPDATE OF state ON finance_assetmove
  FOR EACH ROW WHEN (OLD.state = 'PROPOSED' AND NEW.state = 'APPLIED') EXECUTE FUNCTION finance_assetmove_adds_up();
