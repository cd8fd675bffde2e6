-- Own bank accounts (domain FIN-09.1): what PostgreSQL refuses, whoever asks.

-- Which account it is stays as it was laid down; it may be closed, once.
CREATE FUNCTION finance_bankaccount_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
  IF to_jsonb(NEW) - '{closed_on}'::text[] <> to_jsonb(OLD) - '{closed_on}'::text[] OR OLD.closed_on IS NOT NULL THEN
    RAISE EXCEPTION 'a bank account stays as it was laid down: close it, and lay down another'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'finance_bankaccount_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_stays BEFORE UPDATE ON finance_bankaccount
  FOR EACH ROW EXECUTE FUNCTION finance_bankaccount_stays();
CREATE TRIGGER account_kept BEFORE DELETE ON finance_bankaccount FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
