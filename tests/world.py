"""A partner with one of everything: what the isolation tests attack, and what they build addresses and arguments from.

Every text that people read carries the partner's mark, so that a leak shows as a word on a page. A new table needs a
row here (a test fails otherwise); a new name in an address or a task needs a line in ARGUMENTS.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import models as hr_models
from hr.models import (
    AbsenceRecord,
    ActingUp,
    CaseSanction,
    EmergencyContact,
    Extract,
    FixedTerm,
    FormerName,
    GradeDecision,
    Honorarium,
    JobParticulars,
    LoadRun,
    MappingSet,
    MonthlyInput,
    OnboardingIssue,
    Person,
    ReturnInterview,
    RightToWork,
    Secondment,
    SignOff,
    StagedRow,
    StepDownDecision,
    StepDownNotice,
    TaxCode,
)
from hr.operations import (
    absences,
    bank_checks,
    case_evidence,
    cases,
    deaths,
    documents,
    equality,
    family_contact,
    family_leave,
    family_letters,
    imports,
    leave,
    leavings,
    letters,
    migration,
    missing,
    onboarding,
    right_to_work,
    sensitive,
    starters_policy,
    tax,
    transfers,
    vacancies,
)
from hr.operations.documents import NewDocument
from hr.operations.starters_policy import GateWanted
from partners.audit import audit
from partners.models import (
    AuditAction,
    AuditEvent,
    AutoApproval,
    ChangeRequest,
    Delegation,
    Grant,
    Letter,
    Partner,
    PartnerOwned,
    User,
)
from partners.operations import (
    changes,
    jobs,
    mail_profiles,
    messages,
    purges,
    retention,
    returned_mail,
    sar,
    sar_files,
    saved_filters,
)
from partners.operations import letters as paper
from partners.operations.change_trials import Proposal
from partners.operations.messages import Draft
from partners.roles import Role
from partners.scope import partner_scope
from payroll.models import PayQuery, PayRun
from payroll.operations import pay_gap
from tests import scenarios
from tests import starters as story
from tests.factories import hr, payroll
from tests.factories.bank_changes import contact, recorded
from tests.people import Cast, grant, user

NOW = payroll.NOW
CONVERTER_ATTRIBUTE = {"UUIDConverter": "uuid", "IntConverter": "pk"}


@dataclass(slots=True)
class World:
    """One partner, somebody who may do everything there, and a row of each table."""

    partner: Partner
    mark: str
    everybody: User
    employee: Any
    rows: dict[str, Any] = field(default_factory=dict)

    def row(self, label: str) -> Any:
        """Return the row of a model, by its label."""
        if label not in self.rows:
            with partner_scope(self.partner.pk, actor_id=self.everybody.pk):
                self.rows[label] = apps.get_model(label)._default_manager.order_by("pk").first()
        return self.rows[label]


def build(cast: Cast, partner: Partner, mark: str) -> World:
    """Make everything at one partner."""
    with partner_scope(partner.pk, actor_id=cast.amara.pk, reason="world"):
        who = _employee(partner, mark)
        everybody = _everybody(partner, mark, who.person)
        world = World(partner, mark, everybody, who)
        _inputs(cast, who, mark)
        draft = scenarios.released_run(cast, who.org.pay_group, month=10)
        run = payroll.draft_run(who.org.pay_group, by=cast.amara, month=11)
        world.rows |= {"payroll.PayRun": draft, "draft run": run}
        _questions_and_jobs(world, draft, mark)
        _change_to_come(cast, who)
        _request(cast, world)
        _held_mail(cast, world)
        _absence_and_leave(cast, who, mark)
        _family_leave(cast, who, mark)
        _case(cast, world)
        _reports(cast, world)
        _duties(world)
        _onboarding(world, mark)
        _bank_change(cast, world)
        _leaver(cast, world)
        _transfer(cast, world)
        _starters(cast, world)
        _letters(cast, world)
        vacancies.open_vacancy(
            post=who.org.post.uuid, fte=Decimal("0.5"), authorisation=mark, opened_on=NOW.date(), reason=mark,
            by=cast.hana, at=NOW,
        )  # fmt: skip
        _data_protection(cast, world)
        audit(action=AuditAction.VIEW, object_type="hr_person", object_id=who.person.pk, label=mark)
    return world


def _employee(partner: Partner, mark: str) -> Any:
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


def _everybody(partner: Partner, mark: str, person: Person) -> User:
    """Make somebody who holds every role, which nobody may: then permissions do not stand in the way of an attack."""
    made = user(f"All-{mark}")
    for role in Role:
        grant(made, partner, role, person_id=person.pk if role is Role.EMPLOYEE else None)
    return made


def _inputs(cast: Cast, who: Any, mark: str) -> None:
    overtime = who.org.elements["ALLOWANCE"]
    options = {"by": cast.amara, "note": mark}
    hr.monthly_input(who, overtime, period_start=date(2026, 10, 1), approved_by=cast.ben, **options)
    hr.monthly_input(who, overtime, period_start=date(2026, 11, 1), **options)


def _questions_and_jobs(world: World, run: PayRun, mark: str) -> None:
    who = world.employee
    PayQuery.objects.create(
        partner=world.partner, person=who.person, employment=who.employment, run=run, message=mark,
        opened_by=world.everybody, opened_at=NOW,
    )  # fmt: skip
    job = jobs.start(partner_id=world.partner.pk, kind=imports.KIND, label=mark, by=world.everybody, at=NOW)
    world.rows["partners.BackgroundJob"] = job


def _request(cast: Cast, world: World) -> None:
    """Have Hana ask for fewer hours, and Ben let Hana decide for him for a while."""
    start = timezone.localdate() + timedelta(days=30)
    payload = {
        "assignment": str(world.employee.assignment.uuid), "contract": "PERMANENT", "contract_hours": "18.50",
        "effective_from": start.isoformat(), "working_pattern": world.mark,
    }  # fmt: skip
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


def _held_mail(cast: Cast, world: World) -> None:
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


def _starters(cast: Cast, world: World) -> None:
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


def _letters(cast: Cast, world: World) -> None:
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
    case = world.rows["hr.DeathCase"]
    deaths.arrange(case=case.uuid, wanted=deaths.Arrangements(officer=world.everybody), by=cast.ben, at=NOW)
    to = family_letters.Correspondent(name=mark, relation="EXECUTOR", address=f"{mark}\n{mark}", evidence=mark)
    family_letters.record_correspondent(case=case.uuid, wanted=to, by=world.everybody, at=NOW)


def _absence_and_leave(cast: Cast, who: Any, mark: str) -> None:
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


def _family_leave(cast: Cast, who: Any, mark: str) -> None:
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


def _case(cast: Cast, world: World) -> None:
    """Have everybody look after a case about somebody else, with a row in each table of it."""
    of, mark, officer = world.partner, world.mark, world.everybody
    subject = hr.person(of, surname=mark, forenames="Subject")
    wanted = cases.Opening(
        person=subject.uuid, kind="GRIEVANCE", sensitivity="SEALED", received_on=NOW.date(), summary=mark,
        officer=officer,
    )  # fmt: skip
    with partner_scope(of.pk, actor_id=officer.pk):
        case = cases.open_case(partner_id=of.pk, wanted=wanted, by=officer, at=NOW)
        given = {"case": case.uuid, "by": officer, "at": NOW}
        cases.add_allegation(text=mark, **given)
        cases.keep_out(user=cast.ed, reason=mark, **given)
        witness = cast.hana if of == cast.northshire else cast.dilys
        case_evidence.ask_witness(witness=witness, question=mark, **given)
        case_evidence.record_reporter(identity=mark, **given)
        CaseSanction.objects.create(
            partner=of,
            case=case,
            kind="FIRST_WARNING",
            from_on=NOW.date(),
            spent_on=date(2030, 1, 1),
            by=officer,
            at=NOW,
        )
    world.rows["hr.HrCase"] = case


def _reports(cast: Cast, world: World) -> None:
    """Answer the equality questions, record an interview, and work out the pay gap of October."""
    of, who = world.partner, world.employee
    with partner_scope(of.pk, person_ids=frozenset({who.person.pk}), actor_id=world.everybody.pk):
        answers = {"ethnicity": "A1"}
        equality.save_own(partner_id=of.pk, person_id=who.person.pk, answers=answers, by=world.everybody, at=NOW)
    ReturnInterview.objects.create(
        partner=of, person=who.person, absence=AbsenceRecord.objects.of(of.pk).get(), held_on=NOW.date(),
        outcome="SUPPORT", note=world.mark, recorded_by=cast.hana, recorded_at=NOW,
    )  # fmt: skip
    said = dict.fromkeys((one.uuid for one in who.org.elements.values()), "ORDINARY")
    pay_gap.classify(partner_id=of.pk, wanted=said, by=cast.ben, at=NOW)
    pay_gap.take(partner_id=of.pk, entity=who.org.entity.uuid, on=date(2026, 10, 31), by=cast.ben, at=NOW)


def _duties(world: World) -> None:
    """Have somebody act up for a part of a post, with an end of contract, a place of their own and a former name."""
    who = world.employee
    job = {"person": who.person, "employment": who.employment, "assignment": who.assignment, "reason": world.mark}
    next_year = DateRange(date(2027, 1, 1), date(2027, 7, 1))
    allowance = hr.pay_element(world.partner, "HONORARIUM", name=world.mark)
    paid = hr.recurring(who, allowance)
    cover = {"covered_post": who.org.post, "grade": who.org.grade, "spine_point": who.org.points["21"]}
    ActingUp.objects.create(
        partner=world.partner, percent=50, honorarium=paid, review_on=date(2027, 4, 1), valid=next_year, **job, **cover
    )
    Honorarium.objects.create(
        partner=world.partner, recurring=paid, basis="PROJECT", basis_words=world.mark, valid=next_year, **job
    )
    Secondment.objects.create(
        partner=world.partner, direction="OUT", organisation=world.mark, contact=world.mark, funded_percent=50,
        valid=next_year, **job,
    )  # fmt: skip
    JobParticulars.objects.create(
        partner=world.partner, title=world.mark, location=world.mark, valid=DateRange(date(2027, 1, 1), None), **job
    )
    FixedTerm.objects.create(
        partner=world.partner, ends_on=date(2027, 12, 31), ground=world.mark, valid=DateRange(date(2027, 1, 1), None),
        **job,
    )  # fmt: skip
    GradeDecision.objects.create(
        partner=world.partner, person=who.person, assignment=who.assignment, kind="REGRADE", grade=who.org.grade,
        spine_point=who.org.points["6"], evaluation=world.mark, effective_from=date(2026, 4, 6), reason=world.mark,
    )  # fmt: skip
    FormerName.objects.create(
        partner=world.partner, person=who.person, surname=world.mark, evidence="DEED", until=date(2026, 5, 1),
        reason=world.mark,
    )  # fmt: skip
    AutoApproval.objects.create(
        partner=world.partner, kind="hr.name", valid=DateRange(date(2030, 1, 1), None), reason=world.mark,
        made_by=world.everybody, made_at=NOW,
    )  # fmt: skip


def _onboarding(world: World, mark: str) -> None:
    """Have the partner on its way in, with a paper, a mapping, a load that found issues, and a signature under each."""
    lead, signer = (user(f"{name}-{mark}") for name in ("Lead", "Signer"))
    project = onboarding.open_project(
        partner_id=world.partner.pk, staff_expected=1, go_live_planned_on=date(2028, 4, 1), by=lead, at=NOW
    )
    paper = onboarding.Paper(kind="EXIT_PLAN", reference=mark, dated_on=NOW.date(), says=mark)
    made = onboarding.record_paper(project=project.uuid, paper=paper, by=lead, at=NOW)
    onboarding.sign_paper(document=made.uuid, capacity=mark, by=signer, at=NOW)
    migration.set_mapping(project=project.uuid, columns="", values=f"contract: {mark} = PERMANENT", by=lead, at=NOW)
    world.rows |= {"hr.OnboardingProject": project, "hr.OnboardingDocument": made}
    owned = {"partner": world.partner, "project": project}
    extract = Extract.objects.create(
        **owned,
        version=1,
        name=mark,
        sha256="0" * 64,
        n_rows=1,
        headings=[mark],
        declared={},
        taken_by=lead,
        taken_at=NOW,
    )
    load = LoadRun.objects.create(
        **owned, extract=extract, mapping=MappingSet.objects.get(project=project), number=1, is_applied=True,
        summary=mark,
        n_rows=1, n_new=1, n_changed=0, n_gone=0, n_same=0, n_faults=0, totals={"lines": []},
        unmapped_costs={mark: mark},
        content_hash="0" * 64, seconds=Decimal(1), loaded_by=lead, loaded_human=lead.human_id, loaded_at=NOW,
    )  # fmt: skip
    StagedRow.objects.create(partner=world.partner, load=load, row=2, employee_no="1", job_no="1-1", group_no="1")
    OnboardingIssue.objects.create(
        **owned, severity="S2", rule="OB-ROW", key=mark, message=mark, remedy=mark, found_load=load, owner=signer
    )
    SignOff.objects.create(
        **owned, load=load, content_hash=load.content_hash, slot=Role.HR_DIRECTOR, note=mark, signed_by=signer,
        signed_human=signer.human_id, signed_at=NOW,
    )  # fmt: skip


def _bank_change(cast: Cast, world: World) -> None:
    """Have the employee ask for another account, with contacts of long ago, somebody to call, and a call-back."""
    who, mark = world.employee, world.mark
    now = timezone.now()
    contact(who.person, "EMAIL", f"home@{mark}.example".lower())
    number = contact(who.person, "PHONE", "07700 900123")
    EmergencyContact.objects.create(
        partner=world.partner, person=who.person, name=mark, phone="07700 900124", recorded_by=cast.hana,
        recorded_at=now,
    )  # fmt: skip
    with partner_scope(world.partner.pk, actor_id=cast.hana.pk):
        row = recorded(who.employment, by=cast.hana, at=now)
        said = {"outcome": "NOT_REACHED", "note": mark, "by": cast.hana, "at": now}
        bank_checks.call_back(change=row.uuid, contact=number.uuid, **said)
    world.rows["hr.BankChange"] = row


def _leaver(cast: Cast, world: World) -> None:
    """Have somebody leave whom the October run has paid to the end of the month: tasks, and an overpayment."""
    who = hr.employee(world.partner, person_fields={"surname": world.mark, "forenames": "Leaver"})
    hr_models.LeavingTerms.objects.create(partner=world.partner, source=world.mark, valid=hr.ALWAYS)
    wish = leavings.Wish(
        last_day=date(2026, 10, 16), leaving_reason="CONDUCT", notice_given_on=date(2026, 10, 1), notice="WORKED",
        case_reference=world.mark,
    )  # fmt: skip
    options = {"reason": world.mark, "by": cast.ben, "at": NOW}
    row = leavings.leave_employment(employment=who.employment.uuid, wish=wish, **options)
    hr_models.OverpaymentCase.objects.create(
        partner=world.partner, leaving=row, person=who.person, employment=who.employment,
        run=world.rows["payroll.PayRun"].uuid, run_label=world.mark, period_start=date(2026, 10, 1),
        period_end=date(2026, 11, 1), pay_date=date(2026, 10, 30), days_overpaid=15, days_in_period=31,
        net_paid=Decimal("1000.00"), found_by=cast.ben, found_at=NOW,
    )  # fmt: skip
    world.rows["hr.Leaving"] = row


def _transfer(cast: Cast, world: World) -> None:
    """Have somebody released to a partner that nobody of the cast belongs to, and note an arrival."""
    who = hr.employee(world.partner, person_fields={"surname": world.mark, "forenames": "Transfer"})
    code = f"west-{world.partner.code}"
    Partner.objects.create(code=code, name=code, short_name=code, kind=Partner.Kind.COUNTY, joined_on=date(2020, 1, 1))
    wish = transfers.Release(
        to_partner=code, last_day=date(2026, 12, 31), consent_on=date(2026, 10, 30), consent_evidence=world.mark,
        service_evidence=world.mark, leave_hours=Decimal(7),
    )  # fmt: skip
    options = {"reason": world.mark, "by": cast.ben, "at": NOW}
    row = transfers.release(employment=who.employment.uuid, wish=wish, **options)
    hr_models.TransferIn.objects.create(
        partner=world.partner, envelope=row.uuid, person=who.person, employment=who.employment
    )
    world.rows["hr.TransferEnvelope"] = row


def _data_protection(cast: Cast, world: World) -> None:
    """Have somebody who left long ago listed for erasure and held, and the employee ask what is held."""
    where, mark, at = world.partner, world.mark, timezone.now()
    old = hr.person(where, surname=mark, forenames="Left")
    hr.employment(old, world.employee.org, valid=DateRange(date(2010, 4, 1), date(2016, 4, 1)))
    rows = retention.propose_schedule(partner_id=where.pk, months={}, reason=mark, by=cast.hana, at=at)
    retention.approve_schedule(schedule=rows.uuid, content_hash=rows.content_hash, by=cast.ben, at=at)
    retention.set_hold(partner_id=where.pk, person_id=old.pk, data_class="", reason=mark, by=cast.hana, at=at)
    world.rows["partners.PurgeProposal"] = purges.propose(partner_id=where.pk, by=cast.hana, at=at)
    step = {"by": cast.hana, "at": at}
    case = sar.receive(
        partner_id=where.pk, person_id=world.employee.person.pk, received_on=timezone.localdate(), scope=mark, **step
    )
    sar.ask_identity(case=case.uuid, asked=mark, on=timezone.localdate(), **step)
    sar.verify(case=case.uuid, note=mark, on=timezone.localdate(), **step)
    sar_files.collect(case=case.uuid, **step)
    sar_files.decide(case=case.uuid, part="hr/person", exemption="THIRD_PARTY", words=mark, by=cast.ben, at=at)
    world.rows["partners.SarCase"] = case


def _change_to_come(cast: Cast, who: Any) -> None:
    tax.change_tax_code(
        employment=who.employment.uuid, code="BR", week1month1=False, source="P9", notice_date=timezone.localdate(),
        effective_from=timezone.localdate() + timedelta(days=60), reason="A notice", by=cast.amara, at=timezone.now(),
    )  # fmt: skip


# --- rows that no operation above makes -----------------------------------------------------------------------------


def _pension_rates(world: World) -> dict[str, Any]:
    return {
        "scheme": world.row("hr.PensionScheme"), "employer_rate": Decimal("0.2"), "source": "test",
        "valid": DateRange(date(2026, 4, 1), None),
    }  # fmt: skip


def _finding(world: World) -> dict[str, Any]:
    return {
        "human_id": world.everybody.human_id, "role": Role.AUDITOR, "other_role": Role.HR_ADMIN, "found_at": NOW,
    }  # fmt: skip


def _forewarning(world: World) -> dict[str, Any]:
    return {
        "person": world.employee.person, "kind": "PAY_DROP", "key": world.mark, "headline": world.mark,
        "takes_effect_on": timezone.localdate() + timedelta(days=30), "found_on": timezone.localdate(),
    }  # fmt: skip


def _previous_pay(world: World) -> dict[str, Any]:
    return {
        "person": world.employee.person, "employment": world.employee.employment, "tax_year": "2026-27",
        "pay": Decimal(0), "tax": Decimal(0), "source": "P45",
    }  # fmt: skip


def _mark(world: World) -> dict[str, Any]:
    job = world.employee.assignment
    return {
        "person": world.employee.person, "assignment": job, "kind": "SUPERNUMERARY", "reason": world.mark,
        "valid": DateRange(date(2026, 5, 1), date(2026, 6, 1)),
    }  # fmt: skip


def _mode(world: World) -> dict[str, Any]:
    return {"mode": "WARN", "reason": world.mark, "valid": DateRange(date(2026, 4, 1), None)}


def _funding(world: World) -> dict[str, Any]:
    return {
        "post": world.row("hr.Post"), "cost_centre": world.row("finance.CostCentre"), "percent": Decimal(100),
        "project": world.mark[:18], "valid": DateRange(date(2026, 4, 1), None),
    }  # fmt: skip


MISSING: dict[str, Callable[[World], dict[str, Any]]] = {
    "hr.PensionRates": _pension_rates,
    "partners.DutiesFinding": _finding,
    "hr.Forewarning": _forewarning,
    "hr.PreviousPay": _previous_pay,
    "hr.JobMark": _mark,
    "hr.EstablishmentMode": _mode,
    "hr.PostFunding": _funding,
}


# Tables that nobody but the person reads: their row is looked for in self-service.
OWN_ONLY = {"hr.EqualityAnswers"}


def complete(world: World) -> list[str]:
    """Make the rows of MISSING; return the labels of tables that have no row yet."""
    empty = []
    with partner_scope(world.partner.pk, person_ids=frozenset({world.employee.person.pk})):
        empty += [label for label in sorted(OWN_ONLY) if not apps.get_model(label)._default_manager.exists()]
    with partner_scope(world.partner.pk, actor_id=world.everybody.pk):
        for model in apps.get_models():
            if not issubclass(model, PartnerOwned) or model._meta.label in OWN_ONLY or model._default_manager.exists():
                continue
            if maker := MISSING.get(model._meta.label):
                model._default_manager.create(partner=world.partner, **maker(world))
            else:
                empty.append(model._meta.label)
    return empty


# --- arguments of addresses and tasks -------------------------------------------------------------------------------


def _event(world: World) -> int:
    with partner_scope(world.partner.pk):
        return AuditEvent.objects.filter(partner_id=world.partner.pk).order_by("id").first().pk


def _grant(world: World) -> int:
    return Grant.objects.filter(partner=world.partner, role=Role.AUDITOR).order_by("id").first().pk


def _waiting_input(world: World) -> Any:
    with partner_scope(world.partner.pk):
        return MonthlyInput.objects.filter(state="SUBMITTED").order_by("id").first()


def _own_change(world: World) -> Any:
    """Return a request that everybody has made about themselves."""
    with partner_scope(world.partner.pk, actor_id=world.everybody.pk):
        return ChangeRequest.objects.get(made_by=world.everybody).uuid


def _coming_row(world: World) -> Any:
    with partner_scope(world.partner.pk):
        return TaxCode.objects.order_by("-valid", "id").first().uuid


# Names that choose a form or a part, not an object that belongs to somebody.
NO_OBJECTS = {
    "partner_code", "file_format", "kind_of_file", "fact", "plan", "start", "line", "action", "slot", "total", "gate",
    "letter_template", "family_template",
    "answer_format", "part",
}  # fmt: skip

# What a name stands for where the model's own name does not say it.
ARGUMENTS: dict[str, Callable[[World], Any]] = {
    "partner_code": lambda world: world.partner.code,
    "partner_id": lambda world: world.partner.pk,
    "actor_id": lambda world: world.everybody.pk,
    "user_id": lambda world: world.everybody.pk,
    "answer_format": lambda _world: "json",
    "part": lambda _world: "hr/person",
    "proposal": lambda world: str(world.row("partners.PurgeProposal").uuid),
    "message_id": lambda world: world.row("partners.OutboundMessage").pk,
    "site": lambda _world: "https://testserver",
    "file_format": lambda _world: "csv",
    "line": lambda _world: 1,
    "plan": lambda _world: "2",
    "start": lambda _world: "2027-01-01",
    "fact": lambda _world: "tax-code",
    "action": lambda _world: "assess",
    "slot": lambda _world: "hr_director",
    "total": lambda _world: "people",
    "own_request": lambda world: world.row("partners.SarCase").uuid,
    "paper": lambda world: world.row("hr.OnboardingDocument").uuid,
    "extract": lambda world: world.row("hr.Extract").uuid,
    "load": lambda world: world.row("hr.LoadRun").uuid,
    "issue": lambda world: world.row("hr.OnboardingIssue").uuid,
    "row": _coming_row,
    "terms_row": lambda world: world.row("hr.AssignmentTerms").uuid,
    "change": lambda world: world.row("partners.ChangeRequest").uuid,
    "own_change": _own_change,
    "account": lambda world: world.row("hr.BankAccount").uuid,
    "recurring": lambda world: world.row("hr.RecurringElement").uuid,
    "acting": lambda world: world.row("hr.ActingUp").uuid,
    "auto_approval": lambda world: world.row("partners.AutoApproval").uuid,
    "kind_of_file": lambda _world: "hours",
    "job": lambda world: str(world.row("partners.BackgroundJob").uuid),
    "event_id": _event,
    "grant_id": _grant,
    "job_uuid": lambda world: world.row("partners.BackgroundJob").uuid,
    "job_id": lambda world: world.row("partners.BackgroundJob").pk,
    "envelope": lambda world: str(world.row("hr.TransferEnvelope").uuid),
    "unit": lambda world: world.row("hr.OrgUnit").uuid,
    "absence": lambda world: world.row("hr.AbsenceRecord").uuid,
    "block": lambda world: world.row("hr.FamilyLeaveBlock").uuid,
    "leave_kind": lambda _world: "maternity",
    "notice": lambda world: world.row("hr.StepDownNotice").uuid,
    "bank_change": lambda world: str(world.row("hr.BankChange").uuid),
    "contact": lambda world: world.row("hr.EmergencyContact").uuid,
    "starter_case": lambda world: world.row("hr.StarterCase").uuid,
    "check": lambda world: world.row("hr.RightToWork").uuid,
    "suspension": lambda world: world.row("hr.RightToWorkSuspension").uuid,
    "gate": lambda _world: "identity",
    "letter_template": lambda _world: "general",
    "family_template": lambda _world: "condolence",
    "letter": lambda world: world.rows["posted letter"].uuid,
    "booking": lambda world: world.row("hr.LeaveBooking").uuid,
    "monthly_input": lambda world: _waiting_input(world).uuid,
}


def argument(world: World, name: str, converter: str = "IntConverter") -> Any:
    """Return a value for a name in an address or a task: from ARGUMENTS, or the row whose model has that name.

    :raises LookupError: when nothing says what the name stands for
    """
    if name in ARGUMENTS:
        return ARGUMENTS[name](world)
    noun = name.removesuffix("_uuid").removesuffix("_id").replace("_", "")
    for model in apps.get_models():
        if issubclass(model, PartnerOwned) and model._meta.model_name in {noun, f"pay{noun}", f"run{noun}"}:
            return getattr(world.row(model._meta.label), CONVERTER_ATTRIBUTE.get(converter, "pk"))
    raise LookupError(f"say in tests/world.py ARGUMENTS what {name!r} stands for")
