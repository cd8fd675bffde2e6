"""A journal that was posted without an approver and drawn in a world: its preparer’s training, the routine types."""

from datetime import UTC, date, datetime

from finance.models import JournalSample, SampledJournal
from finance.operations import sampling
from partners.roles import Role
from tests.factories import sampling as make
from tests.factories.ledger import NOW, Ledger
from tests.people import Cast, grant, user
from tests.world_base import World

OCTOBER = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)


def add_sampling(cast: Cast, world: World, books: Ledger) -> None:
    """Make one of each; another training waits."""
    mark, by, approver = world.mark, cast.hana, world.everybody
    clerk = user(f"Clerk{world.partner.code.title()}")
    grant(clerk, world.partner, Role.JOURNAL_PREPARER)
    training = make.trained(books, clerk, by=by, approver=approver, evidence=f"{mark} course", at=OCTOBER)
    routine = make.decided(books, "MANUAL", by=by, approver=approver, at=OCTOBER)
    posted = make.submitted(
        books, by=clerk, at=OCTOBER, code="40200", on=date(2026, 10, 6), description=f"{mark} paper of October"
    )
    assert posted.is_posted
    given = make.training(books, clerk, first_day="2027-04-01", last_day="2028-03-31", evidence=f"{mark} course again")
    make.asked(books, "finance.journal_training", given, by=by)
    sampling.draw_due(partner_id=world.partner.pk, by=by, at=NOW)
    world.rows |= {
        "finance.JournalTraining": training, "finance.RoutineJournals": routine,
        "finance.PostingCheck": posted.check, "finance.JournalSample": JournalSample.objects.get(),
        "finance.SampledJournal": SampledJournal.objects.get(),
    }  # fmt: skip
