-- What the planner knows of the tables that landing a file of invoices fills. Plans that a session makes while they are
-- empty walk through everything that came before, so that each row takes longer than the last; counting the tables
-- as they grow has the plans made anew. It reads and writes no row and weakens no check.
-- Only the owner may count a table; the runtime role may have it done for these, within the scope of a partner.
CREATE FUNCTION finance_count_invoice_tables() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.app_partner_ids();
  -- Another file may be counting, too: whoever comes second goes by what the first finds out.
  ANALYZE (SKIP_LOCKED) public.finance_supplier, public.finance_supplieraccount, public.finance_supplierinvoice,
    public.finance_supplierinvoiceline, public.finance_invoicehold, public.finance_invoiceevent,
    public.finance_feederrow, public.finance_coding;
END $$;
REVOKE ALL ON FUNCTION finance_count_invoice_tables() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finance_count_invoice_tables() TO ss_app;
