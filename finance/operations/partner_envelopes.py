"""Invoices that go to a partner as electronic ones when they are issued, and what it says back (domain FIN-08, FIN-11).

Between partners the rule is an invoice on both sides: what one issues lies in an envelope, and the other takes it in as
it takes every electronic invoice in. Neither acts in the ledger of the other, and neither reads it.
"""

import base64
import hashlib
from datetime import datetime
from uuid import UUID

from finance import rules_recharges as rules
from finance.engine import ubl_write
from finance.models import InvoiceEnvelope, SalesInvoice, SupplierInvoice
from finance.models.einvoices import LONGEST_PARTY
from finance.queries import einvoices, sales_papers
from finance.states import ENVELOPE, EnvelopeState
from sharedservices.common import sealing
from sharedservices.common.flow import allowed_actions, next_state

TABLE = "finance_invoiceenvelope"
NOUN = "electronic invoice"
LONGEST_WORDS = 500


def send(row: SalesInvoice, *, billed_to: str, at: datetime) -> InvoiceEnvelope:
    """Put an invoice that was just issued into an envelope for the partner that its customer is.

    :raises RuleBroken: when it cannot be written as an electronic one
    """
    why, data = "", b""
    try:
        data = ubl_write.write(sales_papers.paper(row, billed_to=billed_to))
    except ubl_write.CannotBeWritten as error:
        why = str(error)
    rules.SentElectronically.require(not why, customer=row.customer.name, why=why)
    made = InvoiceEnvelope(
        partner_id=row.partner_id, to_partner_id=row.customer.stands_for_id, name=f"{row}.xml", received_at=at,
        sent_at=at, file_hash=hashlib.sha256(data).hexdigest(), seller=row.legal_entity.legal_name[:LONGEST_PARTY],
        sales_invoice=row,
    )  # fmt: skip
    made.body = sealing.seal(base64.b64encode(data).decode(), aad=sealing.aad(TABLE, made.uuid, "body"))
    made.save()
    return made


def answer(envelope: UUID | None, action: str, words: str, *, at: datetime) -> bool:
    """Tell the partner that issued an invoice what became of it here: dispute, settle or give_back.

    Return whether it was told: an envelope of what was only passed on says nothing back.
    """
    if envelope is None:
        return False
    rows = InvoiceEnvelope.sent_here.filter(uuid=envelope, sales_invoice__isnull=False)
    row: InvoiceEnvelope | None = rows.select_for_update(of=("self",)).first()
    if row is None or action not in allowed_actions(ENVELOPE, row.state):
        return False
    state = EnvelopeState(next_state(ENVELOPE, action, row.state, noun=NOUN))
    # the default manager has the sender’s own rows alone
    InvoiceEnvelope.sent_here.filter(pk=row.pk).update(state=state, words=words[:LONGEST_WORDS], answered_at=at)
    return True


def answer_of(row: SupplierInvoice, action: str, words: str, *, at: datetime) -> bool:
    """Do so for an invoice that was entered here; most came from no partner."""
    document = einvoices.of_invoice(row)
    if document is None or document.from_partner_id is None:
        return False
    return answer(document.envelope, action, words, at=at)
