"""Reports with something in them: the pay gap of October, equality answers, an HR case, interviews after sickness."""

from datetime import date, timedelta
from typing import Any

from hr.models import AbsenceRecord, CaseMember, Employment
from hr.operations import case_evidence, cases, equality, return_interviews, unit_contacts
from hr.operations.cases import Opening
from hr.queries.unit_tree import tree
from partners.models import LegalEntity, User
from partners.scope import partner_scope
from payroll.models import PayGapTreatment
from payroll.operations import pay_gap
from payroll.queries import pay_gap_reports, pay_gap_rows
from sharedservices.demo import access
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.directory import Place
from sharedservices.demo.logins import SETUP
from sharedservices.demo.organisations import COUNTY

DAY = NOVEMBER - timedelta(days=1)
"""A trial: the first snapshot date of the law with pay of its own comes on 31 March 2027."""
T = PayGapTreatment.Treatment
LEFT_OUT = frozenset({"OT100", "OT133", "OT150", "OT200", "MILEAGE", "ARREARS", "OVERPAID"})
BONUS = frozenset({"HONOR"})
N_ANSWERS = 40
"""So many people answer, in turn: most of them the first answer, some that they prefer not to say."""
ANSWERS = ({"ethnicity": "A1", "disability": "NO", "caring": "NO"}, {"ethnicity": "C1", "disability": "NO"})
REFUSED = {"ethnicity": "PNTS", "disability": "PNTS"}
LOOKED_AT_ON = date(2026, 11, 18)


def make_insight(place: Place) -> int:
    """Put something into the reports of a partner, and return how many employers have figures. Inside the scope."""
    moment = start_of_month_work(NOVEMBER)
    approver = access.office("approver", place.spec)
    _answer(place)
    if place.spec.code == COUNTY:
        _open_case(place)
    _record_interview(place)
    _publish_contact(place)
    wanted = {
        one.element: T.BONUS if one.code in BONUS else T.LEFT_OUT if one.code in LEFT_OUT else T.ORDINARY
        for one in pay_gap_reports.treatments(partner_id=place.partner.pk)
    }
    pay_gap.classify(partner_id=place.partner.pk, wanted=wanted, by=approver, at=moment)
    return _take_figures(place, approver)


def _take_figures(place: Place, approver: User) -> int:
    moment, n = start_of_month_work(NOVEMBER), 0
    for entity in LegalEntity.objects.of(place.partner.pk).order_by("id"):
        if pay_gap_rows.n_released(partner_id=place.partner.pk, entity_id=entity.pk, on=DAY):
            pay_gap.take(partner_id=place.partner.pk, entity=entity.uuid, on=DAY, by=approver, at=moment)
            n += 1
    return n


def _answer(place: Place) -> None:
    """Have some of the staff answer the equality questions, each for themselves."""
    moment, setup = start_of_month_work(NOVEMBER), User.objects.get(email=SETUP[0])
    people = sorted({one.person_id for one in place.staff.values()})[:N_ANSWERS]
    for n, person_id in enumerate(people):
        answers = REFUSED if n % 5 == 4 else ANSWERS[n % 4 == 3]
        with partner_scope(place.partner.pk, person_ids=frozenset({person_id}), actor_id=setup.pk):
            equality.save_own(partner_id=place.partner.pk, person_id=person_id, answers=answers, by=setup, at=moment)


def _open_case(place: Place) -> None:
    """Have HR open a case, and its officer investigate it, with a witness who is asked."""
    begun = start_of_month_work(NOVEMBER)
    officer, hr, decider = (access.office(name, place.spec) for name in ("case", "hr", "approver"))
    witness = User.objects.get(email=f"employee@{place.spec.domain}")
    plain = [one for one in place.staff.values() if not one.member.key and one.member.ended is None]
    subject = Employment.objects.select_related("person").get(uuid=plain[-1].employment)
    wanted = Opening(
        person=subject.person.uuid, kind="BULLYING", sensitivity="RESTRICTED", received_on=begun.date(),
        officer=officer,
        summary="A colleague says that they were shouted at in front of visitors, twice in October.",
    )  # fmt: skip
    with partner_scope(place.partner.pk, actor_id=hr.pk):
        case = cases.open_case(partner_id=place.partner.pk, wanted=wanted, by=hr, at=begun)
    given: dict[str, Any] = {"case": case.uuid, "by": officer, "at": begun + timedelta(days=2)}
    with partner_scope(place.partner.pk, actor_id=officer.pk):
        cases.add_member(user=hr, role=CaseMember.Role.INVESTIGATOR, **given)
        cases.add_member(user=decider, role=CaseMember.Role.DECIDER, **given)
        cases.add_allegation(text="Shouted at a colleague on 14 October in the reception", **given)
        cases.move(action="investigate", note="", **given)
        case_evidence.ask_witness(witness=witness, question="Were you in the reception on 14 October at ten?", **given)


def _publish_contact(place: Place) -> None:
    """Say how the public reaches the units at the top; those below show the same."""
    whole = tree(partner_id=place.partner.pk, on=NOVEMBER).open()
    for pk in whole.children.get(None, []):
        unit_contacts.publish(
            unit=whole.nodes[pk].uuid, email=f"office@{place.spec.domain}", phone="01632 960 100", by=place.hr,
            at=start_of_month_work(NOVEMBER),
        )  # fmt: skip


def _record_interview(place: Place) -> None:
    """Record the interview after the last absence that is over, with a referral to be looked at in November."""
    rows = AbsenceRecord.objects.filter(state="CLOSED", kind="SICKNESS").order_by("-valid", "id")
    if (over := rows.first()) is not None:
        return_interviews.record_interview(
            absence=over.uuid, held_on=over.valid.upper, outcome="HEALTH", note="A later start for a week",
            referred_on=over.valid.upper, follow_up_on=LOOKED_AT_ON, by=place.manager,
            at=start_of_month_work(NOVEMBER),
        )  # fmt: skip
