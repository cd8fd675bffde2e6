DROP FUNCTION finance_buyers(bigint, date);
DROP TRIGGER envelope_kept ON finance_invoiceenvelope;
DROP TRIGGER envelope_guard ON finance_invoiceenvelope;
DROP FUNCTION finance_invoiceenvelope_guard();
DROP TRIGGER einvoice_kept ON finance_electronicinvoice;
DROP TRIGGER einvoice_moves ON finance_electronicinvoice;
DROP FUNCTION finance_electronicinvoice_moves();
