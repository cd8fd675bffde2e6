"""Two legal entities of a partner with each other: commissioner and chief constable, council and company.

An agreement that has ended and one that holds, a journal between them each way in October, one that waits, and the
settlement of October, which waits for those who approve it.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from finance.models import CostCentre, InterEntityAgreement, Journal
from finance.operations import interentity, journals
from finance.operations.codings import Segments
from finance.operations.interentity import SettlementWanted
from finance.operations.journals import Line, Wanted
from finance.queries import interentity as found
from finance.queries import ledger_pages
from partners.models import LegalEntity
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import POLICE

WRITTEN, DECIDED = at(date(2026, 11, 3), 10), at(date(2026, 11, 4), 11)
OCTOBER = date(2026, 10, 28)
SUBJECTS = {True: "Police buildings and vehicles, which the commissioner owns", False: "Highway works and their depot"}


def make_interentity(place: Place) -> dict[str, Any]:
    """Make them where there are two with a ledger. In the scope."""
    entities = ledger_pages.entities(partner_id=place.partner.pk)
    if len(entities) < 2:
        return {"agreements": 0}
    first, second = sorted(entities, key=lambda one: one.pk)[:2]
    subject = SUBJECTS[place.spec.code == POLICE]
    days = (("2024-04-01", "2026-03-31"), ("2026-04-01", None))
    for first_day, last_day in days:
        payload = {
            "agreement": str(uuid4()), "from_entity": str(first.uuid), "to_entity": str(second.uuid),
            "kinds": ["MANUAL", "ACCRUAL", "RECLASS"], "settlement": "NET_MONTHLY", "subject": subject,
            "first_day": first_day, "last_day": last_day,
        }  # fmt: skip
        _agree(place, found.KIND, payload, "Signed by both, in the legal team’s file", "finance")
    for words, own, other, pounds, is_approved in (
        ("Rent of stores for October, borne by who uses them", second, first, "12460.00", True),
        ("Insurance of October, paid by one for both", first, second, "3180.55", True),
        ("Fuel of October, from the shared pumps", second, first, "2904.18", False),
    ):
        row = _journal(place, words, own, other, Decimal(pounds))
        _propose(place, row, "journals2" if is_approved else "")
    wanted = SettlementWanted(
        first=first.uuid, second=second.uuid, year=2026, number=7, accounting_date=date(2026, 11, 20),
        first_bank="93000", second_bank="93000",
    )  # fmt: skip
    made = interentity.settle(wanted=wanted, by=office("journals", place.spec), at=DECIDED)
    _propose(place, made.journal, "")
    return {"agreements": InterEntityAgreement.objects.of(place.partner.pk).count()}


def _journal(place: Place, words: str, own: LegalEntity, other: LegalEntity, pounds: Decimal) -> Journal:
    """Write what one bears of a cost that the other has paid."""
    lines = [
        Line(segments=Segments("40300", _centre(own)), debit=pounds, narrative=words[:60]),
        Line(segments=Segments("40300", _centre(other)), credit=pounds, narrative=words[:60], entity=other.code),
    ]
    wanted = Wanted(legal_entity=own.uuid, kind="MANUAL", accounting_date=OCTOBER, description=words, lines=lines)
    return journals.draft(wanted=wanted, by=office("journals", place.spec), at=WRITTEN)


def _centre(entity: LegalEntity) -> str:
    code: str = CostCentre.objects.of(entity.partner_id).filter(legal_entity=entity).order_by("code")[0].code
    return code


def _propose(place: Place, row: Journal, approver: str) -> None:
    payload = {"journal": str(row.uuid), "lines_hash": row.lines_hash}
    _agree(place, "finance.journal", payload, "Statement of October of both", approver)


def _agree(place: Place, kind: str, payload: dict[str, Any], why: str, approver: str) -> None:
    proposal = Proposal(kind=kind, payload=payload, reason=why)
    by = office("journals", place.spec)
    row = changes.submit(partner_id=place.partner.pk, proposal=proposal, by=by, at=WRITTEN)
    if approver:
        changes.approve(change=row.uuid, content_hash=row.content_hash, by=office(approver, place.spec), at=DECIDED)
