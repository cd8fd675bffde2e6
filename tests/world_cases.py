"""Rows of a world about what befalls people: cases, duties, leaving, transfers, onboarding, data protection."""

from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr import models as hr_models
from hr.models import (
    AbsenceRecord,
    ActingUp,
    CarriedWork,
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
    OnboardingIssue,
    ReturnInterview,
    Secondment,
    SignOff,
    StagedRow,
)
from hr.operations import (
    agency,
    bank_checks,
    case_evidence,
    cases,
    equality,
    leavings,
    migration,
    onboarding,
    transfers,
)
from partners.models import (
    AutoApproval,
    Partner,
)
from partners.operations import (
    breaches,
    lookers,
    purges,
    retention,
    rights,
    sar,
    sar_files,
)
from partners.roles import Role
from partners.scope import partner_scope
from payroll.operations import pay_gap
from tests.factories import hr
from tests.factories.bank_changes import contact, recorded, second_account
from tests.people import Cast, user
from tests.world_base import NOW, World


def add_case(cast: Cast, world: World) -> None:
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


def add_reports(cast: Cast, world: World) -> None:
    """Answer the equality questions, record an interview, and work out the pay gap of October."""
    of, who = world.partner, world.employee
    with partner_scope(of.pk, person_ids=frozenset({who.person.pk}), actor_id=world.everybody.pk):
        answers = {"ethnicity": "A1"}
        equality.save_own(partner_id=of.pk, person_id=who.person.pk, answers=answers, by=world.everybody, at=NOW)
    ReturnInterview.objects.create(
        partner=of, person=who.person, absence=AbsenceRecord.objects.of(of.pk).get(), held_on=NOW.date(),
        outcome="SUPPORT", note=world.mark, recorded_by=cast.hana, recorded_at=NOW,
    )  # fmt: skip
    work = agency.Wanted(
        kind="AGENCY", supplier=world.mark, reference=world.mark[:40], title=world.mark, unit=who.org.unit.uuid,
        hours=Decimal(37), rate=Decimal(30), status="NOT_ASKED", first_day=NOW.date(), last_day=date(2027, 3, 31),
        why=world.mark, post=who.org.post.uuid,
    )  # fmt: skip
    world.rows["hr.AgencyAssignment"] = agency.record(partner_id=of.pk, wanted=work, by=cast.hana, at=NOW)
    said = dict.fromkeys((one.uuid for one in who.org.elements.values()), "ORDINARY")
    pay_gap.classify(partner_id=of.pk, wanted=said, by=cast.ben, at=NOW)
    pay_gap.take(partner_id=of.pk, entity=who.org.entity.uuid, on=date(2026, 10, 31), by=cast.ben, at=NOW)


def add_duties(world: World) -> None:
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


def add_onboarding(world: World, mark: str) -> None:
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
    world.rows["hr.CarriedWork"] = CarriedWork.objects.create(
        **owned, reference=mark[:24], kind="CASE", title=mark, next_step=mark, owner=signer, due_on=NOW.date()
    )
    OnboardingIssue.objects.create(
        **owned, severity="S2", rule="OB-ROW", key=mark, message=mark, remedy=mark, found_load=load, owner=signer
    )
    SignOff.objects.create(
        **owned, load=load, content_hash=load.content_hash, slot=Role.HR_DIRECTOR, note=mark, signed_by=signer,
        signed_human=signer.human_id, signed_at=NOW,
    )  # fmt: skip


def add_bank_change(cast: Cast, world: World) -> None:
    """Have the employee, who has a second account, ask for another main one; with contacts, and a call-back."""
    who, mark = world.employee, world.mark
    now = timezone.now()
    contact(who.person, "EMAIL", f"home@{mark}.example".lower())
    number = contact(who.person, "PHONE", "07700 900123")
    EmergencyContact.objects.create(
        partner=world.partner, person=who.person, name=mark, phone="07700 900124", recorded_by=cast.hana,
        recorded_at=now,
    )  # fmt: skip
    with partner_scope(world.partner.pk, actor_id=cast.hana.pk):
        world.rows["hr.SecondAccount"] = second_account(who.employment, by=cast.hana, at=now, holder=mark)
        row = recorded(who.employment, by=cast.hana, at=now)
        said = {"outcome": "NOT_REACHED", "note": mark, "by": cast.hana, "at": now}
        bank_checks.call_back(change=row.uuid, contact=number.uuid, **said)
    world.rows["hr.BankChange"] = row


