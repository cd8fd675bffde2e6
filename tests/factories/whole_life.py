"""Makes somebody of long ago with a record of every kind that there is about a person, from offer to last letter.

Written as rows, not by the operations: those ask for today. Call inside partner_scope() with an actor.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from hr import sealed
from hr import transfer_content as content
from hr.models import OnboardingProject, Person, PostHolding
from hr.sealed import BankDetails
from partners.models import Grant, Partner
from partners.roles import Role
from partners.scope import partner_scope
from payroll.models import Payslip
from sharedservices.common import sealing
from sharedservices.common.fields import MoneyField
from tests.factories import bank_changes, hr
from tests.people import Cast, user

FIRST, LAST_DAY = date(2010, 4, 1), date(2018, 6, 29)
THEN = datetime(2018, 6, 29, 12, tzinfo=UTC)
EMPLOYED = DateRange(FIRST, date(2018, 6, 30))
LAST_YEAR = DateRange(date(2017, 7, 1), date(2018, 1, 1))
TOLD = "Ruby Quartz told"
"""Words that stand in every free text, so that a test can look for what is left of them."""
DETAILS = BankDetails("203002", "00004588", "")


class Life:
    """One person, and the means to write rows about them."""

    def __init__(self, cast: Cast, partner: Partner, *, is_pensioned: bool) -> None:
        self.cast, self.partner = cast, partner
        self.org = hr.found_organisation(partner)
        self.person: Person = hr.person(
            partner, surname=f"{TOLD} Surname", forenames="Ruby", known_as="Rue", date_of_birth=date(1960, 3, 4),
            town=TOLD, email=f"ruby{uuid4().hex[:6]}@faraway.example", phone="07700 900123",
        )  # fmt: skip
        self.job = hr.employment(self.person, self.org, start=FIRST, valid=EMPLOYED)
        self.seat = hr.assignment(self.job, self.org)
        self.by = {"person": self.person}
        self.of_job = self.by | {"employment": self.job}
        self.of_seat = self.of_job | {"assignment": self.seat}
        if is_pensioned:
            hr.pension(self.seat, self.org.pension, reason=TOLD)

    def put(self, label: str, **fields: Any) -> Any:
        """Write a row."""
        return apps.get_model(label)._default_manager.create(partner=self.partner, **fields)

    def pay(self) -> None:
        """Pay facts, a payment, a question, and somebody who stood in the way of a run."""
        by, told = self.cast.hana, {"reason": TOLD}
        hr.terms(self.seat, self.org, **told)
        hr.cost_split(self.seat, self.org.cost_centre)
        for make in (hr.tax_code, hr.ni_category, hr.student_loan):
            make(self.job)
        self.put("hr.PayGroupMove", **self.of_job, former=self.org.pay_group, starts=LAST_YEAR.lower)
        element = self.org.elements["ALLOWANCE"]
        paid = self.put(
            "hr.RecurringElement", **self.of_seat, element=element, amount=Decimal(50), valid=LAST_YEAR, reason=TOLD
        )
        self.put(
            "hr.Honorarium", **self.of_seat, recurring=paid, basis="PROJECT", basis_words=TOLD, valid=LAST_YEAR, **told
        )
        cover = {"covered_post": self.org.post, "grade": self.org.grade, "spine_point": self.org.points["6"]}
        acting = self.of_seat | cover | told | {"valid": LAST_YEAR, "review_on": date(2017, 10, 1)}
        self.put("hr.ActingUp", percent=50, honorarium=paid, **acting)
        self.put("hr.ActingUp", percent=100, **acting | {"valid": DateRange(date(2016, 1, 1), date(2016, 7, 1)),
                                                        "review_on": date(2016, 3, 1)})  # fmt: skip
        self.put("hr.PreviousPay", **self.of_job, tax_year="2010-11", pay=Decimal(10), tax=Decimal(1), source="P45")
        self.put(
            "hr.MonthlyInput", **self.of_seat, element=element, pay_group=self.org.pay_group, amount=Decimal(5),
            period_start=date(2018, 6, 1), note=TOLD, entered_by=by, entered_human=by.human_id, entered_at=THEN,
        )  # fmt: skip
        self._run()
        report = self.put(
            "payroll.PayGapReport", legal_entity=self.org.entity, snapshot_on=date(2018, 3, 31), number=1,
            is_statutory=True, is_obliged=True, n_heads=1, n_full_pay=1, figures={}, rows_hash="0" * 64, made_by=by,
            made_at=THEN,
        )  # fmt: skip
        self.put(
            "payroll.PayGapRow", report=report, person=self.person, sex="F", weekly_pay=Decimal(500),
            weekly_hours=Decimal(37), hourly=Decimal("13.51"), bonus=Decimal(0), standing="FULL",
        )  # fmt: skip

    def _run(self) -> None:
        by = self.cast
        period = self.put(
            "payroll.PayPeriod", pay_group=self.org.pay_group, covers=DateRange(date(2018, 6, 1), date(2018, 7, 1)),
            contractual_pay_date=LAST_DAY, pay_date=LAST_DAY, tax_year="2018-19", tax_period=3,
        )  # fmt: skip
        run = self.put(
            "payroll.PayRun", pay_group=self.org.pay_group, period=period, created_by=by.amara, created_at=THEN, n_in=1,
            n_calculated=1,
        )  # fmt: skip
        self.put(
            "payroll.RunMember", run=run, **self.of_job, state="CALCULATED", version=1, code="NO_TAX_CODE",
            message=TOLD, field="tax", remedy=TOLD,
        )  # fmt: skip
        money = [one.name for one in Payslip._meta.fields if isinstance(one, MoneyField)]
        self.put(
            "payroll.Payslip", run=run, **self.of_job, version=1, tax_code="NT", ni_category="X", inputs="{}",
            engine_version="1", rates_version="1", **dict.fromkeys(money, Decimal(0)) | dict.fromkeys(
                ("gross", "net", "employer_cost", "ytd_gross", "ytd_net"), Decimal(9)),
        )  # fmt: skip
        run.state, run.processed_by, run.processed_human, run.processed_at = (
            "CALCULATED", by.amara, by.amara.human_id, THEN,
        )  # fmt: skip
        run.save()
        run.state, run.approved_by, run.approved_human, run.approved_at = "APPROVED", by.ben, by.ben.human_id, THEN
        run.save()
        run.state, run.released_by, run.released_human, run.released_at = "RELEASED", by.hana, by.hana.human_id, THEN
        run.save()
        self.put(
            "payroll.Payment", run=run, **self.of_job, amount=Decimal(9), holder=TOLD, last_four="4588",
            fingerprint="f" * 32,
        )  # fmt: skip
        self.put(
            "payroll.PayQuery", run=run, **self.of_job, message=TOLD, opened_by=by.hana, opened_at=THEN,
            state="ANSWERED", answer=TOLD, answered_by=by.ben, answered_at=THEN,
        )  # fmt: skip

    def duties(self) -> None:
        """Names, jobs beside the first, an end of contract, and a forecast."""
        self.put("hr.ServiceDate", **self.of_job, purpose="LEAVE", since=date(2009, 1, 1), evidence=TOLD)
        self.put("hr.FormerName", **self.by, surname=TOLD, evidence="DEED", until=date(2012, 1, 1), reason=TOLD)
        PostHolding.objects.filter(assignment=self.seat).update(reason=TOLD)
        self.put("hr.JobParticulars", **self.of_seat, title=TOLD, location=TOLD, valid=LAST_YEAR, reason=TOLD)
        self.put(
            "hr.FixedTerm", **self.of_seat, ends_on=LAST_DAY, ground=TOLD, justification=TOLD, valid=LAST_YEAR,
            reason=TOLD,
        )  # fmt: skip
        self.put(
            "hr.Secondment", **self.of_seat, direction="OUT", organisation=TOLD, contact=TOLD, funded_percent=50,
            valid=LAST_YEAR, reason=TOLD,
        )  # fmt: skip
        self.put(
            "hr.GradeDecision", person=self.person, assignment=self.seat, kind="REGRADE", grade=self.org.grade,
            spine_point=self.org.points["6"], evaluation=TOLD, effective_from=FIRST, reason=TOLD,
        )  # fmt: skip
        self.put(
            "hr.Increment", person=self.person, assignment=self.seat, kind="INCREMENT", due_on=FIRST,
            from_point=self.org.points["5"], to_point=self.org.points["6"], given_in=uuid4(), given_at=THEN,
        )  # fmt: skip
        self.put(
            "hr.IncrementDecision", person=self.person, assignment=self.seat, kind="WITHHELD", ground="PERFORMANCE",
            valid=LAST_YEAR, reason=TOLD,
        )  # fmt: skip
        of_seat = {"valid": LAST_YEAR, "reason": TOLD, **self.of_seat}
        self.put("hr.PayProtection", **of_seat, kind="CASH", yearly=100, element=self.org.elements["ALLOWANCE"])
        paid = self.put(
            "hr.RecurringElement", **self.of_seat, element=self.org.elements["ALLOWANCE"], amount=1, reason=TOLD,
            valid=DateRange(date(2014, 7, 1), date(2015, 1, 1)),
        )  # fmt: skip
        self.put("hr.MarketSupplement", **of_seat, recurring=paid, evidence=TOLD, review_on=date(2017, 8, 1))
        self.put(
            "hr.JobMark", person=self.person, assignment=self.seat, kind="SECONDED_OUT", valid=LAST_YEAR, reason=TOLD
        )
        project, _new = OnboardingProject.objects.get_or_create(
            partner=self.partner, stage="ENQUIRY",
            defaults={
                "stage_since": FIRST, "staff_expected": 1, "go_live_planned_on": FIRST, "opened_by": self.cast.hana,
                "opened_at": THEN,
            },
        )  # fmt: skip
        self.put(
            "hr.CarriedWork", **self.by, project=project, reference=uuid4().hex[:24], kind="CASE", title=TOLD,
            next_step=TOLD, owner=self.cast.hana, due_on=LAST_DAY,
        )  # fmt: skip
        self.put(
            "hr.Forewarning", **self.by, kind="CONTRACT_END", key=uuid4().hex, headline=TOLD, detail=TOLD,
            takes_effect_on=LAST_DAY, found_on=LAST_DAY,
        )  # fmt: skip

    def absence(self) -> None:
        """An absence with a fit note, a notice and a talk; leave, and hours carried over."""
        hana = {"recorded_by": self.cast.hana, "recorded_at": THEN}
        sick = DateRange(date(2018, 1, 8), date(2018, 1, 20))
        row = self.put(
            "hr.AbsenceRecord", **self.of_seat, kind="SICKNESS", category="BACK", reason=TOLD, valid=sick,
            state="CLOSED", reported_by=self.cast.hana, reported_at=THEN,
        )  # fmt: skip
        uid = uuid4()
        sealed_text = sealing.seal("UERG", aad=sealing.aad("hr_document", uid, "content"))
        file = self.put(
            "hr.Document", uuid=uid, **self.by, kind="FIT_NOTE", title=TOLD, content=sealed_text, uploaded_at=THEN,
            content_type="application/pdf", n_bytes=3, sha256="0" * 64, uploaded_by=self.cast.hana,
        )  # fmt: skip
        self.put("hr.FitNote", **self.by, absence=row, outcome="NOT_FIT", adjustments=TOLD, valid=sick, document=file,
                 **hana)  # fmt: skip
        day = date(2018, 1, 9)
        notice = self.put("hr.StepDownNotice", **self.by, absence=row, step_on=day, to_rate="half", first_sent_on=day)
        self.put("hr.StepDownDecision", **self.by, notice=notice, kind="CONFIRM", decided_on=day, reason=TOLD,
                 by=self.cast.hana, at=THEN)  # fmt: skip
        family = self.put("hr.FamilyLeave", **self.of_seat, kind="MATERNITY", kit_days_allowed=10, notified_on=FIRST,
                          expected_on=FIRST, note=TOLD, **hana)  # fmt: skip
        spell = DateRange(FIRST, date(2010, 6, 1))
        self.put("hr.FamilyLeaveBlock", **self.by, leave=family, assignment=self.seat, valid=spell, hours=Decimal(7))
        self.put("hr.KeepInTouchDay", **self.by, leave=family, worked_on=date(2010, 5, 3), hours=Decimal(7), note=TOLD,
                 **hana)  # fmt: skip
        self.put("hr.ReturnInterview", **self.by, absence=row, held_on=day, outcome="SUPPORT", note=TOLD, **hana)
        hana_ids = {"requested_by": self.cast.hana, "requested_human": self.cast.hana.human_id, "requested_at": THEN}
        self.put("hr.LeaveBooking", **self.of_seat, valid=sick, hours=Decimal(7), note=TOLD, **hana_ids)
        hana = self.cast.hana
        ended = self.put(
            "hr.LeaveYearRun", year_start=date(2011, 4, 1), state="DISCARDED", n_jobs=1, carried_hours=7,
            lapsed_hours=0, digest=TOLD, prepared_by=hana, prepared_human=hana.human_id, prepared_at=THEN,
            ended_by=hana, ended_at=THEN,
        )  # fmt: skip
        self.put(
            "hr.LeaveYearRow", run=ended, person=self.person, assignment=self.seat, unused=7, known=0, contractual=7,
            sickness=0, family=0, lapsed=0, why=TOLD,
        )  # fmt: skip
        self.put(
            "hr.LeaveCredit", person=self.person, assignment=self.seat, year_start=FIRST, bucket="contractual",
            hours=Decimal(7), expires_on=date(2011, 6, 30), reason=TOLD, made_by=self.cast.hana, made_at=THEN,
        )  # fmt: skip

    def question(self) -> None:
        """A question to HR, answered and closed."""
        hana = self.cast.hana
        row = self.put(
            "hr.HrQuestion", **self.by, number=1, topic="QUESTION", channel="SELF", subject=TOLD, state="CLOSED",
            asked_by=hana, asked_at=THEN, due_on=LAST_DAY, owner=hana, closed_by=hana, closed_at=THEN,
        )  # fmt: skip
        self.put("hr.HrQuestionMessage", **self.by, question=row, text=TOLD, by=hana, at=THEN)
        self.put(
            "hr.DeclaredInterest", **self.by, holder=hana, kind="WORK", name=TOLD, relation=TOLD, declared_by=hana,
            declared_at=THEN, confirmed_at=THEN, ended_by=hana, ended_at=THEN, end_reason=TOLD,
        )  # fmt: skip

    def claim(self) -> None:
        """A journey with its receipt, claimed, approved and paid."""
        ann, ben = self.cast.hana, self.cast.ben
        uid = uuid4()
        sealed_text = sealing.seal("UERG", aad=sealing.aad("hr_document", uid, "content"))
        paper = self.put(
            "hr.Document", uuid=uid, **self.by, kind="RECEIPT", title=TOLD, content=sealed_text, uploaded_at=THEN,
            content_type="application/pdf", n_bytes=3, sha256="0" * 64, uploaded_by=ann,
        )  # fmt: skip
        row = self.put("hr.Claim", **self.of_seat, number=1, kind="MILEAGE", created_by=ann, created_at=THEN)
        self.put(
            "hr.ClaimLine", **self.by, claim=row, on=LAST_DAY, from_place=TOLD, to_place=TOLD, miles=Decimal(10),
            vehicle="CAR", reason=TOLD, receipt=paper, fingerprint="f" * 64,
        )  # fmt: skip
        row.state, row.n_lines, row.submitted_by, row.submitted_human = "SUBMITTED", 1, ann, ann.human_id
        row.submitted_at, row.late_reason, row.is_late = THEN, TOLD, False
        row.save()
        row.state, row.decided_by, row.decided_human, row.decided_at = "APPROVED", ben, ben.human_id, THEN
        row.decision_note = TOLD
        row.save()
        made = self.put(
            "hr.MonthlyInput", **self.of_seat, element=self.org.elements["ALLOWANCE"], pay_group=self.org.pay_group,
            amount=Decimal(5), period_start=date(2018, 6, 1), note=TOLD, state="APPROVED", entered_by=ann,
            entered_human=ann.human_id, entered_at=THEN, decided_by=ben, decided_human=ben.human_id, decided_at=THEN,
        )  # fmt: skip
        days = DateRange(LAST_DAY, date(2018, 6, 30))
        self.put(
            "hr.ClaimInput", **self.by, claim=row, monthly_input=made, part="MILEAGE:0.45", earned=days,
            origin_start=date(2018, 6, 1),
        )  # fmt: skip
        row.state, row.pay_period = "SENT", date(2018, 6, 1)
        row.save()
        row.state, row.paid_on, row.paid_run = "PAID", LAST_DAY, uuid4()
        row.save()

    def roster(self) -> None:
        """Hours of a rostering system, and a claim that was approved there."""
        hana, ben = self.cast.hana, self.cast.ben
        days = DateRange(date(2018, 6, 1), date(2018, 6, 30))
        taken = self.put(
            "hr.RosterImport", legal_entity=self.org.entity, system="DutyPlan", period=days, series=uuid4(), version=1,
            keeps_leave=True, name="june.csv", sha256="0" * 64, declared={}, taken_by=hana,
            taken_human=hana.human_id, taken_at=THEN,
        )  # fmt: skip
        row = self.of_seat | {"taken": taken, "system": "DutyPlan", "valid": days, "digest": "0" * 64}
        hours = dict.fromkeys(("planned", "worked", "leave"), Decimal(7))
        self.put("hr.RosterLine", row=2, kind="SUMMARY", key=self.seat.number, duty_system=TOLD, **hours, **row)
        kind = self.put(
            "hr.ClaimType", use="HOURS", name="Overtime", element=self.org.elements["OVERTIME"], valid=EMPLOYED
        )
        self.put(
            "hr.RosterLine", row=3, kind="CLAIM", key="OT-1", claim_type=kind, claim_hours=Decimal(3), reason=TOLD,
            worked_span=DateTimeTZRange(THEN, THEN.replace(hour=15)), made_by=TOLD, approved_by="Insp 4471",
            approved_on=LAST_DAY, **row,
        )  # fmt: skip
        self.put("hr.RosterFault", taken=taken, row=4, column="job_number", message="No such job", remedy="Check it")
        taken.state = "READY"
        taken.save()
        taken.state, taken.loaded_by, taken.loaded_human, taken.loaded_at = "LOADED", ben, ben.human_id, THEN
        taken.save()
        apps.get_model("hr.RosterLine").objects.filter(taken=taken).update(in_force=True)

    def harm(self) -> None:
        """An accident at work."""
        self.put(
            "hr.SafetyRecord", **self.by, kind="ACCIDENT", category="FALL", happened_on=LAST_DAY, place=TOLD,
            account=TOLD, recorded_by=self.cast.hana, recorded_at=THEN,
        )  # fmt: skip

    def start(self) -> None:
        """A starter case with its gates, answers and log; papers; the right to work."""
        by = self.cast.hana
        paper = {"content_type": "application/pdf", "n_bytes": 3, "sha256": "0" * 64, "uploaded_by": by}
        papers = {}
        for kind in ("RIGHT_TO_WORK", "IDENTITY", "SIGNED_CONTRACT", "REFERENCE"):
            uid = uuid4()
            sealed_text = sealing.seal("UERG", aad=sealing.aad("hr_document", uid, "content"))
            papers[kind] = self.put(
                "hr.Document", uuid=uid, **self.by, kind=kind, title=TOLD, content=sealed_text, uploaded_at=THEN,
                is_for_person=kind == "SIGNED_CONTRACT", **paper,
            )  # fmt: skip
        self.put(
            "hr.WorkingTimeOptOut", **self.by, valid=LAST_YEAR, notice_days=7, document=papers["SIGNED_CONTRACT"],
            recorded_by=by, recorded_at=THEN,
        )  # fmt: skip
        case = self.put(
            "hr.StarterCase", **self.by, start_date=FIRST, title=TOLD, opened_by=by, opened_human=by.human_id,
            opened_at=THEN, signed_document=papers["SIGNED_CONTRACT"], signed_for_employer=TOLD,
        )  # fmt: skip
        self.put("hr.StarterEvent", case=case, action="void", by=by, at=THEN, note=TOLD)
        type(case).objects.filter(pk=case.pk).update(state="VOID_START")
        self.put("hr.StarterGate", case=case, gate="REFERENCES", waiver="NEVER", owner="HR", due_on=FIRST, note=TOLD)
        uid = uuid4()
        account = sealing.seal('["203002", "00004588", ""]', aad=sealing.aad("hr_starteranswers", uid, "account"))
        self.put(
            "hr.StarterAnswers", uuid=uid, case=case, **self.by, statement="A", holder=TOLD, account=account,
            fingerprint="a" * 32, last_four="4588", given_by=by, given_at=THEN, taken_by=by, taken_at=THEN,
        )  # fmt: skip
        check = self.put(
            "hr.RightToWork", **self.by, method="ONLINE", permission="TIME_LIMITED", document_type=TOLD,
            document_number=TOLD, checked_on=FIRST, expires_on=date(2017, 1, 1), copy=papers["RIGHT_TO_WORK"],
            checked_by=by, checked_at=THEN,
        )  # fmt: skip
        self.put("hr.RightToWorkNotice", **self.by, right_to_work=check, days_before=60, given_on=date(2016, 11, 2))
        self.checks()
        self.put("hr.RightToWorkSuspension", **self.by, right_to_work=check, since=date(2017, 1, 2), note=TOLD)

    def checks(self) -> None:
        """A DBS check with its risk assessment, a registration, a course, and a bar from duties."""
        stamp = {"recorded_by": self.cast.hana, "recorded_at": THEN}
        check = self.put(
            "hr.DbsCheck", **self.by, level="BASIC", workforce="OTHER", certificate_no="001234567890", issued_on=FIRST,
            result="CONTENT_REVIEWED", decision="SUITABLE", recheck_due=date(2019, 1, 1), **stamp,
        )  # fmt: skip
        uid = uuid4()
        self.put(
            "hr.DbsNote", uuid=uid, **self.by, dbs_check=check, written_on=FIRST, destroy_by=date(2017, 1, 1),
            text=sealing.seal(TOLD, aad=sealing.aad("hr_dbsnote", uid, "text")), written_by=self.cast.hana,
        )  # fmt: skip
        self.put("hr.Registration", **self.by, body=TOLD, number=TOLD, expires_on=LAST_DAY, checked_on=FIRST, **stamp)
        course = self.put("hr.TrainingCourse", code=uuid4().hex[:8], name="Safeguarding")
        self.put("hr.TrainingRecord", **self.by, course=course, completed_on=FIRST, provider=TOLD, **stamp)
        needed = self.put(
            "hr.JobRequirement", kind="TRAINING", course=course, reason="Policy", valid=DateRange(FIRST, None)
        )
        self.put("hr.DutyBar", **self.by, requirement=needed, what=TOLD, since=FIRST)

    def bank(self) -> None:
        """Contacts of before, somebody to call, the account, the change that brought it and the call about it."""
        by = self.cast.hana
        hr.bank_account(self.job, holder=TOLD)
        bank_changes.second_account(self.job, by=by, at=THEN, holder=TOLD)
        self.put("hr.Contact", **self.by, kind="EMAIL", value=f"{TOLD}@old.example", ended_at=THEN)
        number = self.put("hr.Contact", **self.by, kind="PHONE", value="07700 900125", ended_at=THEN)
        self.put("hr.EmergencyContact", **self.by, name=TOLD, phone="07700 900124", recorded_by=by, recorded_at=THEN)
        uid = uuid4()
        change = self.put(
            "hr.BankChange", uuid=uid, **self.of_job, channel="VERIFIED_CALL", evidence=TOLD, called=number,
            holder=TOLD, details=sealed.seal_bank_change(DETAILS, change=uid), fingerprint="b" * 32, last_four="4588",
            modulus_check="VALID", payee_check="MATCH", is_first=False, state="REJECTED", effective_on=LAST_DAY,
            requested_by=by, requested_human=by.human_id, requested_at=THEN, needs_second=True, settled_at=THEN,
            score=40, findings=[{"rule": "NEW_DEVICE", "points": 40}],
        )  # fmt: skip
        self.put("hr.BankChangeEvent", **self.by, change=change, action="reject", by=by, at=THEN, note=TOLD)
        self.put("hr.BankCallBack", change=change, contact=number, outcome="DENIED", called_by=by, called_at=THEN,
                 note=TOLD)  # fmt: skip

    def case(self, *, sensitivity: str = "RESTRICTED") -> None:
        """A closed HR case with a row in each table of it, and a sealed reporter; looked after by an officer."""
        officer, witness, barred = user(f"Officer{uuid4().hex[:6]}"), self.cast.ben, user(f"Barred{uuid4().hex[:6]}")
        self.barred = barred
        with partner_scope(self.partner.pk, actor_id=officer.pk):
            case = self.put(
                "hr.HrCase", reference=f"2017-{uuid4().hex[:6]}", kind="DISCIPLINARY", sensitivity=sensitivity,
                person=self.person, received_on=LAST_DAY, summary=TOLD, opened_by=officer, opened_at=THEN,
            )  # fmt: skip
            self.put("hr.CaseMember", case=case, user=officer, human=officer.human_id, role="OFFICER",
                     added_by=officer, added_at=THEN)  # fmt: skip
            self.put("hr.CaseAllegation", case=case, number=1, text=f"{TOLD} allegation", finding="FOUND")
            self.put("hr.CaseBar", case=case, user=barred, human=barred.human_id, reason=TOLD, by=officer, at=THEN)
            self.put("hr.CaseEvent", case=case, action="open", by=officer, at=THEN, note=TOLD)
            uid = uuid4()
            who = sealing.seal(f"{TOLD} reporter", aad=sealing.aad("hr_casereporter", uid, "identity"))
            self.put("hr.CaseReporter", uuid=uid, case=case, identity=who, recorded_by=officer, recorded_at=THEN)
            self.put("hr.CaseSanction", case=case, kind="FIRST_WARNING", from_on=LAST_DAY, spent_on=date(2019, 6, 29),
                     by=officer, at=THEN)  # fmt: skip
            said = self.put("hr.CaseStatement", case=case, witness=witness, question=TOLD, asked_by=officer,
                            asked_at=THEN)  # fmt: skip
        with partner_scope(self.partner.pk, actor_id=witness.pk):
            said.text, said.given_by, said.given_at = f"{TOLD} statement of a witness", witness, THEN
            said.save()
        with partner_scope(self.partner.pk, actor_id=officer.pk):
            case.state, case.closed_by, case.closed_at = "CLOSED", officer, THEN
            case.save()

    def equality(self) -> None:
        """Answers that the person gave."""
        with partner_scope(self.partner.pk, person_ids=frozenset({self.person.pk})), connection.cursor() as cursor:
            cursor.execute(
                "SELECT hr_equality_save(%s, %s, %s::jsonb, %s)",
                [self.partner.pk, self.person.pk, '{"ethnicity": "A1"}', LAST_DAY],
            )

    def move(self) -> None:
        """A transfer to another partner, one from before, and the leaving with what was overpaid."""
        by, uid = self.cast.hana, uuid4()
        text = content.pack(portable())
        envelope = self.put(
            "hr.TransferEnvelope", uuid=uid, to_partner=self.cast.southborough, last_day=LAST_DAY,
            content=sealing.seal(text, aad=sealing.aad("hr_transferenvelope", uid, "content")), content_hash="0" * 64,
            released_by=by, released_human=by.human_id, released_at=THEN, note=TOLD,
        )  # fmt: skip
        type(envelope).objects.filter(pk=envelope.pk).update(state="WITHDRAWN")
        self.put("hr.TransferOut", envelope=uid, **self.of_job, consent_on=LAST_DAY, consent_evidence=TOLD)
        self.put("hr.TransferIn", envelope=uuid4(), **self.of_job)
        row = self.put(
            "hr.Leaving", **self.of_job, leaving_reason="CONDUCT", last_day=LAST_DAY, notice_given_on=LAST_DAY,
            notice="NONE", access="AT_ONCE", case_reference=TOLD, exit_payment=Decimal(0), rehire="NO",
            ends_employment=True, ended={}, recorded_by=by, recorded_at=THEN,
        )  # fmt: skip
        self.put("hr.LeavingEvent", leaving=row, action="record", by=by, at=THEN, note=TOLD)
        self.put("hr.LeavingTask", leaving=row, code="KEYS", title=TOLD, owner="MANAGER", due_on=LAST_DAY, note=TOLD)
        told = self.put(
            "hr.LiabilityDisclosure", transferee="New Employer Ltd", undertaking=TOLD, transfer_on=LAST_DAY,
            prepared_by=by, prepared_human=by.human_id, prepared_at=THEN,
        )  # fmt: skip
        self.put("hr.LiabilityPerson", disclosure=told, person=self.person, employment=self.job, claims=TOLD)
        self.put("hr.LeavingPension", leaving=row, person=self.person, body=TOLD, quoted_on=LAST_DAY)
        self.put(
            "hr.IssuedP45", **self.of_job, leaving=row, issued_on=LAST_DAY, paid_to=LAST_DAY, recorded_by=by,
            recorded_at=THEN,
        )  # fmt: skip
        case = self.put(
            "hr.OverpaymentCase", leaving=row, **self.of_job, run=uuid4(), run_label=TOLD,
            period_start=date(2018, 6, 1), period_end=date(2018, 7, 1), pay_date=LAST_DAY, days_overpaid=1,
            days_in_period=30, net_paid=Decimal(1), found_by=by, found_at=THEN,
        )  # fmt: skip
        said = {"section": "payment", "code": "BASIC", "name": TOLD, "paid": Decimal(2), "due": Decimal(1)}
        self.put("hr.OverpaymentLine", case=case, person=self.person, **said)
        self.put(
            "hr.OverpaymentFigure", case=case, person=self.person, gross=Decimal(2), net=Decimal(1), guide=Decimal(1),
            reason=TOLD, approved_by=by, approved_at=THEN,
        )  # fmt: skip
        plan = self.put(
            "hr.RepaymentPlan", leaving=row, **self.of_job, total=Decimal(1), instalment=Decimal(1), first_on=LAST_DAY,
            monthly_cap=Decimal(1), proposed_by=by, proposed_human=by.human_id, proposed_at=THEN,
        )  # fmt: skip
        self.put(
            "hr.RepaymentEntry", plan=plan, person=self.person, kind="PAID", amount=Decimal(1), paid_on=LAST_DAY,
            note=TOLD, by=by, at=THEN,
        )  # fmt: skip

    def office(self) -> None:
        """Messages, access, a change asked for alone and in a list, a hold that was lifted, a death that was none."""
        by, pk = self.cast.hana, self.person.pk
        self.letter()
        self.put(
            "partners.OutboundMessage", key=uuid4().hex, kind="hr.leave", person_id=pk, address="r@faraway.example",
            subject=TOLD, template="x", body="", state="SENT", queued_at=THEN, due_at=THEN, settled_at=THEN,
        )  # fmt: skip
        Grant.objects.create(
            user=user(f"Ruby{uuid4().hex[:6]}"), partner=self.partner, role=Role.EMPLOYEE, person_id=pk, valid=EMPLOYED,
            reason=TOLD,
        )  # fmt: skip
        asked = {
            "kind": "hr.hours", "title": TOLD, "attribute": "", "payload": {"note": TOLD}, "content_hash": "0" * 64,
            "reason": TOLD, "made_by": by, "made_human": by.human_id, "made_at": THEN, "submitted_at": THEN,
            "due_on": LAST_DAY, "expires_on": LAST_DAY,
        }  # fmt: skip
        alone = self.put("partners.ChangeRequest", **asked, person_id=pk, subject=TOLD)
        self.put("partners.ChangeRequest", **asked, people=[pk], subject="Many")
        self.put("partners.ApprovalStep", change=alone, round=1, number=1, permission="changes.approve", title=TOLD,
                 made_human=by.human_id)  # fmt: skip
        self.put("partners.ChangeEvent", change=alone, action="submit", by=by, at=THEN, comment=TOLD,
                 content_hash="0" * 64)  # fmt: skip
        hold = self.put("partners.CommunicationsHold", person_id=pk, reason=TOLD, set_by=by, set_at=THEN)
        hold.lifted_by, hold.lifted_at = by, THEN
        hold.save()
        self.put("partners.HoldEvent", hold=hold, action="lift", by=by, at=THEN, reason=TOLD, n_messages=0)
        death = self.put(
            "hr.DeathCase", **self.by, date_of_death=LAST_DAY, known="FAMILY", told_by=TOLD, reported_by=by,
            reported_human=by.human_id, reported_at=THEN,
        )  # fmt: skip
        self.put("hr.DeathEvent", case=death, action="withdraw", by=by, at=THEN, note=TOLD)
        self.put("hr.DeathTask", case=death, code="WELFARE", title=TOLD, owner="OFFICER", due_on=LAST_DAY, note=TOLD)
        self.put(
            "hr.DeathOverpayment", case=death, employment=self.job, run=uuid4(), run_label=TOLD,
            pay_date=LAST_DAY, days_overpaid=1, days_in_period=30, net_paid=Decimal("1.00"), found_at=THEN, why=TOLD,
        )  # fmt: skip
        self.put("hr.PensionNotice", case=death, body=TOLD, told_on=LAST_DAY, how=TOLD, noted_by=by, noted_at=THEN)
        self.put(
            "hr.FamilyCorrespondent", case=death, name=TOLD, relation="NEXT_OF_KIN", address=TOLD, evidence=TOLD,
            recorded_by=by, recorded_at=THEN,
        )  # fmt: skip
        self.put("hr.FamilyTalk", case=death, kind="CALL", with_whom=TOLD, held_on=LAST_DAY, said=TOLD, agreed=TOLD,
                 noted_by=by, noted_at=THEN)  # fmt: skip
        kin = self.put("hr.FamilyKin", case=death, **self.by, relationship=TOLD, noted_by=by, noted_at=THEN)
        self.put("hr.FamilyAnswer", case=death, kin=kin, question="MANAGER", agreed=True, said_by=TOLD,
                 said_on=LAST_DAY, noted_by=by, noted_at=THEN)  # fmt: skip
        uid = uuid4()
        token, index = sealed.seal_estate(BankDetails("089999", "66374958"), partner_id=death.partner_id, account=uid)
        self.put(
            "hr.Representative", uuid=uid, case=death, name=TOLD, authority="WILL", document=TOLD, dated=LAST_DAY,
            holder=TOLD, details=token, fingerprint=index, last_four="4958", modulus_check="VALID", recorded_by=by,
            recorded_human=by.human_id, recorded_at=THEN,
        )  # fmt: skip
        death.state = "WITHDRAWN"
        death.save()

    def letter(self) -> None:
        """A letter that was cancelled before it was printed, and one address that an earlier one came back from."""
        by, pk = self.cast.hana, self.person.pk
        message = self.put(
            "partners.OutboundMessage", key=uuid4().hex, kind="letter.plain", person_id=pk, address="", channel="POST",
            subject=TOLD, template="x", body="", state="CANCELLED", queued_at=THEN, due_at=THEN, settled_at=THEN,
        )  # fmt: skip
        letter = self.put(
            "partners.Letter", message=message, person_id=pk, template_code="plain", template_from=FIRST, title=TOLD
        )
        self.put(
            "partners.AddressStop", letter=letter, person_id=pk, address_index="0" * 32, noted_by=by, noted_at=THEN
        )
        self.put(
            "hr.SensitivePost", **self.by, kind="ADDRESS", reason=TOLD, review_on=LAST_DAY, set_by=by, set_at=THEN,
            lifted_by=by, lifted_at=THEN, lifted_why=TOLD,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT hr_note_nino_clash(%s, %s, %s, %s)",
                [self.partner.pk, hr.person(self.partner).pk, self.person.nino_index, THEN],
            )
        said = {"outcome": "HOLDER", "words": TOLD, "settled_by": by, "settled_at": THEN}
        apps.get_model("hr.NinoClash").objects.filter(**self.by).update(**said)
        case = self.put(
            "hr.MissingCase", **self.by, missing_since=FIRST, told_by=TOLD, reported_by=by, reported_at=THEN
        )
        case.state, case.ended_by, case.ended_at, case.ended_how = "FOUND", by, THEN, TOLD
        case.save()

    def asked_before(self) -> None:
        """An access request of long ago."""
        by = self.cast.hana
        case = self.put("partners.SarCase", person_id=self.person.pk, number=901, received_on=LAST_DAY,
                        due_on=LAST_DAY, scope=TOLD, recorded_by=by, recorded_at=THEN)  # fmt: skip
        self.put("partners.SarPause", case=case, kind="IDENTITY", asked=TOLD, started_on=LAST_DAY, ended_on=LAST_DAY)
        self.put("partners.SarEvent", case=case, action="receive", by=by, at=THEN, note=TOLD)
        self.put("partners.SarDecision", case=case, part="hr/person", exemption="THIRD_PARTY", words=TOLD, by=by,
                 at=THEN)  # fmt: skip
        self.put("partners.SarFile", case=case, kind="JSON", body="", sha256="0" * 64, n_bytes=1, made_by=by,
                 made_at=THEN, expires_at=THEN)  # fmt: skip
        self.put("partners.SarDocument", case=case, number=1, section=TOLD, title=TOLD, source=uuid4(),
                 content_type="application/pdf", n_bytes=1, sha256="0" * 64)  # fmt: skip
        case.state, case.answer, case.closed_by, case.closed_at = "WITHDRAWN", TOLD, by, THEN
        case.save()
        asked = self.put("partners.RightsCase", person_id=self.person.pk, number=901, kind="RECTIFY", area="identity",
                         state="UPHELD", words=TOLD, received_on=LAST_DAY, acknowledge_by=LAST_DAY, due_on=LAST_DAY,
                         outcome=TOLD, recorded_by=by, recorded_at=THEN, closed_by=by, closed_at=THEN)  # fmt: skip
        self.put("partners.RightsEvent", case=asked, action="receive", by=by, at=THEN, note=TOLD)


def portable() -> content.Portable:
    """Return what an envelope carries."""
    return content.Portable(
        surname=TOLD, forenames="Ruby", known_as="Rue", title="", date_of_birth=date(1960, 3, 4), sex="F",
        nino="QQ123456C", kind="EMPLOYEE", employer_start=FIRST, continuous_service_from=FIRST, service_evidence=TOLD,
        last_day=LAST_DAY, pension_scheme="LGPS", pension_section="main", leave_hours=Decimal(7), sick_full_days=0,
        sick_half_days=0, consent_on=LAST_DAY,
    )  # fmt: skip


def live(cast: Cast, partner: Partner, *, is_pensioned: bool = False) -> Life:
    """Make somebody who left on 29 June 2018, with a row in every table that holds rows about people."""
    life = Life(cast, partner, is_pensioned=is_pensioned)
    for write in (
        life.pay, life.duties, life.absence, life.claim, life.roster, life.harm, life.question, life.start, life.bank,
        life.case, life.equality, life.move, life.office, life.asked_before,
    ):  # fmt: skip
        write()
    return life
