"""What was owed to suppliers and by customers on any day, by age, with its documents and its control account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Q, Sum

from finance.controls import Where
from finance.engine import debts, fiscal
from finance.models import JournalLine, Period, Receipt
from finance.queries import subledgers
from finance.states import JournalState
from sharedservices.common.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that is not settled: pounds above nought are owed, below nought are credit or money not allocated."""

    reference: str
    words: str
    due_on: date | None
    pounds: Decimal
    url_name: str
    uuid: str
    number: int
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """A line by age: a supplier or customer, or one of their documents."""

    name: str
    words: str
    number: int
    owed: Decimal
    ages: tuple[Decimal, ...]
    unallocated: Decimal
    document: Document | None = None

    @property
    def total(self) -> Decimal:
        """What is owed less what is not allocated: the part of the control account."""
        return self.owed - self.unallocated


def _where(partner_id: int, legal_entity_id: int, on: date) -> Where:
    first = on.replace(day=1)
    return Where(
        partner_id=partner_id, legal_entity_id=legal_entity_id, year=fiscal.year_of(on), number=fiscal.number_of(on),
        first_day=first, last_day=on, as_at=on,
    )  # fmt: skip


def creditors(*, partner_id: int, legal_entity_id: int, on: date) -> list[Document]:
    """Return what was owed to suppliers by posted invoices at the end of a day. Three queries."""
    return [
        Document(
            reference=row.reference, words=f"{row.get_kind_display()} {row}", due_on=row.due_on, pounds=-pounds,
            url_name="invoice", uuid=str(row.uuid), number=row.account.number, party=row.account.supplier.legal_name,
        )
        for row, pounds in subledgers.open_payables(_where(partner_id, legal_entity_id, on)).items()
    ]  # fmt: skip


def debtors(*, partner_id: int, legal_entity_id: int, on: date) -> list[Document]:
    """Return what customers owed at the end of a day, and what of their money was not allocated. Four queries."""
    found = []
    for row, pounds in subledgers.open_receivables(_where(partner_id, legal_entity_id, on)).items():
        assert row.customer is not None  # noqa: S101 - the register asks for it
        is_money = isinstance(row, Receipt)
        found.append(
            Document(
                reference=f"R{row.pk}" if is_money else str(row),
                words="Receipt not allocated" if isinstance(row, Receipt) else row.get_kind_display(),
                due_on=None if isinstance(row, Receipt) else row.due_on,
                pounds=pounds,
                url_name="receipt" if is_money else "sales_invoice",
                uuid=str(row.uuid),
                number=row.customer.number,
                party=row.customer.name,
            )
        )
    return found


def by_document(rows: Iterable[Document], *, on: date) -> list[Aged]:
    """Return each document with its age: the longest due first, what is not allocated last."""
    found = sorted(rows, key=lambda one: (one.pounds < 0, one.due_on or on, one.reference))
    return [_aged([one], name=one.reference, words=one.words, number=one.number, on=on, document=one) for one in found]


def by_party(rows: Iterable[Document], *, on: date) -> list[Aged]:
    """Return each supplier or customer with what is owed by age, by name."""
    parties: dict[tuple[str, int], list[Document]] = {}
    for one in rows:
        parties.setdefault((one.party, one.number), []).append(one)
    return [
        _aged(found, name=name, words="", number=number, on=on)
        for (name, number), found in sorted(parties.items(), key=lambda pair: (pair[0][0].casefold(), pair[0][1]))
    ]


def _aged(
    rows: list[Document], *, name: str, words: str, number: int, on: date, document: Document | None = None
) -> Aged:
    ages = [ZERO] * len(debts.labels(on))
    spare = ZERO
    for one in rows:
        if one.pounds < 0:
            spare -= one.pounds
        else:
            ages[debts.band_of(one.due_on or on, on=on)] += one.pounds
    return Aged(
        name=name, words=words, number=number, owed=sum(ages, ZERO), ages=tuple(ages), unallocated=spare,
        document=document,
    )  # fmt: skip


def control(*, partner_id: int, legal_entity_id: int, control: str, on: date) -> Decimal:
    """Return the balance of the control accounts at the end of a day, debits above nought. Two queries.

    What later years brought forward is left out: it is what the years before had already posted.
    """
    years = Period.objects.of(partner_id).filter(legal_entity=legal_entity_id).aggregate(first=Min("year"))
    lines = JournalLine.objects.of(partner_id).filter(
        journal__state=JournalState.POSTED, journal__legal_entity_id=legal_entity_id, journal__accounting_date__lte=on,
        coding__subjective__control=control,
    )  # fmt: skip
    lines = lines.exclude(Q(journal__period__number=fiscal.OPENING) & Q(journal__period__year__gt=years["first"] or 0))
    sums = lines.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    return (sums["debit"] or ZERO) - (sums["credit"] or ZERO)
