-- Budgets and commitments (domain FIN-04, FIN-05). A decision takes effect by one update of its state, whose trigger looks
-- at its lines once and adds them to the kept budget. Commitments are kept by their events. Nothing else writes either.

CREATE FUNCTION finance_months_sum(months numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public AS $$ SELECT coalesce(sum(m), 0) FROM unnest(months) m $$;

CREATE FUNCTION finance_months_to_date(months numeric[]) RETURNS numeric[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public AS $$
  SELECT array_agg(s ORDER BY n) FROM (SELECT n, sum(m) OVER (ORDER BY n) AS s FROM unnest(months) WITH ORDINALITY u(m, n)) t
$$;

CREATE FUNCTION finance_months_add(one numeric[], other numeric[]) RETURNS numeric[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public AS $$
  SELECT array_agg(a + b ORDER BY n) FROM unnest(one, other) WITH ORDINALITY u(a, b, n)
$$;

ALTER TABLE finance_budgetline ADD CONSTRAINT finance_budgetline_profile
  CHECK (array_length(profile, 1) = 12 AND array_position(profile, NULL) IS NULL AND annual = finance_months_sum(profile));
ALTER TABLE finance_budgetbalance ADD CONSTRAINT finance_budgetbalance_months CHECK (array_length(to_date, 1) = 12);

-- A service stands below a directorate of its own legal entity; a cost centre below a service of its own.
CREATE FUNCTION finance_area_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM finance_servicearea p WHERE p.partner_id = NEW.partner_id AND p.id = NEW.parent_id
       AND p.level = 'DIRECTORATE' AND p.legal_entity_id = NEW.legal_entity_id) THEN
    RAISE EXCEPTION 'a service stands below a directorate of its legal entity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_servicearea_parent';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER area_fits BEFORE INSERT OR UPDATE ON finance_servicearea
  FOR EACH ROW EXECUTE FUNCTION finance_area_fits();
CREATE FUNCTION finance_place_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM finance_servicearea s JOIN finance_costcentre c ON c.partner_id = s.partner_id
         AND c.legal_entity_id = s.legal_entity_id
       WHERE s.partner_id = NEW.partner_id AND s.id = NEW.service_id AND s.level = 'SERVICE' AND c.id = NEW.cost_centre_id) THEN
    RAISE EXCEPTION 'a cost centre belongs to a service of its legal entity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_costcentreplace_service';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER place_fits BEFORE INSERT OR UPDATE ON finance_costcentreplace
  FOR EACH ROW EXECUTE FUNCTION finance_place_fits();

-- Lines change only in a draft, and are replaced as a whole.
CREATE FUNCTION finance_budgetlines_are_of_drafts() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE shut record;
BEGIN
  FOR shut IN SELECT id, state FROM finance_budgetdecision WHERE id IN (SELECT DISTINCT decision_id FROM changed_rows) FOR SHARE LOOP
    IF shut.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'the lines of a budget decision that is % are never changed', lower(shut.state)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_budgetline_of_draft';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER of_draft_insert AFTER INSERT ON finance_budgetline REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_budgetlines_are_of_drafts();
CREATE TRIGGER of_draft_delete AFTER DELETE ON finance_budgetline REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION finance_budgetlines_are_of_drafts();
CREATE TRIGGER lines_stay BEFORE UPDATE ON finance_budgetline FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- SHA-256 over what is decided: head and lines, by their codes.
CREATE FUNCTION finance_budget_hash(of_partner bigint, of_decision bigint) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public AS $$
  SELECT encode(sha256(convert_to(
    (SELECT concat_ws('|', d.kind, d.year, d.is_permanent, d.description, d.members_reference, d.base_reference,
                      d.override_reason)
     FROM finance_budgetdecision d WHERE d.partner_id = of_partner AND d.id = of_decision) || E'\n' ||
    coalesce((SELECT string_agg(concat_ws('|',
           l.number, e.code, coalesce(cc.code, ''), s.code, coalesce(p.code, '000000'), f.code, coalesce(cp.code, '000'),
           l.method, l.annual, l.profile::text, l.narrative), E'\n' ORDER BY l.number)
  FROM finance_budgetline l
  JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
  JOIN partners_legalentity e ON e.partner_id = c.partner_id AND e.id = c.legal_entity_id
  JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
  JOIN finance_fund f ON f.partner_id = c.partner_id AND f.id = c.fund_id
  LEFT JOIN finance_costcentre cc ON cc.partner_id = c.partner_id AND cc.id = c.cost_centre_id
  LEFT JOIN finance_project p ON p.partner_id = c.partner_id AND p.id = c.project_id
  LEFT JOIN finance_counterparty cp ON cp.partner_id = c.partner_id AND cp.id = c.counterparty_id
  WHERE l.partner_id = of_partner AND l.decision_id = of_decision), ''), 'UTF8')), 'hex')
$$;

CREATE FUNCTION finance_budget_moves() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE lines record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'DRAFT' THEN
      RAISE EXCEPTION 'a decision about a budget begins as a draft'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_budgetdecision_begins';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'DRAFT' THEN
    RAISE EXCEPTION 'what was decided about a budget is never changed: another decision changes the budget again'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_budgetdecision_stays';
  END IF;
  IF (NEW.partner_id, NEW.legal_entity_id, NEW.year, NEW.kind, NEW.uuid, NEW.prepared_human, NEW.prepared_at)
     IS DISTINCT FROM (OLD.partner_id, OLD.legal_entity_id, OLD.year, OLD.kind, OLD.uuid, OLD.prepared_human, OLD.prepared_at) THEN
    RAISE EXCEPTION 'whose decision it is, and about which year, does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_budgetdecision_whose';
  END IF;
  IF NEW.state <> 'APPLIED' THEN
    RETURN NEW;
  END IF;
  SELECT count(*) AS n, coalesce(sum(l.annual), 0) AS total, coalesce(sum(l.annual) FILTER (WHERE l.annual > 0), 0) AS moved,
         bool_or(c.legal_entity_id <> NEW.legal_entity_id) AS is_foreign,
         coalesce(string_agg(DISTINCT f.code, ', ') FILTER (WHERE f.is_delegated), '') AS delegated
  INTO lines
  FROM finance_budgetline l
  JOIN finance_coding c ON c.partner_id = l.partner_id AND c.id = l.coding_id
  JOIN finance_fund f ON f.partner_id = c.partner_id AND f.id = c.fund_id
  WHERE l.partner_id = NEW.partner_id AND l.decision_id = NEW.id;
  IF lines.n = 0 OR lines.is_foreign OR (lines.n, lines.total, lines.moved) IS DISTINCT FROM (NEW.n_lines, NEW.total, NEW.moved)
     OR NEW.lines_hash <> finance_budget_hash(NEW.partner_id, NEW.id) THEN
    RAISE EXCEPTION 'the lines are not those that the decision names'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_budgetdecision_lines';
  END IF;
  IF NEW.kind = 'VIREMENT' AND lines.delegated <> '' THEN
    RAISE EXCEPTION 'no virement touches the delegated fund %', lines.delegated
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_budgetdecision_delegated';
  END IF;

  -- In the order of codings, so that two decisions wait for each other in one order.
  INSERT INTO finance_budgetbalance AS b (partner_id, year, coding_id, to_date)
  SELECT NEW.partner_id, NEW.year, coding_id, finance_months_to_date(profile)
  FROM finance_budgetline WHERE partner_id = NEW.partner_id AND decision_id = NEW.id ORDER BY coding_id
  ON CONFLICT (partner_id, year, coding_id) DO UPDATE SET to_date = finance_months_add(b.to_date, EXCLUDED.to_date);
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION finance_budget_moves() FROM PUBLIC;
CREATE TRIGGER budget_moves BEFORE INSERT OR UPDATE ON finance_budgetdecision
  FOR EACH ROW EXECUTE FUNCTION finance_budget_moves();
CREATE TRIGGER budget_stays BEFORE DELETE ON finance_budgetdecision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- It takes effect when others approved exactly that. Asked at commit: a preview applies and undoes it.
CREATE FUNCTION finance_budget_was_approved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM partners_changerequest r
       WHERE r.partner_id = NEW.partner_id AND r.kind = 'finance.budget' AND r.attribute = 'budget ' || NEW.uuid
         AND r.state = 'APPLIED' AND r.payload ->> 'lines_hash' = NEW.lines_hash
         AND EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                     AND a.round = r.round AND a.decided_human <> NEW.prepared_human)
         AND NOT EXISTS (SELECT 1 FROM partners_approvalstep a WHERE a.partner_id = r.partner_id AND a.change_id = r.id
                         AND a.round = r.round
                         AND (a.decided_human IS NULL OR a.decided_human = NEW.prepared_human))) THEN
    RAISE EXCEPTION 'a budget changes when others have approved it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_budgetdecision_was_approved';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_budget_was_approved() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER budget_was_approved AFTER UPDATE ON finance_budgetdecision DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'APPLIED') EXECUTE FUNCTION finance_budget_was_approved();

