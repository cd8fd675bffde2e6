"""Makes trainings, routine types and journals that are posted without an approver. Call inside partner_scope()."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from finance.models import Journal, JournalTraining, RoutineJournals
from finance.operations import auto_posting, journals
from finance.operations.auto_posting import Submitted
from partners.models import User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from tests.factories import ledger as make
from tests.factories.ledger import NOW, Ledger, cr, dr

FIRST_DAY, LAST_DAY = "2026-04-01", "2027-03-31"
TODAY = NOW.date()


def training(of: Ledger, whose: User, **more: Any) -> dict[str, Any]:
    """A training of the financial year, as it is proposed."""
    return {
        "training": str(uuid4()), "person": whose.email, "entity": str(of.entity.uuid), "first_day": FIRST_DAY,
        "last_day": LAST_DAY, "evidence": "Course of March, certificate 17",
    } | more  # fmt: skip


def routine(of: Ledger, *kinds: str, starts_on: date = TODAY) -> dict[str, Any]:
    """Manual and reclassification journals from today on, as they are proposed."""
    return {"routine": str(uuid4()), "entity": str(of.entity.uuid), "kinds": list(kinds), "starts_on": str(starts_on)}


def asked(of: Ledger, kind: str, given: dict[str, Any], *, by: User, at: datetime = NOW) -> Any:
    """Propose one of both; return the change request."""
    proposal = Proposal(kind=kind, payload=given, reason="Agreed at the finance meeting")
    return changes.submit(partner_id=of.partner.pk, proposal=proposal, by=by, at=at)


def trained(
    of: Ledger, person: User, *, by: User, approver: User, at: datetime = NOW, **more: Any
) -> JournalTraining:  # fmt: skip
    """A training that counts."""
    given = training(of, person, **more)
    make.approve(asked(of, "finance.journal_training", given, by=by, at=at), approver, at=at)
    found: JournalTraining = JournalTraining.objects.get(uuid=UUID(given["training"]))
    return found


def decided(of: Ledger, *kinds: str, by: User, approver: User, at: datetime = NOW) -> RoutineJournals:
    """Types that are routine from that day on."""
    given = routine(of, *kinds, starts_on=at.date())
    make.approve(asked(of, "finance.routine_journals", given, by=by, at=at), approver, at=at)
    found: RoutineJournals = RoutineJournals.objects.get(uuid=UUID(given["routine"]))
    return found


def submitted(
    of: Ledger, pounds: str = "100.00", *, by: User, at: datetime = NOW, code: str = "40100", **more: Any
) -> Submitted:  # fmt: skip
    """A manual journal of so many pounds, submitted by whoever wrote it."""
    on = more.pop("on", date(2026, 11, 2))
    row = journals.draft(wanted=make.wanted(of, dr(code, pounds), cr("94050", pounds), on=on, **more), by=by, at=at)
    return submit(row, by=by, at=at)


def submit(row: Journal, *, by: User, at: datetime = NOW) -> Submitted:
    """Submit a draft."""
    return auto_posting.submit(journal=row.uuid, lines_hash=row.lines_hash, reason="October’s close", by=by, at=at)
