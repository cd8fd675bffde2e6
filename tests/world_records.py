"""Rows of a world about people: their pay, requests, mail, start, absence."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr.models import (
    DeathOverpayment,
    GradeBar,
    Increment,
    IncrementDecision,
    LeaveYearRow,
    LeaveYearRun,
    MarketSupplement,
    NinoClash,
    PayProtection,
    Person,
    PersonMerge,
    PointMapping,
    ProgressionTerms,
    RecurringElement,
    RightToWork,
    StepDownDecision,
    StepDownNotice,
)
from hr.operations import (
    absences,
    deaths,
    documents,
    estate,
    family_contact,
    family_leave,
    family_letters,
    family_talks,
    family_ties,
    imports,
    leave,
    letters,
    missing,
    right_to_work,
    sensitive,
    starters_policy,
    tax,
    unit_contacts,
)
from hr.operations.documents import NewDocument
from hr.operations.starters_policy import GateWanted
from partners.change_kinds import Attachment
from partners.models import (
    Delegation,
    Letter,
    Partner,
    User,
)
from partners.operations import (
    changes,
    grants,
    jobs,
    list_files,
    mail_profiles,
    messages,
    returned_mail,
    saved_filters,
)
from partners.operations import letters as paper
from partners.operations.change_trials import Proposal
from partners.operations.list_files import Asked
from partners.operations.messages import Draft
from partners.queries import access
from partners.roles import Role
from partners.scope import partner_scope
from payroll.models import PayQuery, PayRun
from sharedservices.common import exports
from sharedservices.common.exports import About
from tests import starters as story
from tests.factories import hr, rosters
from tests.people import Cast, grant, user
from tests.world_base import NOW, World


def add_employee(partner: Partner, mark: str) -> Any:
    who = hr.employee(partner, start=date(2026, 4, 6), person_fields={"surname": mark, "forenames": mark})
    hr.student_loan(who.employment)
    hr.recurring(who, who.org.elements["ALLOWANCE"])
    for model, names in {
        "hr.OrgUnit": ["name"], "hr.Post": ["location"], "hr.JobRole": ["title"], "hr.PayGroup": ["name"],
        "hr.Assignment": ["title"], "partners.LegalEntity": ["legal_name"], "partners.PayeScheme": ["name"],
        "finance.CostCentre": ["name"], "hr.StaffGroup": ["name"], "hr.PayScale": ["name"],
        "hr.PensionScheme": ["name"], "hr.BankAccount": ["holder"],
    }.items():  # fmt: skip
        apps.get_model(model)._default_manager.of(partner.pk).update(**dict.fromkeys(names, mark[:18]))
    return who


def add_everybody(partner: Partner, mark: str, person: Person) -> User:
    """Make somebody who holds every role, which nobody may: then permissions do not stand in the way of an attack."""
    made = user(f"All-{mark}")
    for role in Role:
        grant(made, partner, role, person_id=person.pk if role is Role.EMPLOYEE else None)
    return made


def add_inputs(cast: Cast, who: Any, mark: str) -> None:
    overtime = who.org.elements["ALLOWANCE"]
    options = {"by": cast.amara, "note": mark}
    hr.monthly_input(who, overtime, period_start=date(2026, 10, 1), approved_by=cast.ben, **options)
    hr.monthly_input(who, overtime, period_start=date(2026, 11, 1), **options)


def add_questions_and_jobs(world: World, run: PayRun, mark: str) -> None:
    who = world.employee
    PayQuery.objects.create(
        partner=world.partner, person=who.person, employment=who.employment, run=run, message=mark,
        opened_by=world.everybody, opened_at=NOW,
    )  # fmt: skip
    job = jobs.start(partner_id=world.partner.pk, kind=imports.KIND, label=mark, by=world.everybody, at=NOW)
    world.rows["partners.BackgroundJob"] = job
    _add_list(world, mark)
    unit_contacts.publish(
        unit=who.org.unit.uuid, email=f"{mark.lower()}@office.example", phone="", by=world.everybody, at=NOW
    )


def _add_list(world: World, mark: str) -> None:
    """Have a list laid out for everybody, as a worker does it."""
    (allowed,) = access(user=world.everybody, on=NOW.date())
    told = About(what=mark, who=world.everybody.full_name, partner=world.partner.name, at=NOW)
    wanted = Asked(
        title=mark, filename="list.pdf", address=f"/{mark}", permission="home.view",
        page=exports.paper(["Name"], [[mark]], told, most=1),
        trail={"object_type": "hr_employment", "object_id": "list", "label": mark, "changes": {"rows": 1}},
    )  # fmt: skip
    job = list_files.ask(access=allowed, wanted=wanted, by=world.everybody, at=NOW)
    list_files.make(job=job.uuid, by=world.everybody, at=NOW)


def add_request(cast: Cast, world: World) -> None:
    """Have Hana ask for fewer hours, and Ben let Hana decide for him for a while."""
    start = timezone.localdate() + timedelta(days=30)
    payload = {
        "assignment": str(world.employee.assignment.uuid), "contract": "PERMANENT", "contract_hours": "18.50",
        "effective_from": start.isoformat(), "working_pattern": world.mark,
    }  # fmt: skip
    paper = documents.store_for_request(
        partner_id=world.partner.pk, title=world.mark, content=b"%PDF-1.4 " + world.mark.encode(), by=cast.hana, at=NOW
    )
    world.rows["hr.RequestPaper"] = paper
    carried = Attachment(document=str(paper.uuid), title=world.mark, sha256=paper.sha256)
    policy = {
        "contract_notice_weeks": 8, "redundancy_multiplier": "1.75", "uses_actual_week_pay": True,
        "recovers_leave": True, "small_estate_limit": None, "source": world.mark, "effective_from": start.isoformat(),
    }  # fmt: skip
    wanted = Proposal(kind="hr.leaving_terms", payload=policy, reason=world.mark, attachments=(carried,))
    said = {"by": cast.hana, "at": timezone.now()}
    world.rows["request with a paper"] = changes.submit(partner_id=world.partner.pk, proposal=wanted, **said)
    proposal = Proposal(kind="hr.hours", payload=payload, reason=world.mark)
    row = changes.submit(partner_id=world.partner.pk, proposal=proposal, by=cast.hana, at=timezone.now())
    world.rows["partners.ChangeRequest"] = row
    kept = {"wanted": {"text": world.mark}, "by": world.everybody, "at": NOW}
    with partner_scope(world.partner.pk, actor_id=world.everybody.pk):
        world.rows["partners.SavedFilter"] = saved_filters.keep(
            partner_id=world.partner.pk, name=world.mark[:40], **kept
        )
    own = {**payload, "contract_hours": "30", "working_pattern": ""}
    asked = Proposal(kind="hr.hours", payload=own, reason=world.mark)
    changes.submit(partner_id=world.partner.pk, proposal=asked, by=world.everybody, at=timezone.now())
    Delegation.objects.create(
        partner=world.partner, giver=cast.ben, receiver=cast.hana, valid=DateRange(start, start + timedelta(days=9)),
        reason=world.mark, made_by=cast.ben, made_at=NOW,
    )  # fmt: skip


def add_held_mail(cast: Cast, world: World) -> None:
    """Queue a reminder to somebody, and report their death."""
    other = hr.person(world.partner, surname=world.mark, forenames="Held")
    draft = Draft(
        kind="reminder", key=world.mark, address=f"held@{world.mark}.example".lower(), subject=world.mark,
        template="email/invitation.txt", person_id=other.pk, context={"user": world.everybody, "partner": world.mark},
    )  # fmt: skip
    messages.send(partner_id=world.partner.pk, draft=draft, by=cast.hana, at=NOW)
    known = deaths.Report(date_of_death=NOW.date(), known="FAMILY", told_by=world.mark)
    case = deaths.report(person=other.uuid, known=known, by=cast.hana, at=NOW)
    confirmed = {"evidence": "POLICE", "date_of_death": NOW.date(), "is_provisional": False}
    deaths.confirm(case=case.uuid, by=cast.ben, at=NOW, **confirmed)
    deaths.tell_pension_body(case=case.uuid, body=world.mark, told_on=NOW.date(), how=world.mark, by=cast.ben, at=NOW)
    world.rows["hr.DeathCase"] = case
    talk = family_talks.Said(kind="CALL", with_whom=world.mark, held_on=NOW.date(), said=world.mark)
    world.rows["hr.FamilyTalk"] = family_talks.note(case=case.uuid, talk=talk, by=cast.ben, at=NOW)
    kin = hr.person(world.partner, surname=world.mark, forenames="Kin")
    world.rows["hr.FamilyKin"] = family_ties.add_kin(
        case=case.uuid, person=kin.uuid, relationship=world.mark, by=cast.ben, at=NOW
    )
    told = family_ties.Answered(agreed=True, said_by=world.mark, said_on=NOW.date())
    family_ties.answer_manager(kin=world.rows["hr.FamilyKin"].uuid, said=told, by=cast.ben, at=NOW)
    DeathOverpayment.objects.create(
        partner=world.partner, case=case, employment=world.row("hr.Employment"), run=case.uuid, run_label=world.mark,
        pay_date=NOW.date(), days_overpaid=15, days_in_period=30, net_paid=Decimal("1000.00"), found_at=NOW,
    )  # fmt: skip


def add_starters(cast: Cast, world: World) -> None:
    """Have somebody about to start, who has sent their details, and somebody suspended without right to work."""
    org, mark = world.employee.org, world.mark
    starters_policy.set_job_gate(
        partner_id=world.partner.pk, role=org.role.uuid, wanted=GateWanted(gate="MEDICAL", waiver="NEVER", level=mark),
        effective_from=date(2027, 1, 1), reason=mark, by=cast.hana, at=NOW,
    )  # fmt: skip
    who = {"surname": mark, "forenames": "Starter", "nino": "", "email": ""}
    today = timezone.now()
    start = timezone.localdate() + timedelta(days=30)
    case = story.signed(cast, org, who=who, start=start, at=today, title=mark)
    story.payroll_facts.give(case=case.uuid, said=story.ANSWERS, by=cast.hana, at=today)
    world.rows["hr.StarterCase"] = case
    world.rows["hr.RightToWork"] = RightToWork.objects.get(person=case.person)
    other = hr.person(world.partner, surname=mark, forenames="Suspended")
    hr.employment(other, org, start=date(2026, 11, 1))
    check = story.limited(date(2026, 11, 20), document_type=mark)
    right_to_work.record(person=other.uuid, check=check, copy=story.PDF, by=cast.hana, at=NOW)
    for day in (14, 21):
        right_to_work.watch(partner_id=world.partner.pk, at=NOW.replace(day=day))
    kept = NewDocument(kind="OTHER", title=mark, content=story.PDF, is_for_person=True)
    world.rows["hr.Document"] = documents.store(person=world.employee.person.uuid, new=kept, by=cast.hana, at=NOW)


def add_access(cast: Cast, world: World) -> None:
    """Have access proposed that waits for a second administrator."""
    wanted = grants.Wanted(
        email=f"{world.mark.lower()}@example.org", full_name=world.mark, role=Role.AUDITOR, start=NOW.date(),
        reason=world.mark,
    )  # fmt: skip
    world.rows["partners.AccessProposal"] = grants.propose(
        partner_id=world.partner.pk, wanted=wanted, by=cast.uma, at=NOW
    )


def add_letters(cast: Cast, world: World) -> None:
    """Have letters posted, of which one came back, and a printed batch with somebody in it who is missing since."""
    of, mark = world.partner, world.mark
    who = [hr.person(of, surname=mark, forenames=name, address_line_1=f"{name} Street") for name in ("L", "M", "N")]
    at = {"partner_id": of.pk, "at": NOW}
    wanted = mail_profiles.Wanted(
        valid_from=NOW.date(), shows_organisation=True, sender_name=mark, return_address=mark, subject=mark
    )
    world.rows["partners.MailProfile"] = mail_profiles.propose(wanted=wanted, reason=mark, by=cast.hana, **at)

    def batch(*people: Person) -> Any:
        for one in people:
            letters.write(person=one.uuid, template="general", title=mark, words=mark, by=cast.hana, at=NOW)
        made = paper.make_batch(by=cast.hana, **at)
        paper.release(batch=made.uuid, by=cast.ben, **at)
        return paper.record_printed(batch=made.uuid, by=cast.hana, **at)

    paper.record_posted(batch=batch(*who[:2]).uuid, by=cast.hana, **at)
    back, world.rows["posted letter"] = Letter.objects.of(of.pk).order_by("id")
    stop = returned_mail.record_returned(letter=back.uuid, returned="GONE_AWAY", by=cast.hana, **at)
    world.rows |= {"partners.AddressStop": stop, "partners.LetterBatch": batch(who[2])}
    said = {"missing_since": NOW.date(), "told_by": mark, "police_reference": mark, "by": cast.hana, "at": NOW}
    world.rows["hr.MissingCase"] = missing.report(person=who[2].uuid, **said)
    world.rows["hr.SensitivePost"] = sensitive.restrict(
        person=who[1].uuid, kind="ADDRESS", reason=mark, review_on=NOW.date() + timedelta(days=30), by=cast.hana, at=NOW
    )
    with connection.cursor() as cursor:  # somebody of whom hardly anybody may know has the same number
        cursor.execute("SELECT hr_note_nino_clash(%s, %s, %s, %s)", [of.pk, who[2].pk, who[1].nino_index, NOW])
    world.rows["hr.NinoClash"] = NinoClash.objects.get()
    case = world.rows["hr.DeathCase"]
    deaths.arrange(case=case.uuid, wanted=deaths.Arrangements(officer=world.everybody), by=cast.ben, at=NOW)
    acting = estate.Acting(
        name=mark,
        authority="WILL",
        document=mark,
        dated=case.date_of_death,
        holder="Ned Marsh",
        sort_code="089999",
        account_number="66374958",
    )
    world.rows["hr.Representative"] = estate.record(case=case.uuid, acting=acting, by=cast.hana, at=NOW)
    to = family_letters.Correspondent(name=mark, relation="EXECUTOR", address=f"{mark}\n{mark}", evidence=mark)
    family_letters.record_correspondent(case=case.uuid, wanted=to, by=world.everybody, at=NOW)


def add_merge(cast: Cast, world: World) -> None:
    """Have two records become one, and leave a third one that nobody has looked at."""
    born = {"date_of_birth": date(1971, 2, 3), "surname": world.mark}
    keep, gone, other = (hr.person(world.partner, forenames=name, **born) for name in ("Twin", "Twice", "Third"))
    wanted = Proposal(
        kind="person_merge", payload={"person": str(keep.uuid), "duplicate": str(gone.uuid)}, reason=world.mark
    )
    at = timezone.now()
    asked = changes.submit(partner_id=world.partner.pk, proposal=wanted, by=cast.hana, at=at)
    changes.approve(change=asked.uuid, content_hash=asked.content_hash, comment="", by=world.everybody, at=at)
    world.rows["hr.PersonMerge"], world.rows["other record"] = PersonMerge.objects.get(), other


def add_absence_and_leave(cast: Cast, who: Any, mark: str) -> None:
    """Have the employee sick since the spring, with a fit note and a notice, and leave that waits for approval."""
    hr.absence_terms(who.org.staff_group, source=mark)
    options = {"reason": "Told by telephone", "by": cast.hana, "at": NOW}
    told = absences.Report(kind="SICKNESS", category="BACK", first_day=date(2026, 5, 4), details=mark)
    row = absences.report(assignment=who.assignment.uuid, report=told, **options)
    absences.add_fit_note(
        absence=row.uuid, outcome="MAY_BE_FIT", covers_from=date(2026, 5, 11), covers_to=date(2026, 6, 30),
        adjustments=mark, **options,
    )  # fmt: skip
    StepDownNotice.objects.create(
        partner=who.org.partner, person=who.person, absence=row, step_on=date(2026, 6, 3), to_rate="nil",
        first_sent_on=date(2026, 5, 6),
    )  # fmt: skip
    leave.request(
        assignment=who.assignment.uuid, first_day=date(2026, 12, 7), last_day=date(2026, 12, 8), hours=None, note=mark,
        by=cast.hana, at=NOW,
    )  # fmt: skip
    leave.carry_hours_over(
        assignment=who.assignment.uuid, year_start=date(2027, 4, 1), bucket="contractual", hours=Decimal(7), **options
    )  # fmt: skip


def add_increments(cast: Cast, world: World) -> None:
    """Have a list of increments wait, a step of it stand, and a decision hold; and the rules behind them."""
    who, org, given_in = world.employee, world.employee.org, uuid4()
    start = timezone.localdate() + timedelta(days=40)
    kept = {"partner": world.partner, "source": world.mark}
    ProgressionTerms.objects.create(staff_group=org.staff_group, rule="FIXED_DATE", valid=hr.ALWAYS, **kept)
    GradeBar.objects.create(grade=org.grade, point=org.points["21"], **kept)
    PointMapping.objects.create(
        old_point=org.points["5"], new_point=org.points["6"], effective_from=date(2030, 4, 1), **kept
    )
    of_job = {"partner": world.partner, "person": who.person, "assignment": who.assignment}
    world.rows["hr.IncrementDecision"] = IncrementDecision.objects.create(
        **of_job, kind="EARNED", ground="COMPETENCE", valid=DateRange(start, None), reason=world.mark
    )
    world.rows["hr.Increment"] = Increment.objects.create(
        **of_job, kind="INCREMENT", from_point=org.points["5"], to_point=org.points["6"], due_on=hr.START,
        given_in=given_in, given_at=NOW,
    )  # fmt: skip
    own = of_job | {"employment": who.employment, "valid": DateRange(hr.START, hr.START.replace(year=2029))}
    world.rows["hr.PayProtection"] = PayProtection.objects.create(
        **own, kind="CASH", yearly=1200, element=org.elements["ALLOWANCE"], reason=world.mark
    )
    world.rows["hr.MarketSupplement"] = MarketSupplement.objects.create(
        **own, recurring=RecurringElement.objects.filter(assignment=who.assignment).order_by("id")[0],
        evidence=world.mark, review_on=start, reason=world.mark,
    )  # fmt: skip
    row = {
        "assignment": str(who.assignment.uuid), "due_on": start.isoformat(), "assimilated": None,
        "from_point": str(org.points["6"].uuid), "to_point": str(org.points["21"].uuid),
    }  # fmt: skip
    days = {"first": start.isoformat(), "last": start.isoformat()}
    payload = {"given_in": str(given_in), **days, "rows": [row]}
    proposal = Proposal(kind="hr.increments", payload=payload, reason=world.mark)
    changes.submit(partner_id=world.partner.pk, proposal=proposal, by=cast.hana, at=timezone.now())


def add_year_end(cast: Cast, who: Any, mark: str) -> None:
    """Have the end of a leave year wait for approval."""
    run = LeaveYearRun.objects.create(
        partner=who.org.partner, year_start=date(2026, 4, 1), n_jobs=1, carried_hours=Decimal(7),
        lapsed_hours=Decimal(0), digest=mark, prepared_by=cast.hana, prepared_human=cast.hana.human_id,
        prepared_at=NOW,
    )  # fmt: skip
    hours = dict.fromkeys(("unused", "contractual"), Decimal(7)) | dict.fromkeys(("known", "sickness", "family"), 0)
    LeaveYearRow.objects.create(
        partner=who.org.partner, run=run, person=who.person, assignment=who.assignment, lapsed=0, why=mark, **hours
    )


def add_roster(cast: Cast, world: World) -> None:
    """Have a roster file with a fault, and one that waits to be loaded."""
    who, entity = world.employee, world.employee.org.entity
    wrong = rosters.summary("no such job", duty_system=world.mark)
    rosters.checked(entity, wrong, by=cast.hana, at=NOW)
    right = rosters.summary(who.assignment.number, duty_system=world.mark)
    world.rows["hr.RosterImport"] = rosters.checked(entity, right, by=cast.hana, at=NOW, keeps_leave=False)


def add_family_leave(cast: Cast, who: Any, mark: str) -> None:
    """Have the employee on maternity leave until the end of November, with a day worked; and a decision about pay."""
    options = {"reason": "Letter", "by": cast.hana, "at": NOW}
    wish = family_leave.Wish(
        kind="MATERNITY", notified_on=date(2026, 5, 11), expected_on=date(2026, 9, 23), first_day=date(2026, 8, 24),
        last_day=date(2026, 11, 30), touch_how=mark, note=mark,
    )  # fmt: skip
    row = family_leave.record(assignment=who.assignment.uuid, wish=wish, **options)
    family_contact.keep_in_touch(leave=row.uuid, worked_on=date(2026, 10, 15), hours=Decimal(7), note=mark, **options)
    notice = StepDownNotice.objects.get(person=who.person)
    StepDownDecision.objects.create(
        partner=who.org.partner, person=who.person, notice=notice, kind="CONFIRM", decided_on=NOW.date(), reason=mark,
        by=cast.hana, at=NOW,
    )  # fmt: skip


def add_change_to_come(cast: Cast, who: Any) -> None:
    tax.change_tax_code(
        employment=who.employment.uuid, code="BR", week1month1=False, source="P9", notice_date=timezone.localdate(),
        effective_from=timezone.localdate() + timedelta(days=60), reason="A notice", by=cast.amara, at=timezone.now(),
    )  # fmt: skip
