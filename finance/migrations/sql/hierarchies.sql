-- A version that was approved is what was reported: it and its lines never change.
CREATE FUNCTION finance_hierarchyversion_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'a version of a hierarchy begins as a draft'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_hierarchyversion_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'DRAFT'
     OR (NEW.partner_id, NEW.uuid, NEW.hierarchy_id, NEW.number, NEW.starts_on, NEW.n_lines, NEW.lines_hash)
        IS DISTINCT FROM
        (OLD.partner_id, OLD.uuid, OLD.hierarchy_id, OLD.number, OLD.starts_on, OLD.n_lines, OLD.lines_hash) THEN
    RAISE EXCEPTION 'a version of a hierarchy stays as it was written'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_hierarchyversion_stays';
  END IF;
  IF NEW.state = 'APPLIED' AND NEW.n_lines IS DISTINCT FROM
     (SELECT count(*) FROM finance_hierarchyline WHERE partner_id = NEW.partner_id AND version_id = NEW.id) THEN
    RAISE EXCEPTION 'a version of a hierarchy comes into force whole'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_hierarchyversion_whole';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_moves BEFORE INSERT OR UPDATE ON finance_hierarchyversion
  FOR EACH ROW EXECUTE FUNCTION finance_hierarchyversion_moves();
CREATE TRIGGER version_kept BEFORE DELETE ON finance_hierarchyversion
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A line stands on as many levels as its hierarchy has, and is a code of the segment that it adds up.
CREATE FUNCTION finance_hierarchyline_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM new_rows n
    JOIN finance_hierarchyversion v ON v.partner_id = n.partner_id AND v.id = n.version_id
    JOIN finance_hierarchy h ON h.partner_id = v.partner_id AND h.id = v.hierarchy_id
    LEFT JOIN finance_costcentre c ON c.partner_id = n.partner_id AND c.id = n.cost_centre_id
    WHERE v.state <> 'DRAFT' OR cardinality(n.codes) <> cardinality(h.levels)
       OR cardinality(n.names) <> cardinality(h.levels)
       OR (h.segment = 'SUBJECTIVE') IS DISTINCT FROM (n.subjective_id IS NOT NULL)
       OR c.legal_entity_id IS DISTINCT FROM h.legal_entity_id
  ) THEN
    RAISE EXCEPTION 'a line fits its hierarchy, and comes while its version is a draft'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_hierarchyline_fits';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER line_fits AFTER INSERT ON finance_hierarchyline REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_hierarchyline_fits();
CREATE TRIGGER line_stays BEFORE UPDATE OR DELETE ON finance_hierarchyline
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What codes and cost centres are added up by, and how deep, is for good: names may change.
CREATE FUNCTION finance_hierarchy_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF (NEW.partner_id, NEW.uuid, NEW.segment, NEW.legal_entity_id, NEW.code, cardinality(NEW.levels))
     IS DISTINCT FROM
     (OLD.partner_id, OLD.uuid, OLD.segment, OLD.legal_entity_id, OLD.code, cardinality(OLD.levels)) THEN
    RAISE EXCEPTION 'a hierarchy keeps its code, its segment and its levels'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_hierarchy_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hierarchy_stays BEFORE UPDATE ON finance_hierarchy
  FOR EACH ROW EXECUTE FUNCTION finance_hierarchy_stays();
CREATE TRIGGER hierarchy_kept BEFORE DELETE ON finance_hierarchy FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
