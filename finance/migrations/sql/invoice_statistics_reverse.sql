DROP FUNCTION finance_count_invoice_tables();