-- Commitments: a line begins with nothing, and its events alone move it.
CREATE FUNCTION finance_commitmentline_begins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.pre_committed <> 0 OR NEW.committed <> 0 OR NOT EXISTS (
       SELECT 1 FROM finance_commitment m JOIN finance_coding c ON c.partner_id = m.partner_id AND c.legal_entity_id = m.legal_entity_id
       WHERE m.partner_id = NEW.partner_id AND m.id = NEW.commitment_id AND c.id = NEW.coding_id) THEN
    RAISE EXCEPTION 'a commitment line begins with nothing, on a coding of its legal entity'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_commitmentline_begins';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER line_begins BEFORE INSERT ON finance_commitmentline
  FOR EACH ROW EXECUTE FUNCTION finance_commitmentline_begins();

CREATE FUNCTION finance_commitment_moves() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE line record;
BEGIN
  UPDATE finance_commitmentline
  SET pre_committed = pre_committed + NEW.pre_committed, committed = committed + NEW.committed
  WHERE partner_id = NEW.partner_id AND id = NEW.line_id RETURNING coding_id, year INTO STRICT line;
  INSERT INTO finance_commitmentbalance AS b (partner_id, year, coding_id, pre_committed, committed)
  VALUES (NEW.partner_id, line.year, line.coding_id, NEW.pre_committed, NEW.committed)
  ON CONFLICT (partner_id, year, coding_id)
  DO UPDATE SET pre_committed = b.pre_committed + EXCLUDED.pre_committed, committed = b.committed + EXCLUDED.committed;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION finance_commitment_moves() FROM PUBLIC;
CREATE TRIGGER commitment_moves AFTER INSERT ON finance_commitmententry
  FOR EACH ROW EXECUTE FUNCTION finance_commitment_moves();
CREATE TRIGGER commitment_stays BEFORE DELETE ON finance_commitment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON finance_budgetbalance, finance_commitmentbalance FROM ss_app;
REVOKE UPDATE, DELETE, TRUNCATE ON finance_commitmentline FROM ss_app;
ALTER TABLE finance_budgetbalance SET (fillfactor = 70);
ALTER TABLE finance_commitmentbalance SET (fillfactor = 70);
