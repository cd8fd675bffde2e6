-- A file of another system ends only when each of its rows has landed or says why not, and to the penny.
CREATE FUNCTION finance_feederfile_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE found record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'TAKEN' THEN
      RAISE EXCEPTION 'a feeder file begins as taken in'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_feederfile_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state IN ('LANDED', 'DISCARDED')
     OR (NEW.partner_id, NEW.uuid, NEW.legal_entity_id, NEW.kind, NEW.file_hash, NEW.headings, NEW.n_rows, NEW.name)
        IS DISTINCT FROM
        (OLD.partner_id, OLD.uuid, OLD.legal_entity_id, OLD.kind, OLD.file_hash, OLD.headings, OLD.n_rows, OLD.name) THEN
    RAISE EXCEPTION 'a feeder file stays as it was handed in'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_feederfile_stays';
  END IF;
  IF NEW.state = 'LANDED' THEN
    SELECT count(*) AS n, count(*) FILTER (WHERE state = 'LANDED') AS n_landed,
           count(*) FILTER (WHERE state IN ('LANDED', 'REFUSED')) AS n_told,
           coalesce(sum(amount) FILTER (WHERE state = 'LANDED'), 0) AS landed, coalesce(sum(amount), 0) AS total
    INTO found FROM finance_feederrow WHERE partner_id = NEW.partner_id AND file_id = NEW.id;
    IF (found.n, found.n_told, found.n_landed, found.landed, found.total)
       IS DISTINCT FROM (NEW.n_rows::bigint, NEW.n_rows::bigint, NEW.n_landed::bigint, NEW.total_landed, NEW.total) THEN
      RAISE EXCEPTION 'each row of a feeder file lands or says why not, and they add up'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_feederfile_whole';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER feederfile_moves BEFORE INSERT OR UPDATE ON finance_feederfile
  FOR EACH ROW EXECUTE FUNCTION finance_feederfile_moves();
CREATE TRIGGER feederfile_kept BEFORE DELETE ON finance_feederfile
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Its rows change only until then, and the cells never.
CREATE FUNCTION finance_feederrow_of_open() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM finance_feederfile f JOIN (SELECT DISTINCT file_id FROM changed_rows) c ON c.file_id = f.id
             WHERE f.state IN ('LANDED', 'DISCARDED')) THEN
    RAISE EXCEPTION 'the rows of a feeder file that has ended are never changed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_feederrow_of_open';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION finance_feederrow_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.partner_id, NEW.file_id, NEW.number, NEW."values", NEW.row_hash)
     IS DISTINCT FROM (OLD.partner_id, OLD.file_id, OLD.number, OLD."values", OLD.row_hash) THEN
    RAISE EXCEPTION 'a row of a feeder file says what it said'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_feederrow_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER row_stays BEFORE UPDATE ON finance_feederrow FOR EACH ROW EXECUTE FUNCTION finance_feederrow_stays();
CREATE TRIGGER row_kept BEFORE DELETE ON finance_feederrow FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER open_insert AFTER INSERT ON finance_feederrow REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_feederrow_of_open();
CREATE TRIGGER open_update AFTER UPDATE ON finance_feederrow REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_feederrow_of_open();
