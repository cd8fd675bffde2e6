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

from hr.models import MonthlyInput, Person, StepDownNotice, TaxCode
from hr.operations import absences, deaths, imports, leave, tax
from partners.audit import audit
from partners.models import AuditAction, AuditEvent, Delegation, Grant, Partner, PartnerOwned, User
from partners.operations import changes, jobs, messages, purges, retention, sar, sar_files
from partners.operations.changes import Proposal
from partners.operations.messages import Draft
from partners.roles import Role
from partners.scope import partner_scope
from payroll.models import PayQuery, PayRun
from tests import scenarios
from tests.factories import hr, payroll
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
            with partner_scope(self.partner.pk):
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


MISSING: dict[str, Callable[[World], dict[str, Any]]] = {
    "hr.PensionRates": _pension_rates,
    "partners.DutiesFinding": _finding,
    "hr.Forewarning": _forewarning,
    "hr.PreviousPay": _previous_pay,
}


def complete(world: World) -> list[str]:
    """Make the rows of MISSING; return the labels of tables that have no row yet."""
    empty = []
    with partner_scope(world.partner.pk):
        for model in apps.get_models():
            if not issubclass(model, PartnerOwned) or model._default_manager.exists():
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


def _coming_row(world: World) -> Any:
    with partner_scope(world.partner.pk):
        return TaxCode.objects.order_by("-valid", "id").first().uuid


# Names that choose a form or a part, not an object that belongs to somebody.
NO_OBJECTS = {"answer_format", "part", "partner_code", "file_format", "fact", "plan", "start", "line"}

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
    "row": _coming_row,
    "change": lambda world: world.row("partners.ChangeRequest").uuid,
    "account": lambda world: world.row("hr.BankAccount").uuid,
    "recurring": lambda world: world.row("hr.RecurringElement").uuid,
    "job": lambda world: str(world.row("partners.BackgroundJob").uuid),
    "event_id": _event,
    "grant_id": _grant,
    "job_uuid": lambda world: world.row("partners.BackgroundJob").uuid,
    "job_id": lambda world: world.row("partners.BackgroundJob").pk,
    "absence": lambda world: world.row("hr.AbsenceRecord").uuid,
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
