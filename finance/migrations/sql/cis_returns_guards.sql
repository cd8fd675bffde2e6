-- Monthly returns of contractors (domain FIN-07): what PostgreSQL refuses, whoever asks.

-- A version is drawn up, signed, and frozen by another person; frozen, it takes nothing but its settlement, once.
CREATE FUNCTION finance_cisreturn_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
  who CONSTANT text[] := '{state,are_self_employed,are_verified,is_nil,prepared_by_id,prepared_human,prepared_at,approved_by_id,approved_human,approved_at,comment,settlement_id,settled}';
  paid CONSTANT text[] := '{settlement_id,settled}';
  said record;
  kept numeric;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'a construction return begins as a draft'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_cisreturn_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.state, NEW.state) NOT IN (('DRAFT', 'DRAFT'), ('DRAFT', 'SIGNED'), ('SIGNED', 'DRAFT'), ('SIGNED', 'FROZEN'),
                                    ('FROZEN', 'FROZEN'))
     OR (NEW.partner_id, NEW.uuid, NEW.legal_entity_id, NEW.month, NEW.version)
        IS DISTINCT FROM (OLD.partner_id, OLD.uuid, OLD.legal_entity_id, OLD.month, OLD.version)
     OR (OLD.state <> 'DRAFT' AND to_jsonb(NEW) - who <> to_jsonb(OLD) - who)
     OR (OLD.state = 'FROZEN' AND to_jsonb(NEW) - paid <> to_jsonb(OLD) - paid)
     OR (OLD.settlement_id IS NOT NULL
         AND (NEW.settlement_id, NEW.settled) IS DISTINCT FROM (OLD.settlement_id, OLD.settled)) THEN
    RAISE EXCEPTION 'a % construction return stays as it is', lower(OLD.state)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_cisreturn_stays';
  END IF;
  -- What is signed is what was deducted: line by line, and no payment of the month is missing.
  IF NEW.state <> OLD.state AND NEW.state <> 'DRAFT' THEN
    SELECT count(*)::integer AS n, coalesce(sum(l.gross), 0) AS gross, coalesce(sum(l.materials), 0) AS materials,
           coalesce(sum(l.deducted), 0) AS deducted INTO said
      FROM finance_cisreturnline l WHERE l.partner_id = NEW.partner_id AND l.cis_return_id = NEW.id;
    SELECT coalesce(sum(e.deducted), 0) INTO kept FROM finance_cisentry e
      WHERE e.partner_id = NEW.partner_id AND e.legal_entity_id = NEW.legal_entity_id AND e.month = NEW.month;
    IF (NEW.n_lines, NEW.gross, NEW.materials, NEW.deducted, NEW.deducted)
       IS DISTINCT FROM (said.n, said.gross, said.materials, said.deducted, kept) THEN
      RAISE EXCEPTION 'a construction return comes to what was deducted'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_cisreturn_sums';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cisreturn_moves BEFORE INSERT OR UPDATE ON finance_cisreturn
  FOR EACH ROW EXECUTE FUNCTION finance_cisreturn_moves();
CREATE TRIGGER cisreturn_kept BEFORE DELETE ON finance_cisreturn FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION finance_cisreturn_drafted() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE shut record;
BEGIN
  FOR shut IN SELECT state FROM finance_cisreturn
              WHERE id IN (SELECT DISTINCT cis_return_id FROM changed_rows) FOR SHARE LOOP
    IF shut.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'the lines of a % construction return are not changed', lower(shut.state)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_cisreturn_drafted';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER drafted_insert AFTER INSERT ON finance_cisreturnline REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_cisreturn_drafted();
CREATE TRIGGER drafted_delete AFTER DELETE ON finance_cisreturnline REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_cisreturn_drafted();
CREATE TRIGGER lines_stay BEFORE UPDATE ON finance_cisreturnline
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
