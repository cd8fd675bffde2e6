"""Data protection in the demonstration: erasures, access requests, other rights, complaints, breaches, who looked."""

from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import Employment, PayGroup, Person
from hr.operations import documents
from hr.operations.documents import NewDocument
from partners.models import Grant, SarDocument, User
from partners.operations import (
    breaches,
    lookers,
    own_requests,
    purges,
    retention,
    rights,
    sar,
    sar_documents,
    sar_files,
)
from partners.operations.breaches import Found
from partners.operations.rights import Asked
from partners.queries import sar as sar_queries
from partners.roles import Role
from partners.scope import partner_scope
from sharedservices.demo.access import office
from sharedservices.demo.dates import NOVEMBER, at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

LEAVERS = (
    ("Enid", "Fairweather", date(1951, 3, 14), date(2016, 8, 31), "LEG-0007"),
    ("Cuthbert", "Hollins", date(1949, 11, 2), date(2017, 2, 28), "LEG-0011"),
    ("Marjorie", "Tansley", date(1950, 6, 21), date(2017, 12, 31), "LEG-0016"),
)
"""Invented people who left before this system, brought over with their records: name, birth, last day, number."""
ASKED = (
    Asked(kind="RECTIFY", area="identity", words="I was born in May 1986, not in March"),
    Asked(kind="COMPLAIN", area="file", words="My letter of resignation was read out in the office"),
    Asked(kind="OBJECT", area="monitoring", words="I do not want to be in the pay gap figures"),
    Asked(kind="PORT", area="everything", words="I would like my details as a file for my new employer."),
)
"""What people ask beside access."""
A_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page, as a document about somebody."""
RECEIVED = (date(2026, 11, 9), date(2026, 10, 19))


def make_privacy(place: Place) -> None:
    """Make it at the county council. Inside the scope."""
    if place.spec.code != COUNTY:
        return
    people = [office(name, place.spec) for name in ("hr", "approver")]
    _erasures(place, *people)
    _requests(place, *people)
    _rights(place, *people)
    _breaches(place, *people)
    lookers.make(partner_id=place.partner.pk, month=date(2026, 10, 1), at=at(date(2026, 11, 1), 5))


def _erasures(place: Place, hr: User, approver: User) -> None:
    """Bring over two people who left long ago, erase them; then a third, who waits for approval. One more is held."""
    partner, moment = place.partner, at(NOVEMBER, 9)
    rows = retention.propose_schedule(
        partner_id=partner.pk, months={}, reason="Information governance board, 2 November 2026", by=hr, at=moment
    )
    retention.approve_schedule(schedule=rows.uuid, content_hash=rows.content_hash, by=approver, at=moment)
    first = [_leaver(place, one) for one in LEAVERS[:2]]
    retention.set_hold(
        partner_id=partner.pk, person_id=first[1].pk, data_class="", reason="Claim about exposure to asbestos", by=hr,
        at=moment,
    )  # fmt: skip
    done = purges.propose(partner_id=partner.pk, by=hr, at=moment)
    purges.approve(proposal=done.uuid, content_hash=done.content_hash, by=approver, at=moment)
    purges.execute(partner_id=partner.pk, proposal=done.uuid, clock=lambda: moment)
    _leaver(place, LEAVERS[2])
    purges.propose(partner_id=partner.pk, by=hr, at=moment + timedelta(days=14))


def _leaver(place: Place, who: tuple[str, str, date, date, str]) -> Person:
    forenames, surname, born, left, number = who
    group = PayGroup.objects.of(place.partner.pk).order_by("id").select_related("legal_entity").first()
    assert group is not None  # noqa: S101 - the foundation made it
    person: Person = Person.objects.create(
        partner=place.partner, surname=surname, forenames=forenames, date_of_birth=born, sex="F",
        address_line_1="4 Old Row", town="Northbury", postcode="NB4 4ZZ",
    )  # fmt: skip
    start = date(1998, 9, 1)
    Employment.objects.create(
        partner=place.partner, person=person, legal_entity=group.legal_entity, pay_group=group, employee_no=number,
        kind="EMPLOYEE", continuous_service_from=start, valid=DateRange(start, left + timedelta(days=1)),
    )  # fmt: skip
    return person


def _requests(place: Place, hr: User, approver: User) -> None:
    """Have one request to be reviewed, and one that somebody asked in self-service and that is answered."""
    partner, moment = place.partner, at(date(2026, 11, 16), 9)
    working = Employment.objects.of(partner.pk).filter(valid__upper_inf=True).order_by("id")[4]
    own = Grant.objects.filter(partner=partner, role=Role.EMPLOYEE, user__email__startswith="employee@")
    asker = own.select_related("user").first()
    assert asker is not None and asker.person_id is not None  # noqa: S101, PT018 - the logins come first
    step: dict[str, Any] = {"by": hr, "at": moment}
    with partner_scope(partner.pk, actor_id=hr.pk):
        row = sar.receive(partner_id=partner.pk, person_id=working.person_id, received_on=RECEIVED[0], scope="", **step)
    for kind, title in (("REFERENCE", "Reference of the employer before"), ("OTHER", "Letter about parking")):
        new = NewDocument(kind=kind, title=title, content=A_PAGE)
        documents.store(person=working.person.uuid, new=new, **step)
    asked = RECEIVED[0] + timedelta(days=1)
    sar.ask_identity(case=row.uuid, asked="A copy of a photo identity card", on=asked, **step)
    sar.verify(case=row.uuid, note="Passport seen", on=asked + timedelta(days=2), **step)
    sar_files.collect(case=row.uuid, **step)
    with partner_scope(partner.pk, person_ids=frozenset({asker.person_id}), actor_id=asker.user_id):
        case = own_requests.ask(
            partner_id=partner.pk, person_id=asker.person_id, scope="", by=asker.user, at=at(RECEIVED[1], 19)
        )
    sar_files.collect(case=case, **step)
    second: dict[str, Any] = {"case": case, "by": approver, "at": moment}
    sar_files.decide(part="partners/seen", exemption="OUT_OF_SCOPE", words="Asked for again next month", **second)
    for one in SarDocument.objects.filter(case__uuid=case).order_by("number"):
        sar_documents.decide(
            document=one.uuid, decision="RELEASE", exemption="", words="", redacted=None, by=approver, at=moment
        )
    answered = sar_queries.one(case)
    for part in sar_queries.undecided(sar_queries.draft(answered), sar_queries.decisions(answered)):
        sar_files.decide(part=part, exemption="THIRD_PARTY", words="About colleagues as well", **second)
    sar_files.review(**second)
    sar_files.release(**second)


def _rights(place: Place, hr: User, approver: User) -> None:
    """Have a date of birth contested, a complaint to acknowledge, an objection that was refused, and a copy to give."""
    partner, moment = place.partner, at(date(2026, 11, 13), 10)
    working = Employment.objects.of(partner.pk).filter(valid__upper_inf=True).order_by("id")[5:9]
    step: dict[str, Any] = {"by": hr, "at": moment}
    made = [
        rights.receive(
            partner_id=partner.pk, person_id=one.person_id, asked=asked, received_on=date(2026, 11, 12), **step
        )
        for one, asked in zip(working, ASKED, strict=False)
    ]
    if len(made) < len(ASKED):
        return
    rights.acknowledge(case=made[0].uuid, **step)
    rights.restrict(case=made[0].uuid, **step)
    rights.acknowledge(case=made[2].uuid, **step)
    why = "The figures are in tens and name nobody. You may leave the questions about equality unanswered."
    rights.decide(case=made[2].uuid, action="refuse", outcome=why, by=approver, at=moment + timedelta(days=3))


def _breaches(place: Place, hr: User, approver: User) -> None:
    """Have a breach that was told in time and closed, and one whose 72 hours are over."""
    first = at(date(2026, 11, 3), 9)
    sent = Found(
        title="Twelve payslips in the wrong envelopes", what="A machine took two sheets at a time", severity="RISK",
        data_kinds="Names, pay, last four digits of accounts", aware_at=first, n_people=12,
    )  # fmt: skip
    row = breaches.record(partner_id=place.partner.pk, new=sent, by=hr, at=first)
    step: dict[str, Any] = {"breach": row.uuid, "at": first + timedelta(hours=26)}
    breaches.contain(containment="All twelve came back unopened or were collected", by=hr, **step)
    breaches.decide(decision="NOTIFY", reason="Pay of twelve people was seen by others", by=approver, **step)
    breaches.notify(notified_at=step["at"], reference="IC-0000-DEMO", late_reason="", by=hr, **step)
    breaches.tell_people(told_at=step["at"], n_told=12, how="A letter to each", by=hr, **step)
    breaches.close(lessons="The machine counts sheets; a second person weighs each batch", by=approver, **step)
    late = Found(
        title="Rota with reasons of absence on a shared drive", what="A folder was open to another department",
        severity="RISK", data_kinds="Names, reasons of absence", aware_at=at(date(2026, 11, 11), 15),
    )  # fmt: skip
    breaches.record(partner_id=place.partner.pk, new=late, by=hr, at=at(date(2026, 11, 11), 16))
