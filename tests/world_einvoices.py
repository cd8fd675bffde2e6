"""Electronic invoices in a world: one that waits for its supplier, one that went to a partner of nobody’s."""

from datetime import date
from uuid import uuid4

from finance.models import ElectronicInvoice, InvoiceEnvelope
from partners.models import Partner
from sharedservices.common import sealing
from tests.factories import einvoices as make
from tests.factories.ledger import Ledger
from tests.people import Cast
from tests.world_base import World


def add_einvoices(cast: Cast, world: World, books: Ledger) -> None:
    """Make both."""
    given = {
        "seller": f"{world.mark} Ltd & Daughters", "reference": world.mark[:40],
        "lines": [(f"{world.mark} paper", "100.00")],
    }  # fmt: skip
    row = make.taken(
        make.paper(buyer=books.entity.legal_name, **given), partner=world.partner, by=cast.hana,
        name=f"{world.mark}.xml",
    )  # fmt: skip
    away = make.taken(make.paper(buyer="Nobody here", **given), partner=world.partner, by=cast.hana)
    world.rows |= {"finance.ElectronicInvoice": row, "finance.InvoiceEnvelope": _sent(away, world)}


def _sent(row: ElectronicInvoice, world: World) -> InvoiceEnvelope:
    """Pass one on to a partner that nobody of the cast belongs to; its legal entities are out of scope here."""
    code = f"east-{world.partner.code}"
    other = Partner.objects.create(
        code=code, name=code, short_name=code, kind=Partner.Kind.COUNTY, joined_on=date(2020, 1, 1)
    )
    row.state, row.to_partner, row.envelope = "REROUTED", other, uuid4()
    row.save()
    made: InvoiceEnvelope = InvoiceEnvelope.objects.create(
        uuid=row.envelope, partner=world.partner, to_partner=other, name=row.name, file_hash=row.file_hash,
        received_at=row.received_at, seller=row.seller, sent_at=make.NOW,
        body=sealing.seal(world.mark, aad=sealing.aad("finance_invoiceenvelope", row.envelope, "body")),
    )  # fmt: skip
    return made
