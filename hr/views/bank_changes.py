"""Changes of bank account for HR: the list, one change with what speaks against it, and what a second person does."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine.bank_change import policy
from hr.forms.bank import (
    AcceptBankChangeForm,
    BankChangeFilter,
    CallBackForm,
    RecordBankChangeForm,
    StopBankChangeForm,
)
from hr.models import BankAccount, BankChange, Contact, Employment
from hr.operations import bank_changes, bank_checks, disclosure
from hr.operations.bank_changes import Evidence
from hr.operations.bank_wishes import Wanted
from hr.queries import bank_changes as found
from hr.queries import contacts
from hr.queries.deaths import ON_HOLD as SPEAK_WORDS
from hr.queries.deaths import is_held
from hr.states import BANK_CHANGE
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.my_bank import ACCOUNT
from partners.queries.holds import ON_HOLD
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, moment
from sharedservices.common.masking import mask_text
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

LIST = "Bank changes"
WAY = (
    "Never act on an e-mail or a letter, and never on a call from the person: none of these is proof, and there is no "
    "form for them here. Ask the person to use self-service, to come, or ring them on a number held for 30 days."
)


class BankChangesTable(Table):
    """Changes of bank account."""

    caption, nouns, filename = LIST, ("change", "changes"), "bank-changes"
    filter_form, default_sort = BankChangeFilter, "-requested_at"
    empty = EmptyState(
        "No change is under way", "People ask for one in self-service, or HR records it on their record."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Person", sort="person__surname", header=True, href=lambda row: f"{row.change}/"),
        Column("employee_no", "Employee number", sort="employment__employee_no"),
        Column("wish", "What was asked for"),
        Column(
            "state_words", "State", kind=Kind.STATUS, sort="state", hint=lambda row: ON_HOLD if row.is_on_hold else ""
        ),
        Column("score", "Risk score", kind=Kind.NUMBER, sort="score"),
        Column("effective_on", "Takes effect", kind=Kind.DATE, sort="effective_on"),
        Column("channel", "How it was asked for", sort="channel"),
        Column("requested_at", "Asked for", kind=Kind.MOMENT, sort="requested_at"),
    )


class BankChanges(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """The list: those under way, unless asked otherwise."""

    permission = "bank.view"
    template_name = "hr/bank_changes.html"
    table_class = BankChangesTable
    audited_as = "hr_bankchange"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the changes that the filters leave."""
        return found.listed(partner_id=self.partner.pk, state=filters.get("state", ""), text=filters.get("text", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.crumbs(("People", self.url("people")), (LIST, ""))
        return super().get_context_data(breadcrumbs=trail, title=LIST, **kwargs)


class BankChangeView(PeopleView):
    """A page about one change."""

    permission = "bank.view"
    row: BankChange

    def load(self) -> None:
        """Find the change. :raises Http404: when there is none in scope."""
        try:
            self.row = found.one(self.kwargs["bank_change"])
        except BankChange.DoesNotExist:
            raise Http404 from None

    @property
    def name(self) -> str:
        """Return the name of the person."""
        return self.row.person.display_name

    def change_url(self, name: str = "bank_change") -> str:
        """Return the address of a page of the change."""
        return self.url(name, bank_change=self.row.uuid)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        above = (("People", self.url("people")), (LIST, self.url("bank_changes")))
        own = ((self.name, self.change_url()), (here, "")) if here else ((self.name, ""),)
        return self.crumbs(*above, *own)


class BankChangePage(BankChangeView, TemplateView):
    """What was asked for, what speaks against it, who was told, and what may be done."""

    template_name = "hr/bank_change.html"

    def load(self) -> None:
        """Find the change; looking at it leaves a trace."""
        super().load()
        disclosure.record_view(person=self.row.person, what="change of bank account", by=self.user, at=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the parts of the change."""
        row = self.row
        return super().get_context_data(
            name=self.name,
            state=row.state,
            state_words=row.get_state_display(),
            facts=self._facts(),
            findings=[
                [{"text": one["words"], "is_header": True}, {"text": str(one["points"]), "is_numeric": True}]
                for one in row.findings
            ],
            finding_headings=[{"label": "What speaks against it"}, {"label": "Points", "is_numeric": True}],
            finding_totals=[{"text": "Risk score", "is_header": True}, {"text": str(row.score), "is_numeric": True}],
            is_checked=row.score is not None,
            threshold=policy(on=timezone.localdate(row.requested_at)).threshold,
            alerts=[
                {"key": one.channel, "value": one.address, "hint": one.error or one.state_words}
                for one in found.alerts(row)
            ],
            calls=[
                {
                    "key": moment(one.called_at),
                    "value": one.get_outcome_display(),
                    "hint": f"{one.called_by}. {one.note}",
                }
                for one in found.call_backs(row)
            ],
            events=found.events(row, with_names=True),
            hold_words=SPEAK_WORDS if self.is_on_hold else "",
            next_steps=[] if self.is_on_hold else self._next_steps(),
            person_href=self.url("person_bank", person=row.person.uuid) if self.may("people.view_pay") else "",
            breadcrumbs=self.trail(),
            **kwargs,
        )

    def _facts(self) -> list[dict[str, Any]]:
        row = self.row
        rows = [
            {"key": "Employment", "value": row.employment.employee_no},
            {"key": "What was asked for", "value": found.wish(row), "hint": row.holder},
            *self._checks(),
            {"key": "How it was asked for", "value": row.get_channel_display(), "hint": row.evidence},
            {"key": "Asked for", "value": f"{row.requested_by}, {moment(row.requested_at)}"},
            {"key": "Takes effect", "value": day(row.effective_on)},
        ]
        if row.accepted_by and row.accepted_at:
            rows.append({"key": "Accepted", "value": f"{row.accepted_by}, {moment(row.accepted_at)}"})
        return rows

    def _checks(self) -> list[dict[str, Any]]:
        row = self.row
        if row.part == BankChange.Part.END:
            return [{"key": "Checks of the account", "value": "None: all of the pay goes to the main account"}]
        return [
            {"key": "Modulus check", "value": str(BankAccount.Check(row.modulus_check).label)},
            {"key": "Name of the payee", "value": row.get_payee_check_display()},
        ]

    @property
    def is_on_hold(self) -> bool:
        """Whether nothing is done about the person at present."""
        return self.row.settled_at is None and is_held(partner_id=self.partner.pk, person_id=self.row.person_id)

    def _next_steps(self) -> list[dict[str, str]]:
        actions = allowed_actions(BANK_CHANGE, self.row.state, self.access.permissions)
        steps = []
        if self.row.settled_at is None and self.may("bank.stop"):
            steps.append({"label": "Note a call-back", "href": self.change_url("bank_change_call"), "why_not": ""})
        if "accept" in actions:
            is_own = self.row.requested_human == self.user.human_id
            why = "You recorded this: a colleague accepts it." if is_own else ""
            steps.append({"label": "Accept", "href": self.change_url("bank_change_accept"), "why_not": why})
        if "reject" in actions:
            steps.append({"label": "Stop it", "href": self.change_url("bank_change_stop"), "why_not": ""})
        return steps


class BankChangeStep(BankChangeView, PartnerFormView):
    """A form on a change that makes one operation call and goes back to it."""

    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"

    def perform(self, form: Form) -> str:
        """Call the operation, and go back to the change."""
        return self.operate(form) or self.change_url()

    @abstractmethod
    def operate(self, form: Form) -> str | None:
        """Call the operation; return where to go when that is not the change."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {"title": f"{self.title}: {self.name}", "lead": self.lead, "submit": self.submit}
        return super().get_context_data(
            breadcrumbs=self.trail(self.title), cancel_href=self.change_url(), **words, **kwargs
        )


class AcceptBankChange(BankChangeStep):
    """Accept a change as a second person."""

    permission = "bank.approve"
    form_class = AcceptBankChangeForm
    title, submit = "Accept the change", "Accept"
    lead = (
        "Two people stand behind this. It still takes effect on its day only, and the person can cancel it until then."
    )
    success_message = "The change is accepted. It takes effect on its day."

    def operate(self, form: Form) -> None:
        """Accept it."""
        bank_changes.accept(change=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)


class StopBankChange(BankChangeStep):
    """Stop a change."""

    permission = "bank.stop"
    form_class = StopBankChangeForm
    title, submit = "Stop the change", "Stop the change"
    lead = "Pay goes on as it does now. The person can ask again."
    success_message = "The change is stopped."

    def operate(self, form: Form) -> None:
        """Stop it."""
        bank_changes.reject(change=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)


class NoteCallBack(BankChangeStep):
    """Note that HR called the person, and what they said."""

    permission = "bank.stop"
    form_class = CallBackForm
    title = "Call-back"
    lead = (
        "Ring a number that was on record long before. If the person did not ask for the change, it is stopped at once."
    )
    success_message = "The call-back is noted."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the numbers that count."""
        days = policy(on=timezone.localdate(self.row.requested_at)).call_back_held_days
        numbers = found.numbers_for(self.row, held_days=days)
        return {**super().get_form_kwargs(), "numbers": choices(self, self.row.person.is_sensitive, numbers)}

    def operate(self, form: Form) -> None:
        """Note it."""
        bank_checks.call_back(change=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)


class RecordBankChange(PeopleView, PartnerFormView):
    """Record a change that somebody asked for in person, or in a call that HR made."""

    permission = "bank.record"
    template_name = "hr/bank_change_record.html"
    form_class: type[Form] = RecordBankChangeForm
    title: ClassVar[str] = "Record a change of bank account"
    here: ClassVar[str] = "Change of bank account"
    success_message = "The change is recorded. The person has been told; a second person accepts it."

    def load(self) -> None:
        """Find the employment: it is the person's."""
        rows = Employment.objects.select_related("person")
        self.job: Employment = find(rows, uuid=self.kwargs["employment"], person__uuid=self.kwargs["person"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the numbers that count."""
        moment_now = timezone.now()
        days = policy(on=timezone.localdate(moment_now)).call_back_held_days
        numbers = contacts.callable_numbers(self.job.person, at=moment_now, held_days=days)
        return {**super().get_form_kwargs(), "numbers": choices(self, self.job.person.is_sensitive, numbers)}

    def perform(self, form: Form) -> str:
        """Record it."""
        given = form.cleaned_data
        evidence = Evidence(
            channel=given["channel"],
            words=given["evidence"],
            called=given["called"],
            site=f"{self.request.scheme}://{self.request.get_host()}",
        )
        row = bank_changes.record(
            employment=self.job.uuid,
            wanted=self.wanted(form),
            evidence=evidence,
            by=self.user,
            at=now(),
        )
        return self.url("bank_change", bank_change=row.uuid) if self.may("bank.view") else self.back()

    def wanted(self, form: Form) -> Wanted:
        """Return what was asked for."""
        return Wanted(**{name: form.cleaned_data[name] for name in ACCOUNT})

    def back(self) -> str:
        """Return the bank tab of the person."""
        return self.url("person_bank", person=self.job.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what never to act on."""
        who = self.job.person
        return super().get_context_data(
            title=self.title, caption=f"{who.display_name}, employment {self.job.employee_no}",
            way=WAY, cancel_href=self.back(),
            breadcrumbs=person_crumbs(self, person=who.uuid, name=who.display_name, here=self.here),
            **kwargs,
        )  # fmt: skip


def choices(view: PeopleView, is_sensitive: bool, numbers: Sequence[Contact]) -> list[tuple[str, str]]:
    """Return numbers to choose from; those of a protected person in full only for who may see them."""
    hidden = is_sensitive and not view.may("people.unmask")
    return [(str(one.uuid), mask_text(one.value) if hidden else one.value) for one in numbers]
