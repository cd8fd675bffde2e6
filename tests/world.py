"""A partner with one of everything: what the isolation tests attack, and what they build addresses and arguments from.

Every text that people read carries the partner's mark, so that a leak shows as a word on a page. A new table needs a
row here (a test fails otherwise); a new name in an address or a task needs a line in ARGUMENTS.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from hr.models import (
    LeavingTask,
    MonthlyInput,
    TaxCode,
)
from hr.operations import (
    interests,
    questions,
    senior_posts,
    vacancies,
)
from hr.operations.interests import Declared
from hr.operations.questions import Asked
from partners.audit import audit
from partners.models import (
    AuditAction,
    AuditEvent,
    ChangeRequest,
    Grant,
    Partner,
    PartnerOwned,
)
from partners.roles import Role
from partners.scope import partner_scope
from tests import (
    scenarios,
    world_cases,
    world_checks,
    world_closing,
    world_ledger,
    world_receivables,
    world_recharges,
    world_records,
)
from tests.factories import claims, payroll
from tests.people import Cast
from tests.world_base import NOW, World

CONVERTER_ATTRIBUTE = {"UUIDConverter": "uuid", "IntConverter": "pk"}


def build(cast: Cast, partner: Partner, mark: str) -> World:
    """Make everything at one partner."""
    with partner_scope(partner.pk, actor_id=cast.amara.pk, reason="world"):
        who = world_records.add_employee(partner, mark)
        everybody = world_records.add_everybody(partner, mark, who.person)
        world = World(partner, mark, everybody, who)
        world_records.add_inputs(cast, who, mark)
        draft = scenarios.released_run(cast, who.org.pay_group, month=10)
        run = payroll.draft_run(who.org.pay_group, by=cast.amara, month=11)
        world.rows |= {"payroll.PayRun": draft, "draft run": run}
        world_records.add_questions_and_jobs(world, draft, mark)
        world_records.add_change_to_come(cast, who)
        world_records.add_request(cast, world)
        world_records.add_held_mail(cast, world)
        world_records.add_absence_and_leave(cast, who, mark)
        world_records.add_family_leave(cast, who, mark)
        world_records.add_year_end(cast, who, mark)
        world_records.add_increments(cast, world)
        world_records.add_roster(cast, world)
        world_cases.add_case(cast, world)
        world_cases.add_reports(cast, world)
        world_cases.add_duties(world)
        world_cases.add_onboarding(world, mark)
        world_cases.add_bank_change(cast, world)
        world_cases.add_leaver(cast, world)
        world_cases.add_transfer(cast, world)
        world_records.add_starters(cast, world)
        world_checks.add_checks(cast, world)
        world_records.add_letters(cast, world)
        world_records.add_access(cast, world)
        world_records.add_merge(cast, world)
        books = world_ledger.add_ledger(cast, world)
        world_receivables.add_receivables(cast, world, books)
        world_closing.add_closing(cast, world, books)
        world_recharges.add_recharges(cast, world, books)
        vacancies.open_vacancy(
            post=who.org.post.uuid, fte=Decimal("0.5"), authorisation=mark, opened_on=NOW.date(), reason=mark,
            by=cast.hana, at=NOW,
        )  # fmt: skip
        world.rows["hr.SeniorPost"] = senior_posts.propose(
            post=who.org.post.uuid, kind="CHIEF", first_day=date(2026, 4, 1), last_day=None, reason=f"{mark} decides",
            by=cast.hana, at=NOW,
        )  # fmt: skip
        world.rows["hr.Claim"] = claims.world_claims(who, by=world.everybody, decider=cast.ben, mark=mark, at=NOW)
        world_cases.add_team_task(cast, world)
        asked = Asked(topic="QUESTION", subject=mark, text=mark)
        world.rows["hr.HrQuestion"] = questions.ask(person=who.person.uuid, asked=asked, by=world.everybody, at=NOW)
        said = Declared(kind="WORK", name=mark, relation=mark)
        world.rows["hr.DeclaredInterest"] = interests.declare(
            person=who.person.uuid, declared=said, by=world.everybody, at=NOW
        )
        world_cases.add_data_protection(cast, world)
        audit(action=AuditAction.VIEW, object_type="hr_person", object_id=who.person.pk, label=mark)
    return world


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


def _service_date(world: World) -> dict[str, Any]:
    return {
        "person": world.employee.person, "employment": world.employee.employment, "purpose": "LEAVE",
        "since": date(2015, 1, 5), "evidence": world.mark,
    }  # fmt: skip


def _pay_group_move(world: World) -> dict[str, Any]:
    who = world.employee
    return {
        "person": who.person, "employment": who.employment, "former": who.org.pay_group, "starts": date(2026, 6, 1),
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
    "hr.ServiceDate": _service_date,
    "hr.PayGroupMove": _pay_group_move,
    "hr.JobMark": _mark,
    "hr.EstablishmentMode": _mode,
    "hr.PostFunding": _funding,
}


# Tables that nobody but the person reads: their row is looked for in self-service.
OWN_ONLY = {"hr.EqualityAnswers"}
# Tables of which the runtime role sees no row.
UNSEEN = {"hr.PersonMergeRow"}


def complete(world: World) -> list[str]:
    """Make the rows of MISSING; return the labels of tables that have no row yet."""
    empty = []
    with partner_scope(world.partner.pk, person_ids=frozenset({world.employee.person.pk})):
        empty += [label for label in sorted(OWN_ONLY) if not apps.get_model(label)._default_manager.exists()]
    with partner_scope(world.partner.pk, actor_id=world.everybody.pk):
        for model in apps.get_models():
            if not issubclass(model, PartnerOwned) or model._meta.label in OWN_ONLY | UNSEEN:
                continue
            if model._default_manager.exists():
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


def _team_task(world: World) -> Any:
    """Return a manager’s task of somebody who leaves."""
    with partner_scope(world.partner.pk):
        return LeavingTask.objects.get(code="team-keys").uuid


def _coming_row(world: World) -> Any:
    with partner_scope(world.partner.pk):
        return TaxCode.objects.order_by("-valid", "id").first().uuid


# Names that choose a form or a part, not an object that belongs to somebody.
NO_OBJECTS = {
    "partner_code", "file_format", "kind_of_file", "fact", "plan", "start", "line", "action", "slot", "total", "gate",
    "domain", "letter_template", "family_template", "duty", "check_kind",
    "answer_format", "part", "sheet", "purpose", "statutory_return", "chart_segment",
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
    "overpayment": lambda world: world.row("hr.OverpaymentCase").uuid,
    "liability": lambda world: world.row("hr.LiabilityDisclosure").uuid,
    "family_talk": lambda world: world.row("hr.FamilyTalk").uuid,
    "family_kin": lambda world: world.row("hr.FamilyKin").uuid,
    "agency_worker": lambda world: world.row("hr.AgencyAssignment").uuid,
    "statutory_return": lambda _world: "public-sector-employment",
    "death_overpaid": lambda world: world.row("hr.DeathOverpayment").uuid,
    "estate_account": lambda world: world.row("hr.Representative").uuid,
    "plan": lambda _world: "2",
    "journal": lambda world: world.row("finance.Journal").uuid,
    "period": lambda world: world.row("finance.Period").uuid,
    "budget_decision": lambda world: world.row("finance.BudgetDecision").uuid,
    "centre_code": lambda world: world.mark,
    "closing_task": lambda _world: "recharges",
    "account_code": lambda _world: "94900",
    "reconciliation": lambda world: world.row("finance.Reconciliation").uuid,
    "explanation": lambda world: world.row("finance.ReconciliationItem").uuid,
    "sales_invoice": lambda world: world.row("finance.SalesInvoice").uuid,
    "customer": lambda world: world.row("finance.Customer").uuid,
    "customer_hold": lambda world: world.row("finance.CustomerHold").uuid,
    "receipt": lambda world: world.row("finance.Receipt").uuid,
    "allocation": lambda world: world.row("finance.Allocation").uuid,
    "cost_pool": lambda world: world.row("finance.CostPool").uuid,
    "instalment": lambda world: "Q3",
    "driver_figures": lambda world: world.row("finance.DriverSnapshot").uuid,
    "cost_share": lambda world: world.row("finance.CostShare").uuid,
    "provided_share": lambda world: world.row("finance.CostShare").uuid,
    "write_off": lambda world: world.row("finance.WriteOff").uuid,
    "bank_account": lambda world: world.row("finance.BankAccount").uuid,
    "fixed_asset": lambda world: world.row("finance.Asset").uuid,
    "asset_move": lambda world: world.row("finance.AssetMove").uuid,
    "asset_line": lambda world: world.row("finance.AssetEntry").line_id,
    "bank_line": lambda world: world.row("finance.BankLine").pk,
    "bank_match": lambda world: world.row("finance.BankMatch").uuid,
    "bank_rule": lambda world: world.row("finance.BankRule").uuid,
    "bank_reconciliation": lambda world: world.row("finance.BankReconciliation").uuid,
    "interentity_agreement": lambda world: world.row("finance.InterEntityAgreement").uuid,
    "journal_training": lambda world: world.row("finance.JournalTraining").uuid,
    "sampled_journal": lambda world: world.row("finance.SampledJournal").uuid,
    "journal_plan": lambda world: world.row("finance.JournalPlan").uuid,
    "chart_segment": lambda _world: "fund",
    "chart_code": lambda world: world.row("finance.Fund").uuid,
    "combination": lambda world: world.row("finance.CombinationRule").uuid,
    "hierarchy": lambda world: world.row("finance.Hierarchy").uuid,
    "hierarchy_version": lambda world: world.row("finance.HierarchyVersion").uuid,
    "ledger_extract": lambda world: world.row("finance.LedgerExtract").uuid,
    "einvoice": lambda world: world.row("finance.ElectronicInvoice").uuid,
    "feeder": lambda world: world.row("finance.FeederFile").uuid,
    "vat_return": lambda world: world.row("finance.VatReturn").uuid,
    "vat_adjustment": lambda world: world.row("finance.VatAdjustment").uuid,
    "cis_return": lambda world: world.row("finance.CisReturn").uuid,
    "cis_line": lambda world: world.row("finance.CisReturnLine").uuid,
    "invoice": lambda world: world.row("finance.SupplierInvoice").uuid,
    "supplier_account": lambda world: world.row("finance.SupplierAccount").uuid,
    "payment_run": lambda world: world.row("finance.PaymentRun").uuid,
    "supplier_payment": lambda world: world.row("finance.SupplierPayment").uuid,
    "purpose": lambda _world: "LEAVE",
    "start": lambda _world: "2027-01-01",
    "fact": lambda _world: "tax-code",
    "action": lambda _world: "assess",
    "slot": lambda _world: "hr_director",
    "domain": lambda _world: "work",
    "total": lambda _world: "people",
    "own_request": lambda world: world.row("partners.SarCase").uuid,
    "paper": lambda world: world.row("hr.OnboardingDocument").uuid,
    "extract": lambda world: world.row("hr.Extract").uuid,
    "load": lambda world: world.row("hr.LoadRun").uuid,
    "issue": lambda world: world.row("hr.OnboardingIssue").uuid,
    "row": _coming_row,
    "held": lambda world: world.row("hr.PostHolding").uuid,
    "terms_row": lambda world: world.row("hr.AssignmentTerms").uuid,
    "carrier": lambda world: world.row("request with a paper").uuid,
    "change": lambda world: world.row("partners.ChangeRequest").uuid,
    "own_change": _own_change,
    "own_absence": lambda world: world.row("hr.AbsenceRecord").uuid,
    "opt_out": lambda world: world.row("hr.WorkingTimeOptOut").uuid,
    "own_booking": lambda world: world.row("hr.LeaveBooking").uuid,
    "team_task": _team_task,
    "own_interest": lambda world: world.row("hr.DeclaredInterest").uuid,
    "own_question": lambda world: world.row("hr.HrQuestion").uuid,
    "own_claim": lambda world: world.row("hr.Claim").uuid,
    "account": lambda world: world.row("hr.BankAccount").uuid,
    "recurring": lambda world: world.row("hr.RecurringElement").uuid,
    "acting": lambda world: world.row("hr.ActingUp").uuid,
    "auto_approval": lambda world: world.row("partners.AutoApproval").uuid,
    "kind_of_file": lambda _world: "hours",
    "sheet": lambda _world: "grades",
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
    "rights_case": lambda world: world.row("partners.RightsCase").uuid,
    "looker_report": lambda world: world.row("partners.LookerReport").uuid,
    "breach": lambda world: world.row("partners.Breach").uuid,
    "sar_document": lambda world: world.row("partners.SarDocument").uuid,
    "merge": lambda world: world.row("hr.PersonMerge").uuid,
    "duplicate": lambda world: world.rows["other record"].uuid,
    "clash": lambda world: world.row("hr.NinoClash").uuid,
    "contact": lambda world: world.row("hr.EmergencyContact").uuid,
    "duty": lambda _world: "acting",
    "reviewed": lambda world: world.row("hr.ActingUp").uuid,
    "starter_case": lambda world: world.row("hr.StarterCase").uuid,
    "check": lambda world: world.row("hr.RightToWork").uuid,
    "check_kind": lambda _world: "dbs",
    "record": lambda world: world.row("hr.DbsCheck").uuid,
    "requirement": lambda world: world.row("hr.JobRequirement").uuid,
    "bar": lambda world: world.row("hr.DutyBar").uuid,
    "suspension": lambda world: world.row("hr.RightToWorkSuspension").uuid,
    "gate": lambda _world: "identity",
    "letter_template": lambda _world: "general",
    "family_template": lambda _world: "condolence",
    "letter": lambda world: world.rows["posted letter"].uuid,
    "year_end": lambda world: world.row("hr.LeaveYearRun").uuid,
    "given_in": lambda world: world.row("hr.Increment").given_in,
    "protection": lambda world: world.row("hr.PayProtection").uuid,
    "supplement": lambda world: world.row("hr.MarketSupplement").uuid,
    "decision": lambda world: world.row("hr.IncrementDecision").uuid,
    "credit": lambda world: world.row("hr.LeaveCredit").uuid,
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
