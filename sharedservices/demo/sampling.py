"""Small routine journals of October that the county’s trained preparer posted without an approver, and their samples.

In the council’s ledger one of three was drawn and waits to be reviewed; in that of its works company one of two had a
finding. Last year’s training has ended, this year’s counts.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from finance.models import CostCentre, JournalSample, SampledJournal
from finance.operations import auto_posting, journals, sampling
from finance.operations.codings import Segments
from finance.operations.journals import Line, Wanted
from finance.queries import auto_posting as found
from finance.queries import ledger_pages
from partners.models import LegalEntity
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

AGREED, DRAWN, REVIEWED = at(date(2026, 10, 1), 10), at(date(2026, 11, 1), 5), at(date(2026, 11, 3), 14)
TRAININGS = (("2025-04-01", "2026-03-31", "Course of March 2025"), ("2026-04-01", "2027-03-31", "Course of March 2026"))
JOURNALS = (
    (date(2026, 10, 8), "Stationery of September moved to the team that used it", "186.40"),
    (date(2026, 10, 14), "Printing of the autumn guide, shared by two teams", "912.75"),
    (date(2026, 10, 21), "Postage of September, by franking report", "1240.10"),
)
FINDING = "The report behind it has £96.00 of another month. Corrected with November; its preparer was told."


def make_sampling(place: Place) -> dict[str, Any]:
    """Make them at the county. In the scope."""
    if place.spec.code != COUNTY:
        return {"sampled": 0}
    entities = sorted(ledger_pages.entities(partner_id=place.partner.pk), key=lambda one: one.pk)
    by = office("journals", place.spec)
    for entity, n in zip(entities, (3, 2), strict=False):
        for first_day, last_day, course in TRAININGS:
            _agree(place, found.TRAINING, {
                "training": str(uuid4()), "person": by.email, "entity": str(entity.uuid), "first_day": first_day,
                "last_day": last_day, "evidence": f"{course} on journals and coding, passed; certificate with finance",
            })  # fmt: skip
        _agree(place, found.ROUTINE, {
            "routine": str(uuid4()), "entity": str(entity.uuid), "kinds": ["MANUAL", "RECLASS"],
            "starts_on": str(AGREED.date()),
        })  # fmt: skip
        for on, words, pounds in JOURNALS[:n]:
            _post(place, entity, on, words, Decimal(pounds))
    sampling.draw_due(partner_id=place.partner.pk, by=None, at=DRAWN)
    of_company = SampledJournal.objects.of(place.partner.pk).exclude(sample__legal_entity=entities[0])
    for row in of_company:
        sampling.review(
            sampled=row.uuid, is_in_order=False, finding=FINDING, remedy=SampledJournal.Remedy.OTHER,
            by=office("journals2", place.spec), at=REVIEWED,
        )  # fmt: skip
    return {"sampled": JournalSample.objects.of(place.partner.pk).count()}


def _agree(place: Place, kind: str, payload: dict[str, Any]) -> None:
    proposal = Proposal(kind=kind, payload=payload, reason="Meeting of the finance leads in September")
    asked = changes.submit(
        partner_id=place.partner.pk, proposal=proposal, by=office("finance", place.spec), at=AGREED
    )  # fmt: skip
    changes.approve(
        change=asked.uuid, content_hash=asked.content_hash, by=office("deputy", place.spec), at=AGREED
    )  # fmt: skip


def _post(place: Place, entity: LegalEntity, on: date, words: str, pounds: Decimal) -> None:
    """Move a cost from one cost centre to another, or to accruals where there is only one."""
    by, moment = office("journals", place.spec), at(on, 11)
    codes = CostCentre.objects.of(place.partner.pk).filter(legal_entity=entity).order_by("code")
    first, *others = codes.values_list("code", flat=True)[:2]
    other = Segments("40100", others[0]) if others else Segments("94050")
    wanted = Wanted(
        legal_entity=entity.uuid, kind="RECLASS", accounting_date=on, description=words,
        lines=[Line(segments=Segments("40100", first), debit=pounds), Line(segments=other, credit=pounds)],
    )  # fmt: skip
    row = journals.draft(wanted=wanted, by=by, at=moment)
    auto_posting.submit(
        journal=row.uuid, lines_hash=row.lines_hash, reason="Report of the month", by=by, at=moment
    )  # fmt: skip
