"""Claims of the demonstration: set up, one paid with October, and one in each state in November."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import Assignment, Claim, ClaimType, OrgUnit
from hr.operations import claim_decisions, claim_lines, claim_policy, claims
from hr.operations.claim_lines import ExpenseWanted, HoursWanted, JourneyWanted
from hr.queries.unit_tree import tree
from partners.models import Grant, User
from partners.roles import Role
from sharedservices.demo.dates import NOVEMBER, at
from sharedservices.demo.directory import Place
from sharedservices.demo.logins import TEAMS

OCTOBER = date(2026, 10, 1)
SINCE = date(2026, 4, 1)
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"
KINDS = (
    ("MILEAGE", "", "MILEAGE"), ("MILEAGE_TAXED", "", "MILETAX"), ("MILEAGE_EXCESS", "", "MILENI"),
    ("HOURS", "Plain time", "OT100"), ("HOURS", "Time and a half", "OT150"),
    ("EXPENSE", "Train and bus fares", "EXPENSES"), ("EXPENSE", "Meals away from work", "EXPENSES"),
)  # fmt: skip
PLACES = (("County Hall", "Riverside School", "18.4"), ("Riverside School", "County Hall", "18.4"),
          ("County Hall", "Moor Lane depot", "31"))  # fmt: skip
Who = tuple[User, Assignment]


def set_up(place: Place) -> None:
    """Say what may be claimed at a partner, and pay 5p a mile more than the law lets go untaxed. Inside the scope."""
    said: dict[str, Any] = {"reason": "Agreed with the unions", "by": place.approver, "at": at(OCTOBER, 8)}
    for use, name, element in KINDS:
        claim_policy.add_type(
            partner_id=place.partner.pk, use=use, name=name, element=place.elements[element], effective_from=SINCE,
            **said,
        )  # fmt: skip
    wanted = claim_policy.PolicyWanted(months_late=3, car=Decimal("0.50"))
    claim_policy.set_policy(partner_id=place.partner.pk, wanted=wanted, effective_from=SINCE, **said)


def make_claims(place: Place, month: date) -> int:
    """Make the claims of a month and return how many. Inside the scope."""
    if month == OCTOBER:
        set_up(place)
        who = _employee(place)
        return 0 if who is None else _approved(place, _mileage(who, date(2026, 9, 22), at(OCTOBER, 9)), at(OCTOBER, 15))
    if month != NOVEMBER or not ClaimType.objects.exists():
        return 0
    return _of_the_employee(place) + _of_the_team(place)


def _of_the_employee(place: Place) -> int:
    """Whoever signs in as employee@ has a draft, one sent back, one rejected and one on its way to payroll."""
    who = _employee(place)
    if who is None:
        return 0
    told = at(NOVEMBER.replace(day=12), 11)
    _mileage(who, date(2026, 11, 10), at(NOVEMBER.replace(day=11), 18), send=False)
    back = _expense(who, date(2026, 11, 3), "Meals away from work", "9.40", at(NOVEMBER.replace(day=4), 18))
    claim_decisions.send_back(
        claim=back.uuid,
        note="Where were you, and for how long? Meals need five hours away.",
        by=place.approver,
        at=told,
    )
    no = _mileage(who, date(2026, 11, 4), at(NOVEMBER.replace(day=5), 18))
    claim_decisions.reject(claim=no.uuid, note="That is your way to work.", by=place.approver, at=told)
    return 3 + _approved(place, _mileage(who, date(2026, 10, 20), at(NOVEMBER.replace(day=6), 18)), told)


def _of_the_team(place: Place) -> int:
    """In the manager’s team a journey and overtime wait; elsewhere a late expense waits for HR."""
    team, sent = _team(place), at(NOVEMBER.replace(day=16), 20)
    makers: list[Callable[[Who], Any]] = [
        lambda who: _mileage(who, date(2026, 11, 12), sent),
        lambda who: _hours(who, date(2026, 11, 13), sent),
        lambda who: _late(place, who, sent),
    ]
    n = 0
    for who, make in zip(team, makers, strict=False):
        make(who)
        n += 1
    return n


def _late(place: Place, who: Who, sent: datetime) -> None:
    row = _expense(who, date(2026, 7, 14), "Train and bus fares", "24.80", sent, late="I was on jury service")
    claim_decisions.approve(claim=row.uuid, by=place.manager, at=sent + timedelta(hours=14))


def _mileage(who: Who, on: date, moment: datetime, *, send: bool = True) -> Claim:
    row = claims.start(assignment=who[1].uuid, kind=Claim.Kind.MILEAGE, by=who[0], at=moment)
    for start, end, miles in PLACES:
        wanted = JourneyWanted(
            on=on, from_place=start, to_place=end, miles=Decimal(miles), vehicle="CAR", reason="Site visit"
        )
        claim_lines.put_journey(claim=row.uuid, wanted=wanted, by=who[0], at=moment)
    return claims.submit(claim=row.uuid, by=who[0], at=moment) if send else row


def _hours(who: Who, on: date, moment: datetime) -> Claim:
    row = claims.start(assignment=who[1].uuid, kind=Claim.Kind.HOURS, by=who[0], at=moment)
    kind = ClaimType.objects.get(use="HOURS", name="Time and a half")
    wanted = HoursWanted(on=on, starts=time(18), ends=time(21, 30), claim_type=kind.uuid, reason="Covered the evening")
    claim_lines.put_hours(claim=row.uuid, wanted=wanted, by=who[0], at=moment)
    return claims.submit(claim=row.uuid, by=who[0], at=moment)


def _expense(who: Who, on: date, name: str, pounds: str, moment: datetime, *, late: str = "") -> Claim:
    row = claims.start(assignment=who[1].uuid, kind=Claim.Kind.EXPENSE, by=who[0], at=moment)
    kind = ClaimType.objects.get(use="EXPENSE", name=name)
    wanted = ExpenseWanted(
        on=on,
        claim_type=kind.uuid,
        amount=Decimal(pounds),
        reason="Meeting of the regional board",
        receipt=PAPER + str(row).encode(),
    )
    claim_lines.put_expense(claim=row.uuid, wanted=wanted, by=who[0], at=moment)
    return claims.submit(claim=row.uuid, by=who[0], at=moment, late_reason=late)


def _approved(place: Place, row: Claim, moment: datetime) -> int:
    claim_decisions.approve(claim=row.uuid, by=place.approver, at=moment)
    return 1


def _employee(place: Place) -> Who | None:
    """Return the login employee@ with a job that is held from the summer to the end of the year."""
    found = [one for one in _logins(place) if one[0].email.startswith("employee@")]
    return found[0] if found else None


def _team(place: Place) -> list[Who]:
    """Return who signs in, has a job, and is not employee@: those in the manager’s team first."""
    top = OrgUnit.objects.get(code=TEAMS[place.spec.code])
    team = set(tree(partner_id=place.partner.pk, on=NOVEMBER).below([top.pk]))
    rows = [one for one in _logins(place) if not one[0].email.startswith("employee@")]
    return [one for one in rows if one[1].post.org_unit_id in team]


def _logins(place: Place) -> list[Who]:
    grants = Grant.objects.filter(partner=place.partner, role=Role.EMPLOYEE).select_related("user").order_by("id")
    whole = DateRange(date(2026, 7, 1), date(2026, 12, 31))
    jobs = Assignment.objects.filter(valid__contains=whole).select_related("post", "employment").order_by("-id")
    by_person = {one.person_id: one for one in jobs}
    return [(one.user, by_person[one.person_id]) for one in grants if one.person_id in by_person]
