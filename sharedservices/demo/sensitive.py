"""Sensitive posts and paper at the police partner: a covert role, neutral mail, a batch, a letter that came back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hr import sealed
from hr.models import Person
from hr.operations import letters, missing, sensitive
from hr.operations.legal_details import put_nino
from partners.models import LegalEntity
from partners.operations import letters as paper
from partners.operations import mail_profiles, returned_mail
from partners.operations.mail_profiles import Wanted
from partners.queries import letters as queued
from partners.scope import partner_scope
from sharedservices.demo import access
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import POLICE

ADDRESS = "PO Box 90\nNorth Sorting Office\nNS1 9XX"
SHIFT = (
    "Dear colleague,\n\nthe time at which your turn of duty begins changes from 7 December 2026. Your rota shows it "
    "from Monday.\n\nIf this does not fit with care for a child or an adult, please tell us by 27 November.\n\n"
    "Yours sincerely"
)


def make_sensitive(place: Place) -> int:
    """Make them at the police partner; return how many people are concerned. Inside the scope."""
    if place.spec.code != POLICE:
        return 0
    plain = [one.person_id for one in place.staff.values() if not one.member.key][-12:-6]
    people = [Person.objects.get(pk=pk).uuid for pk in plain]
    if len(people) < 6:
        return 0
    _mail(place)
    _restrict(place, people)
    _post(place, people)
    return len(people)


def _mail(place: Place) -> None:
    """Have neutral mail with a return address proposed by one person and approved by another."""
    at = start_of_month_work(NOVEMBER)
    wanted = Wanted(
        valid_from=at.date(), shows_organisation=False, sender_name="Staff services", return_address=ADDRESS,
        subject="A message for you",
    )  # fmt: skip
    of: dict[str, Any] = {"partner_id": place.partner.pk, "at": at}
    row = mail_profiles.propose(wanted=wanted, reason="Advice of the security adviser", by=place.hr, **of)
    mail_profiles.approve(profile=row.uuid, by=place.approver, **of)
    entity = LegalEntity.objects.order_by("id").values_list("uuid", flat=True).first()
    later = replace(wanted, legal_entity=entity, valid_from=date(2027, 1, 4), sender_name="The mail room")
    mail_profiles.propose(wanted=later, reason="A new scanning service opens", by=place.hr, **of)


def _restrict(place: Place, people: list[UUID]) -> None:
    """Put one person into a covert role, protect the address of another; the second is due for review."""
    officer, at = access.office("sensitive", place.spec), start_of_month_work(NOVEMBER) - timedelta(days=60)
    said: dict[str, Any] = {"by": officer, "at": at}
    sensitive.restrict(
        person=people[0], kind="COVERT", reason="Decision 26/114 of the head of unit",
        review_on=at.date() + timedelta(days=180), **said,
    )  # fmt: skip
    _claim(place, people)
    sensitive.restrict(
        person=people[1], kind="ADDRESS", reason="Decision 26/98", review_on=at.date() + timedelta(days=55), **said
    )


def _claim(place: Place, people: list[UUID]) -> None:
    """Have the number of the covert officer recorded for a colleague: whoever does so is told nothing."""
    covert = Person.objects.get(uuid=people[0])
    number = sealed.open_nino(covert.nino, person=covert.uuid)
    said: dict[str, Any] = {"reason": "As on the starter form", "by": place.hr, "at": start_of_month_work(NOVEMBER)}
    if number:
        with partner_scope(place.partner.pk, actor_id=place.hr.pk, hides_covert=True):
            put_nino(person=people[5], nino=number, **said)


def _post(place: Place, people: list[UUID]) -> None:
    """Have a batch posted of which one letter came back, one printed with somebody in it who is missing since, more.

    One is released and one waits for release, and two letters wait in the queue.
    """
    at = start_of_month_work(NOVEMBER)
    _write(place, people[2:4], at)
    of: dict[str, Any] = {"partner_id": place.partner.pk, "at": at}
    batch = paper.make_batch(by=place.hr, **of)
    paper.release(batch=batch.uuid, by=place.approver, **of)
    paper.record_printed(batch=batch.uuid, by=place.hr, **of)
    paper.record_posted(batch=batch.uuid, by=place.hr, **of)
    back = queued.in_batch(batch)[0]
    of["at"] = at + timedelta(days=6)
    returned_mail.record_returned(letter=back.uuid, returned="GONE_AWAY", by=place.hr, **of)
    _write(place, [people[4], people[3]], of["at"])
    batch = paper.make_batch(by=place.hr, **of)
    paper.release(batch=batch.uuid, by=place.approver, **of)
    paper.record_printed(batch=batch.uuid, by=place.hr, **of)
    missing.report(
        person=people[4], missing_since=of["at"].date(), told_by="Her sister, by telephone",
        police_reference="NP/26/3310", by=place.hr, at=of["at"] + timedelta(hours=3),
    )  # fmt: skip
    for is_released in (True, False):
        _write(place, people[5:6], of["at"])
        batch = paper.make_batch(by=place.hr, **of)
        if is_released:
            paper.release(batch=batch.uuid, by=place.approver, **of)
    _write(place, [people[2], people[3], people[0], people[1]], at + timedelta(days=8))


def _write(place: Place, people: list[UUID], at: Any) -> None:
    for person in people:
        letters.write(person=person, template="general", title="When you begin work", words=SHIFT, by=place.hr, at=at)
