"""Pay after a death that nobody has decided about: two working days before the cut-off people hear of it (HR-09).

First the case officer and the deputy, or everybody who looks after cases where nobody is named; a working day later
payroll and the HR director. The mail names nobody.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from hr.queries import death_family, death_pay
from hr.queries.death_pay import Deadline
from partners.models import Partner, User
from partners.operations import messages
from partners.operations.messages import Draft
from partners.queries import deciders
from partners.queries.duties import holders_of
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

ABOVE = (Role.PAYROLL_RELEASER, Role.HR_DIRECTOR)
"""Who answers for the pay run, and for the people: the payroll manager and the HR director (domain HR-09)."""


def alert_everywhere(*, at: datetime) -> int:
    """Write about what is undecided at every partner, each in a scope of its own; return how many mails."""
    n_asked = 0
    for partner_id in Partner.objects.order_by("id").values_list("id", flat=True):
        with partner_scope(partner_id, reason="pay after a death is undecided"):
            n_asked += alert(partner_id=partner_id, at=at)
    return n_asked


@transaction_required
def alert(*, partner_id: int, at: datetime) -> int:
    """Write to whoever has to decide by now; return how many mails. Safe to run twice: each goes once."""
    today, n_asked = timezone.localdate(at), 0
    rows = death_pay.deadlines(death_pay.undecided(partner_id=partner_id), partner_id=partner_id, on=today)
    for one in rows:
        readers = {user.pk: user for user in _readers(one, partner_id, at)}
        for user in readers.values():
            messages.send(partner_id=partner_id, draft=_draft(one, user), by=None, at=at)
            n_asked += 1
    return n_asked


def _readers(one: Deadline, partner_id: int, at: datetime) -> Iterable[User]:
    """Yield who hears of a case today: never somebody of the family."""
    today, case = timezone.localdate(at), one.case
    found: list[User] = []
    if one.is_late(today):
        named = [user for user in (case.officer, case.deputy) if user is not None]
        found += named or deciders.holders(partner_id=partner_id, permission="deaths.manage", on=today)
    if one.is_for_above(today):
        found += [user for role in ABOVE for user in holders_of(role=role, partner_id=partner_id, on=today)]
    return (user for user in found if not death_family.is_barred(case, user))


def _draft(one: Deadline, reader: User) -> Draft:
    partner = Partner.objects.get(pk=one.case.partner_id)
    return Draft(
        kind="death-pay-undecided", key=f"death-pay:{one.case.uuid}:{one.cut_off}:{reader.pk}", address=reader.email,
        user_id=reader.pk, template="email/death_pay_undecided.txt", subject="A decision about pay is due",
        neutral_subject="A decision is due",
        context={"name": reader.full_name, "cut_off": one.cut_off, "pay_date": one.pay_date, "partner": partner},
    )  # fmt: skip