def add_leaver(cast: Cast, world: World) -> None:
    """Have somebody leave whom the October run has paid to the end of the month: tasks, and an overpayment."""
    who = hr.employee(world.partner, person_fields={"surname": world.mark, "forenames": "Leaver"})
    hr_models.LeavingTerms.objects.create(partner=world.partner, source=world.mark, valid=hr.ALWAYS)
    wish = leavings.Wish(
        last_day=date(2026, 10, 16), leaving_reason="RESIGNATION", notice_given_on=date(2026, 10, 1), notice="WORKED",
        case_reference=world.mark,
    )  # fmt: skip
    options = {"reason": world.mark, "by": cast.ben, "at": NOW}
    row = leavings.leave_employment(employment=who.employment.uuid, wish=wish, **options)
    case = hr_models.OverpaymentCase.objects.create(
        partner=world.partner, leaving=row, person=who.person, employment=who.employment,
        run=world.rows["payroll.PayRun"].uuid, run_label=world.mark, period_start=date(2026, 10, 1),
        period_end=date(2026, 11, 1), pay_date=date(2026, 10, 30), days_overpaid=15, days_in_period=31,
        net_paid=Decimal("1000.00"), found_by=cast.ben, found_at=NOW,
    )  # fmt: skip
    of_person = {"partner": world.partner, "person": who.person}
    hr_models.OverpaymentLine.objects.create(
        **of_person, case=case, section="payment", code="BASIC", name=world.mark, paid=Decimal(2), due=Decimal(1)
    )
    hr_models.OverpaymentFigure.objects.create(
        **of_person, case=case, gross=Decimal(2), net=Decimal(1), guide=Decimal(1), reason=world.mark,
        approved_by=cast.ben, approved_at=NOW,
    )  # fmt: skip
    hr_models.IssuedP45.objects.create(
        **of_person, employment=who.employment, leaving=row, issued_on=date(2026, 10, 30), paid_to=date(2026, 10, 30),
        recorded_by=cast.ben, recorded_at=NOW,
    )  # fmt: skip
    plan = hr_models.RepaymentPlan.objects.create(
        **of_person, employment=who.employment, leaving=row, total=Decimal(100), instalment=Decimal(10),
        first_on=date(2026, 12, 1), monthly_cap=Decimal(100), proposed_by=cast.ben, proposed_human=cast.ben.human_id,
        proposed_at=NOW,
    )  # fmt: skip
    hr_models.RepaymentEntry.objects.create(
        **of_person,
        plan=plan,
        kind="PAID",
        amount=Decimal(10),
        paid_on=NOW.date(),
        note=world.mark,
        by=cast.ben,
        at=NOW,
    )
    hr_models.LeavingPension.objects.create(
        partner=world.partner, leaving=row, person=who.person, body=world.mark, quoted_on=date(2026, 10, 1)
    )
    hr_models.RedundancyConsultation.objects.create(
        partner=world.partner, unit=world.employee.org.unit, opened_on=date(2026, 10, 1), n_proposed=20,
        representatives=world.mark, recorded_by=cast.ben, recorded_at=NOW,
    )  # fmt: skip
    told = hr_models.LiabilityDisclosure.objects.create(
        partner=world.partner, transferee=world.mark, undertaking=world.mark, transfer_on=date(2027, 4, 1),
        prepared_by=cast.ben, prepared_human=cast.ben.human_id, prepared_at=NOW,
    )  # fmt: skip
    world.rows["hr.LiabilityPerson"] = hr_models.LiabilityPerson.objects.create(
        **of_person, employment=who.employment, disclosure=told, claims=world.mark
    )
    world.rows["hr.LiabilityDisclosure"] = told
    world.rows["hr.Leaving"] = row


def add_team_task(cast: Cast, world: World) -> None:
    """Give the manager something to do about somebody who is still in the team: it is shown as long as they are."""
    who = world.employee
    row = hr_models.Leaving.objects.create(
        partner=world.partner, person=who.person, employment=who.employment, leaving_reason="RESIGNATION",
        last_day=date(2040, 1, 31), notice_given_on=NOW.date(), notice="WORKED", access="LAST_DAY", rehire="YES",
        exit_payment=Decimal(0), ends_employment=True, ended=[], recorded_by=cast.ben, recorded_at=NOW,
    )  # fmt: skip
    hr_models.LeavingTask.objects.create(
        partner=world.partner, leaving=row, code="team-keys", title=world.mark, owner="MANAGER", due_on=NOW.date()
    )


def add_transfer(cast: Cast, world: World) -> None:
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


def add_data_protection(cast: Cast, world: World) -> None:
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
    asked = rights.Asked(kind="RECTIFY", area="identity", words=mark)
    wrong = rights.receive(
        partner_id=where.pk, person_id=world.employee.person.pk, asked=asked, received_on=timezone.localdate(), **step
    )
    world.rows["partners.RightsCase"] = rights.restrict(case=wrong.uuid, **step)
    new = breaches.Found(title=mark, what=mark, data_kinds=mark, severity="RISK", aware_at=at)
    world.rows["partners.Breach"] = breaches.record(partner_id=where.pk, new=new, **step)
    lookers.make(partner_id=where.pk, month=timezone.localdate(), at=at)
