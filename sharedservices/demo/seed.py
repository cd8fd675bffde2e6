"""Load the demonstration partnership: bodies, people, and the months before November 2026."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from hr.operations import forewarnings, identity
from partners.models import Partner, User
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from sharedservices.demo import (
    absences,
    access,
    agency,
    arriving,
    bank,
    bank_changes,
    changes,
    chart,
    checks,
    claims,
    closing,
    deaths,
    einvoices,
    establishment,
    extracts,
    feeders,
    history,
    increments,
    insight,
    interentity,
    joining,
    leavers,
    ledger,
    monthly,
    november,
    payables,
    payment_runs,
    privacy,
    questions,
    receivables,
    recharge_bills,
    recharges,
    requests,
    rosters,
    safety,
    sampling,
    sensitive,
    starters,
    vat,
)
from sharedservices.demo.award import arrears, load_award
from sharedservices.demo.bulk_entry import Input
from sharedservices.demo.dates import AWARD_MONTH, NOVEMBER, at, first_month, months_to_pay, start_of_month_work
from sharedservices.demo.directory import Place, look_up
from sharedservices.demo.foundation import load_foundation, make_partner
from sharedservices.demo.logins import SETUP
from sharedservices.demo.member import Member
from sharedservices.demo.organisations import COUNTY, PARTNERS, PartnerSpec
from sharedservices.demo.people import GO_LIVE
from sharedservices.demo.progress import done, once
from sharedservices.demo.staff import headcounts, invent_staff

LOOKED_AHEAD = at(NOVEMBER.replace(day=20), 2)
"""The night in which the forecast of the demonstration was made."""
DEATHS = "A death in service"
AGENCY = "Agency workers"
LEDGER = "The ledger"
RECEIVABLES = "Accounts receivable"
RECHARGES = "Recharges"
BILLS = "Bills of shared services"
BANK = "Bank statements"
PAYABLES = "Suppliers and their invoices"
CLOSING = "The close of October"
PAYMENT_RUNS = "Payment runs"
VAT = "VAT returns"
FEEDERS = "Feeder files"
EINVOICES = "Electronic invoices"
EXTRACTS = "Extracts for auditors"
CHART = "Chart of accounts"
INTERENTITY = "Legal entities with each other"
SAMPLING = "Journals posted without an approver"
SAFETY = "Accidents and exposure"
FORESEEING = "Looking ahead at everybody’s pay"
PEOPLE, COMPLETE = "Loading the people", "Loading the demonstration partnership"
Say = Callable[[str], None]


class SeedRefused(DomainError):
    """The demonstration cannot be loaded into this database."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many people, and how many months before November are paid."""

    people: int
    months: int


def is_complete() -> bool:
    """Tell whether the whole demonstration is there."""
    partner = Partner.objects.filter(code=COUNTY).first()
    return partner is not None and done(partner, COMPLETE) is not None


