"""Deaths in service at the county: one looked after by a case officer, one that somebody has only just reported."""

from dataclasses import replace
from datetime import date
from typing import Any

from hr.models import AbsenceRecord, BankChange, Claim, DeathOverpayment, LeaveBooking, MonthlyInput, Person
from hr.operations import death_overpaid, death_tasks, deaths, estate, family_talks, family_ties
from hr.operations.deaths import Arrangements, Report
from hr.operations.estate import Acting
from hr.operations.family_talks import Said
from hr.operations.family_ties import Answered
from hr.queries import death_tasks as found
from partners.models import ChangeRequest
from partners.operations import messages
from partners.operations.messages import Draft
from sharedservices.demo import access
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Found, Place
from sharedservices.demo.leavers import is_plain
from sharedservices.demo.organisations import COUNTY

DIED = date(2026, 10, 29)
REPORTED, CONFIRMED, TOLD = at(date(2026, 10, 30), 10), at(date(2026, 11, 2), 11), at(date(2026, 11, 3), 9)
HEARD, REMINDED = at(date(2026, 11, 20), 9), at(date(2026, 11, 27), 9)
ENOUGH = 2
DECIDED, RECORDED = at(date(2026, 11, 5), 14), at(date(2026, 11, 19), 15)


def make_deaths(place: Place) -> dict[str, Any]:
    """Make the case; return how many there are. Inside the scope, once everything else of November is entered."""
    free = _nobody_else_speaks_of(place) if place.spec.code == COUNTY else []
    if not free:
        return {"cases": 0}
    who, *others = free
    officer, deputy = access.office("case", place.spec), place.approver
    known = Report(date_of_death=DIED, known="FAMILY", told_by="Her sister, by telephone", is_provisional=True)
    person = Person.objects.get(pk=who.person_id)
    case = deaths.report(person=person.uuid, known=known, by=place.manager, at=REPORTED)
    by: dict[str, Any] = {"case": case.uuid, "by": officer}
    deaths.confirm(
        case=case.uuid, evidence="CERTIFICATE", date_of_death=DIED, is_provisional=False, by=place.hr, at=CONFIRMED
    )
    wanted = Arrangements(
        officer=officer, deputy=deputy, family_name="Joan Whitlock", family_relationship="Sister",
        family_contact="Telephone, the number is in the log", family_times="Mornings",
        representative_name="Joan Whitlock", representative_authority="WILL",
        representative_contact="By post, through her solicitor",
    )  # fmt: skip
    deaths.arrange(wanted=wanted, at=CONFIRMED, **by)
    deaths.tell_pension_body(
        body="Northshire Pension Fund", told_on=TOLD.date(), how="By telephone, death benefits team", at=TOLD, **by
    )
    death_tasks.say_in_service(in_service=False, note="At home, after an illness", at=TOLD, **by)
    _settle(case, officer)
    note = "Agreed with her sister: there is no hurry, and the pension has begun"
    deaths.decide_pay(pay="ESTATE", account_is_right=False, note=note, at=DECIDED, **by)
    deaths.advance(action="support", note="Her sister wishes to hear by telephone", at=DECIDED, **by)
    _speak(case, officer, others)
    acting = Acting(
        name="Joan Whitlock", authority="WILL", document="Grant of probate, sealed copy seen", dated=RECORDED.date(),
        holder="Joan Whitlock", sort_code="08-99-99", account_number="66374958",
    )  # fmt: skip
    estate.record(acting=acting, at=RECORDED, **by)
    (asked,) = [one for one in found.tasks(case) if one.code == "estate"]
    death_tasks.settle(task=asked.uuid, action="finish", note="Her sister", consent="", by=officer, at=RECORDED)
    return {"cases": 1 + _report_one(place, others)}


def _speak(case: Any, officer: Any, others: list[Found]) -> None:
    """Note two talks with the family, of which one was corrected, and a relative who works here and was asked once."""
    by: dict[str, Any] = {"by": officer, "at": DECIDED}
    first = Said(
        kind="CALL", with_whom="Joan Whitlock", held_on=TOLD.date(), said="She would rather hear by telephone",
        agreed="One call a week, in the afternoon", asked_for="Her sister’s photographs from the office",
    )  # fmt: skip
    noted = family_talks.note(case=case.uuid, talk=first, **by)
    family_talks.correct(talk=noted.uuid, now=replace(first, agreed="One call a fortnight"), why="Misheard", **by)
    wrote = Said(kind="LETTER", with_whom="Her solicitor", held_on=DECIDED.date(), said="Probate is under way")
    family_talks.note(case=case.uuid, talk=wrote, **by)
    if others:
        kin_of = Person.objects.get(pk=others[-1].person_id)
        relationship = "Sister" if kin_of.sex == "F" else "Brother"
        kin = family_ties.add_kin(case=case.uuid, person=kin_of.uuid, relationship=relationship, **by)
        said = Answered(agreed=False, said_by=kin_of.display_name, said_on=DECIDED.date())
        family_ties.answer_manager(kin=kin.uuid, said=said, **by)
    answer = Answered(agreed=True, said_by="Joan Whitlock", said_on=DECIDED.date())
    family_ties.answer_contact(case=case.uuid, said=answer, other_employer="Her parish council", **by)


def _report_one(place: Place, others: list[Found]) -> int:
    """Report a death that nobody has confirmed: everything about this person waits, and a message is held back."""
    if len(others) < ENOUGH:
        return 0
    person = Person.objects.get(pk=others[0].person_id)
    draft = Draft(
        kind="reminder", key=f"demo-held-{person.uuid}", address="held.back@people.example", subject="A reminder",
        template="email/statement_of_change.txt", person_id=person.pk, due_at=REMINDED,
        context={"name": person.display_name, "partner": place.partner, "on": REMINDED.date()},
    )  # fmt: skip
    messages.send(partner_id=place.partner.pk, draft=draft, by=place.hr, at=HEARD)
    known = Report(date_of_death=HEARD.date(), known="COLLEAGUE", told_by="Her manager", is_provisional=True)
    deaths.report(person=person.uuid, known=known, by=place.manager, at=HEARD)
    return 1


def _settle(case: Any, officer: Any) -> None:
    """Settle the first tasks, and propose to write off the days after the death that October paid."""
    for one in found.tasks(case):
        if one.code.startswith(("grant-", "avc")):
            death_tasks.settle(
                task=one.uuid, action="finish", note="Told on 3 November", consent="", by=officer, at=TOLD
            )
    why = "Two days, paid before anybody knew. Nothing is asked of the family"
    for row in DeathOverpayment.objects.filter(case=case):
        death_overpaid.propose(overpaid=row.uuid, outcome="WRITE_OFF", why=why, by=officer, at=DECIDED)


def _nobody_else_speaks_of(place: Place) -> list[Found]:
    """Return the people of whom no other story of the demonstration tells, women before men, the last first."""
    told: set[int] = set()
    for model in (AbsenceRecord, BankChange, ChangeRequest, Claim, LeaveBooking, MonthlyInput):
        told |= set(model._default_manager.of(place.partner.pk).values_list("person_id", flat=True))
    people = [one for one in reversed(place.staff.values()) if is_plain(one) and one.person_id not in told]
    return sorted(people, key=lambda one: one.member.sex != "F")
