"""What changes from month to month: hours, points, tax codes, loans, pensions, banks. Each through its operation."""

import random
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from hr.models import Employment, Grade, PensionMembership, PensionScheme, SpinePoint, TaxCode
from hr.operations import elements, pensions, tax, terms
from hr.operations.entries import Entry
from sharedservices.demo import bank_changes
from sharedservices.demo.dates import start_of_month_work
from sharedservices.demo.directory import Found, Place
from sharedservices.demo.people import SEED
from sharedservices.demo.scales import SCALES

_SECTION = PensionMembership.Section
_FOR_SOMEBODY = 50
"""One change of each kind a month for so many of the people whose turn it is."""
_TURNS = 8

Changer = Callable[[random.Random, Place, Found, date, datetime], None]


def make_changes(place: Place, month: date) -> int:
    """Make the changes of a month at a partner, each for somebody else, and return how many. Inside the scope."""
    chance = random.Random(f"{SEED}/{place.spec.code}/{month}")  # noqa: S311 - a fixed seed is the point
    moment = start_of_month_work(month)
    people = [one for one in place.staff.values() if _is_settled(one, month)]
    chance.shuffle(people)
    pool = iter(people)
    done = 0
    for changer, is_possible in CHANGERS:
        for _ in range(1 + len(people) // _FOR_SOMEBODY):
            someone = next((one for one in pool if is_possible(one)), None)
            if someone is not None:
                changer(chance, place, someone, month, moment)
                done += 1
    return done


def _is_settled(found: Found, month: date) -> bool:
    """Tell whether somebody is no special case, has been here for a while, stays, and has their turn this month.

    Everybody has a turn in one month only, so that no change depends on an earlier one.
    """
    member = found.member
    has_turn = int(member.employee_no) % _TURNS == month.month % _TURNS
    return has_turn and not member.key and member.started.replace(day=1) < month and member.ended is None


def _change_hours(chance: random.Random, place: Place, found: Found, month: date, moment: datetime) -> None:
    hours = chance.choice([one for one in ("18.5", "22.2", "25", "29.6") if Decimal(one) != found.member.hours])
    terms.change_hours(
        assignment=found.assignment, contract_hours=Decimal(hours), effective_from=month,
        reason="Flexible working request agreed", by=place.hr, at=moment,
    )  # fmt: skip


def _move_up(_: random.Random, place: Place, found: Found, month: date, moment: datetime) -> None:
    """Move somebody to the next point of their grade; who is at the top stays."""
    job = found.member.job
    scale = next(one for one in SCALES[place.spec.code] if one.code == job.scale)
    points = scale.points_of(job.grade)
    following = points[points.index(found.member.point) + 1 :]
    if following:
        promote(place, found, following[0], month, moment, reason="Accelerated increment")


def promote(
    place: Place, found: Found, point: str, since: date, moment: datetime, *, reason: str, grade: str = ""
) -> None:
    """Put somebody on another point from a day on."""
    job = found.member.job
    row = SpinePoint.objects.get(scale__code=job.scale, code=point)
    code = grade or job.grade
    terms.change_pay(
        assignment=found.assignment,
        pay=terms.Pay(grade=Grade.objects.get(scale__code=job.scale, code=code).uuid, spine_point=row.uuid),
        effective_from=since, reason=reason, by=place.hr, at=moment,
    )  # fmt: skip


def _new_tax_code(chance: random.Random, place: Place, found: Found, month: date, moment: datetime) -> None:
    code = chance.choice(("1188L", "1204L", "1272L", "1131L", "1305L"))
    tax.change_tax_code(
        employment=found.employment, code=code, week1month1=False, source=TaxCode.Source.P6, notice_date=moment.date(),
        effective_from=month.replace(day=2), reason=f"P6 notice of {moment:%-d %B}", by=place.payroll, at=moment,
    )  # fmt: skip


def _start_loan(_: random.Random, place: Place, found: Found, month: date, moment: datetime) -> None:
    tax.start_student_loan(
        employment=found.employment, plan="2", source="SL1 start notice", effective_from=month.replace(day=2),
        reason="SL1 start notice", by=place.payroll, at=moment,
    )  # fmt: skip


def _go_fifty_fifty(_: random.Random, place: Place, found: Found, month: date, moment: datetime) -> None:
    pensions.change_section(
        assignment=found.assignment, section=_SECTION.FIFTY_FIFTY, effective_from=month,
        reason="50/50 election form received", by=place.hr, at=moment,
    )  # fmt: skip


def _join_pension(_: random.Random, place: Place, found: Found, month: date, moment: datetime) -> None:
    scheme = PensionScheme.objects.get(code=found.member.job.pension)
    pensions.join(
        assignment=found.assignment, scheme=scheme.uuid, effective_from=month, reason="Opted in", by=place.hr, at=moment
    )


def _new_bank(chance: random.Random, place: Place, found: Found, _: date, moment: datetime) -> None:
    bank_changes.change_at_desk(chance, place, found, moment)


def _act_up(chance: random.Random, place: Place, found: Found, month: date, moment: datetime) -> None:
    elements.add_recurring(
        assignment=found.assignment, element=place.elements["ACTING"],
        entry=Entry(amount=Decimal(chance.choice(("145.00", "210.50", "288.00")))), effective_from=month,
        reason="Acting up while the post is vacant", by=place.hr, at=moment,
    )  # fmt: skip


def _is_salaried(found: Found) -> bool:
    return found.member.hours > 10 and found.member.job.terms in {"NJC", "NJC-L", "PSC", "FSC"}


def _has_scale(found: Found) -> bool:
    return bool(found.member.point) and found.member.job.kind == Employment.Kind.EMPLOYEE


def _has_lgps(found: Found) -> bool:
    return found.member.pension == "LGPS" and found.member.section == _SECTION.MAIN


CHANGERS: tuple[tuple[Changer, Callable[[Found], bool]], ...] = (
    (_change_hours, _is_salaried),
    (_move_up, _has_scale),
    (_new_tax_code, lambda found: found.member.tax_code == "1257L" and not found.member.week1month1),
    (_start_loan, lambda found: not found.member.loans and found.member.hours > 20),
    (_go_fifty_fifty, _has_lgps),
    (_join_pension, lambda found: not found.member.pension and found.member.hours > 10),
    (_new_bank, lambda found: bool(found.member.sort_code)),
    (_act_up, _is_salaried),
)