def seed(size: Size, *, password: str, say: Say) -> None:
    """Load what is not there yet. An interrupted seed goes on with the size that it began with.

    :raises SeedRefused: when a partner of the same code is there that the demonstration did not make
    :raises TooFewPeople: for fewer people than there are awkward cases
    """
    size = _size_begun() or size
    staff = invent_staff(size.people)
    setup = User.objects.filter(email=SETUP[0]).first() or access.make_logins(password=password)
    partners = {spec.code: _partner(spec, staff[spec.code], size, setup, say) for spec in PARTNERS}
    for month in months_to_pay(size.months):
        say(history.pay_month([_prepare(spec, partners, staff, setup, month) for spec in PARTNERS], month))
    for spec in PARTNERS:
        place = _prepare(spec, partners, staff, setup, NOVEMBER)
        once(place.partner, DEATHS, partial(deaths.make_deaths, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, AGENCY, partial(agency.make_agency, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, LEDGER, partial(ledger.make_ledger, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, RECEIVABLES, partial(receivables.make_receivables, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, RECHARGES, partial(recharges.make_recharges, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, BANK, partial(bank.make_bank, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, PAYABLES, partial(payables.make_payables, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, INTERENTITY, partial(interentity.make_interentity, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, SAMPLING, partial(sampling.make_sampling, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, CLOSING, partial(closing.make_closing, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, PAYMENT_RUNS, partial(payment_runs.make_payment_runs, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, VAT, partial(vat.make_vat, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, EINVOICES, partial(einvoices.make_einvoices, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, CHART, partial(chart.make_chart, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, FEEDERS, partial(feeders.make_feeders, place), by=setup, at=LOOKED_AHEAD)
        once(place.partner, SAFETY, partial(safety.make_records, place), by=setup, at=LOOKED_AHEAD)
        once(partners[spec.code], FORESEEING, partial(_look_ahead, partners[spec.code]), by=setup, at=LOOKED_AHEAD)
    for spec in PARTNERS:
        place = _prepare(spec, partners, staff, setup, NOVEMBER)
        once(place.partner, BILLS, partial(recharge_bills.make_bills, place), by=setup, at=LOOKED_AHEAD)
        # last of all: an extract is every line that was posted until then
        once(place.partner, EXTRACTS, partial(extracts.make_extracts, place), by=setup, at=LOOKED_AHEAD)
    say(arriving.load_arriving(setup))
    identity.compare_everywhere(at=LOOKED_AHEAD)
    result = {"people": size.people, "months": size.months}
    once(partners[COUNTY], COMPLETE, lambda: result, by=setup, at=start_of_month_work(NOVEMBER))


def _size_begun() -> Size | None:
    """Return the size of a seed that was begun. :raises SeedRefused: when the partner is somebody else's."""
    partner = Partner.objects.filter(code=COUNTY).first()
    if partner is None:
        return None
    begun = done(partner, PEOPLE)
    if begun is None:
        raise SeedRefused(
            f"There is a partner “{COUNTY}” already that the demonstration did not make.",
            remedy="Use an empty database: `make stop`, delete .dev, `make demo`.",
        )
    return Size(begun["people"], begun["months"])


def _partner(spec: PartnerSpec, members: list[Member], size: Size, setup: User, say: Say) -> Partner:
    """Load a partner and whoever is there at the beginning, unless it is there; in one transaction."""
    partner = Partner.objects.filter(code=spec.code).first()
    if partner is not None:
        return partner
    first = first_month(size.months)
    moment = at(first, 8)
    there = [member for member in members if member.started < first]

    def work() -> dict[str, Any]:
        load_foundation(spec, made, headcounts(members), by=setup, at=moment)
        access.grant_offices(spec, made, start=GO_LIVE)
        joining.bring_in(spec, made, there, setup=setup, at=moment)
        return {"people": size.people, "months": size.months}

    with transaction.atomic():
        made = make_partner(spec)
        once(made, PEOPLE, work, by=setup, at=moment)
    say(f"{spec.name}: {len(there):,} people")
    return made


def _prepare(
    spec: PartnerSpec, partners: dict[str, Partner], staff: dict[str, list[Member]], setup: User, month: date
) -> Place:
    """Bring in who joins in a month, make its changes and enter its inputs, once; return the partner with everybody."""
    partner, members, moment = partners[spec.code], staff[spec.code], start_of_month_work(month)

    def work() -> dict[str, Any]:
        joiners = [member for member in members if member.started.replace(day=1) == month]
        joining.bring_in(spec, partner, joiners, setup=setup, at=moment)
        place = look_up(spec, partner, members)
        n_changes = changes.make_changes(place, month)
        claims.make_claims(place, month)
        if month == NOVEMBER:
            november.make_awkward(place)
            requests.make_requests(place)
            questions.make_questions(place)
            absences.make_absences(place)
            insight.make_insight(place)
            bank_changes.ask_from_a_new_device(place)
            bank_changes.add_second_account(place)
            leavers.make_leavers(place)
            starters.make_starters(place)
            checks.make_checks(place)
            establishment.make_establishment(place)
            sensitive.make_sensitive(place)
            privacy.make_privacy(place)
            increments.make_increments(place)
            rosters.make_rosters(place)
        return {"joiners": len(joiners), "changes": n_changes, "inputs": _inputs(place, month)}

    hr = access.office("hr", spec)
    once(partner, f"Preparing {month:%B %Y}", work, by=hr, at=moment)
    with partner_scope(partner.pk):
        return look_up(spec, partner, members)


def _look_ahead(partner: Partner) -> dict[str, Any]:
    with partner_scope(partner.pk, reason="forewarnings"):
        return {"foreseen": forewarnings.look_ahead(partner_id=partner.pk, at=LOOKED_AHEAD)}


def _inputs(place: Place, month: date) -> int:
    """Enter and approve the inputs of every period that is paid in a month; in September load the award first."""
    owed: dict[str, list[Input]] = {}
    if month == AWARD_MONTH:
        owed = {group.code: arrears(place, group.code) for group in place.spec.pay_groups}
        load_award(place.spec, place.partner)
    n_inputs = 0
    for period in history.periods_paid_in(place, month):
        group = period.pay_group.code
        extra = [*owed.pop(group, []), *(november.november_inputs(place, group) if month == NOVEMBER else [])]
        n_inputs += monthly.enter_and_approve(
            place, group, period.covers.lower, start_of_month_work(month), extra,
            leave_open=november.OPEN_INPUTS if month == NOVEMBER else 0,
        )  # fmt: skip
    return n_inputs
