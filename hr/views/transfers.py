"""Transfers between partners: propose one, the list of both directions, the envelope, and its signatures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.views.generic import TemplateView

from hr import change_kinds_leaving as kinds
from hr.forms.leaving import ArrivalForm, NoteForm, TransferForm, TransfersFilter
from hr.models import Employment, PensionMembership, Person, TransferEnvelope
from hr.operations import transfers
from hr.operations.transfers import Arrival
from hr.queries import organisation, starters
from hr.queries import transfers as found
from hr.queries.days import ONE_DAY, last_day
from hr.queries.transfers import Side
from hr.states import TRANSFER
from hr.transfer_content import FIELDS, LABELS
from hr.views.base import PeopleView, find
from hr.views.change import ProposalView
from hr.views.people import as_options, as_uuid
from partners.views.base import PartnerActionView, PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.flow import WrongState, allowed_actions
from sharedservices.common.formatting import day, moment, number
from sharedservices.common.masking import mask_nino
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

NOT_NOW = "This is not for this partner to do, or not now."
RECEIVES, RELEASES = {"accept", "refuse"}, {"withdraw", "complete"}


class ProposeTransfer(ProposalView):
    """Propose that somebody goes over to another partner."""

    kind = kinds.TRANSFER_OUT
    form_class = TransferForm
    template_name = "hr/transfer_propose.html"
    title = "Transfer to another partner"
    tab = "person_jobs"
    sent = "Your request waits for approval. The other partner sees nothing before."
    consequences = (
        "The HR manager here approves first. Then the HR manager of the other partner signs.",
        "Only the fields listed below are passed on. The history stays here.",
        "The employment here ends with the last day once the other partner has signed; service goes on there.",
    )
    employment: Employment

    def load_owner(self) -> None:
        """Find the employment: it is the person's."""
        rows = Employment.objects.select_related("person")
        self.employment = find(rows, uuid=self.kwargs["employment"], person_id=self.person.pk)

    def before(self, on: date) -> dict[str, str]:
        """Say until when the employment runs."""
        end = last_day(self.employment.valid)
        return {f"Employment {self.employment.employee_no}": f"Until {day(end)}" if end else "No end"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the other partners."""
        return {**super().get_form_kwargs(), "partners": found.receivers(partner_id=self.partner.pk)}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of the form that a payload fills."""
        values = super().proposed_before(payload)
        return values | {"consent_on": date.fromisoformat(values["consent_on"])}

    def payload(self, form: Form) -> dict[str, Any]:
        """Return the employment, the other partner, the consent and what was agreed."""
        names = ("to_partner", "consent_on", "consent_evidence", "service_evidence", "leave_hours")
        return {"employment": self.employment.uuid, **{name: form.cleaned_data[name] for name in names}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what is passed on."""
        passed_on = [{"key": LABELS[name], "value": why} for name, why in FIELDS.items()]
        return super().get_context_data(passed_on=passed_on, **kwargs)

    @property
    def caption(self) -> str:
        """Return whose record and which employment it is."""
        return f"{self.person.display_name}, employment {self.employment.employee_no}"


class TransfersTable(Table):
    """Transfers in both directions, the latest last day first."""

    caption, nouns, filename = "Transfers", ("transfer", "transfers"), "transfers"
    filter_form, default_sort = TransfersFilter, "-last_day"
    empty = EmptyState("There are no transfers", "One is proposed on the page of a person, by Employment and jobs.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Person", header=True, href=lambda row: f"{row.envelope}/"),
        Column("direction", "Direction", hint=lambda row: row.other),
        Column("other", "Other partner", is_shown=False),
        Column("last_day", "Last day", kind=Kind.DATE, sort="last_day"),
        Column(
            "state", "State", kind=Kind.STATUS, sort="state", value=lambda row: TransferEnvelope.State(row.state),
            export=lambda row: row.state_words,
        ),
    )  # fmt: skip


class Transfers(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Who goes to another partner and who comes from one."""

    permission = "transfers.view"
    template_name = "hr/transfers.html"
    table_class = TransfersTable
    audited_as = "hr_transferenvelope"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the transfers that the filters leave."""
        state, direction = filters.get("state", ""), filters.get("direction", "")
        return found.transfers(partner_id=self.partner.pk, state=state, direction=direction)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.crumbs(("People", self.url("people")), ("Leavers", self.url("leavers")), ("Transfers", ""))
        return super().get_context_data(breadcrumbs=trail, **kwargs)


class TransferView(PeopleView):
    """A page about one envelope, for the partner that released it or that it names."""

    permission = "transfers.view"
    side: Side

    def load(self) -> None:
        """Find the envelope. :raises Http404: when the partner is neither side."""
        try:
            self.side = found.side(partner_id=self.partner.pk, envelope=self.kwargs["envelope"])
        except TransferEnvelope.DoesNotExist:
            raise Http404 from None

    @property
    def name(self) -> str:
        """Return the name that the envelope carries."""
        content = self.side.content
        return f"{content.known_as or content.forenames} {content.surname}".strip()

    def envelope_url(self, name: str = "transfer_page") -> str:
        """Return the address of a page of the envelope."""
        return self.url(name, envelope=self.side.envelope.uuid)

    def actions(self) -> list[str]:
        """Return what this side may do now."""
        mine = RELEASES if self.side.is_out else RECEIVES
        return [
            one for one in allowed_actions(TRANSFER, self.side.envelope.state, self.access.permissions) if one in mine
        ]

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        own = ((self.name, self.envelope_url()), (here, "")) if here else ((self.name, ""),)
        return self.crumbs(("Leavers", self.url("leavers")), ("Transfers", self.url("transfers")), *own)


class TransferPage(TransferView, TemplateView):
    """The envelope: what it carries and why, who signed, and what may be done. Looking at it leaves a trace."""

    template_name = "hr/transfer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it."""
        side, row = self.side, self.side.envelope
        transfers.record_view(partner_id=self.partner.pk, envelope=row, by=self.user)
        return super().get_context_data(
            name=self.name,
            row=row,
            state_words=row.get_state_display(),
            is_out=side.is_out,
            signatures=self._signatures(),
            fields=[{"key": LABELS[name], "value": self._said(name), "hint": why} for name, why in FIELDS.items()],
            next_steps=self._next_steps(),
            person_href=self.url("person", person=side.note.person.uuid) if side.note else "",
            breadcrumbs=self.trail(),
            **kwargs,
        )

    def _said(self, name: str) -> str:
        value = getattr(self.side.content, name)
        if name == "nino":
            return mask_nino(value) if value else "None"
        words = {"sex": dict(Person.Sex.choices), "kind": dict(Employment.Kind.choices)}
        words["pension_section"] = dict(PensionMembership.Section.choices)
        if name in words:
            return str(words[name].get(value, "None"))
        if isinstance(value, date):
            return day(value)
        return value if isinstance(value, str) and value else ("None" if value == "" else number(value))

    def _signatures(self) -> list[dict[str, Any]]:
        row = self.side.envelope
        rows = [
            {"key": "From", "value": row.partner.name},
            {"key": "To", "value": row.to_partner.name},
            {"key": "Released", "value": f"{row.released_by}, {moment(row.released_at)}"},
        ]
        if row.signed_by and row.signed_at:
            done = "Refused" if row.state == TransferEnvelope.State.REFUSED else "Signed"
            rows.append({"key": done, "value": f"{row.signed_by}, {moment(row.signed_at)}", "hint": row.note})
        elif row.note:
            rows.append({"key": "Note", "value": row.note})
        return rows

    def _next_steps(self) -> list[dict[str, str]]:
        row = self.side.envelope
        own = "You released this for the other partner: somebody else signs it here."
        why = own if not self.side.is_out and row.released_by.human_id == self.user.human_id else ""
        labels = {
            "accept": "Sign for this partner",
            "refuse": "Refuse the transfer",
            "withdraw": "Take the transfer back",
        }
        return [
            {"label": labels[one], "href": self.envelope_url(f"transfer_{one}"), "why_not": why}
            for one in self.actions()
            if one in labels
        ]

    @property
    def complete_href(self) -> str:
        """Where the employment is ended by hand, when the worker could not."""
        return self.envelope_url("transfer_complete") if "complete" in self.actions() else ""


class _Step(TransferView, PartnerFormView):
    permission = "transfers.sign"
    template_name = "partners/form_page.html"
    action: ClassVar[str] = ""
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"

    def load(self) -> None:
        super().load()
        if self.action not in self.actions():
            raise WrongState(NOT_NOW, action=self.action, state=self.side.envelope.state)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": f"{self.title}: {self.name}", "lead": self.lead, "submit": self.submit}
        return super().get_context_data(
            breadcrumbs=self.trail(self.title), cancel_href=self.envelope_url(), **words, **kwargs
        )


class Accept(_Step):
    """Sign for the receiving partner."""

    action, title, submit = "accept", "Sign for this partner", "Sign"
    form_class = ArrivalForm
    lead = "A person with an employment begins here with the continuous service of the envelope. Their job comes next."
    success_message = "Signed. The person begins here with their service. Say which job next: nothing is paid before."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the pay groups."""
        groups = as_options(organisation.pay_group_choices(partner_id=self.partner.pk))
        return {**super().get_form_kwargs(), "pay_groups": groups}

    def get_initial(self) -> dict[str, Any]:
        """Offer the day after the last one."""
        return {"starts_on": self.side.envelope.last_day + ONE_DAY}

    def perform(self, form: Form) -> str:
        """Sign it."""
        given = form.cleaned_data
        group = as_uuid(given["pay_group"])
        assert group is not None  # noqa: S101 - the choice is checked
        arrival = Arrival(starts_on=given["starts_on"], employee_no=given["employee_no"], pay_group=group)
        note = transfers.accept(
            partner_id=self.partner.pk, envelope=self.side.envelope.uuid, arrival=arrival, by=self.user, at=now()
        )  # fmt: skip
        case = starters.case_of_person(partner_id=self.partner.pk, person_id=note.person_id)
        if case is not None and self.may("starters.edit"):
            return self.url("starter_job", starter_case=case.uuid)
        return self.url("person", person=note.person.uuid)


class Refuse(_Step):
    """Refuse a transfer."""

    action, title, submit = "refuse", "Refuse the transfer", "Refuse"
    form_class = NoteForm
    lead = "Nothing begins here and nothing ends at the other partner. They read why."

    def perform(self, form: Form) -> str:
        """Refuse it."""
        who: dict[str, Any] = {"partner_id": self.partner.pk, "envelope": self.side.envelope.uuid}
        transfers.refuse(**who, note=form.cleaned_data["note"], by=self.user, at=now())
        return self.envelope_url()


class Withdraw(_Step):
    """Take a transfer back before it is signed."""

    action, title, submit = "withdraw", "Take the transfer back", "Take it back"
    form_class = NoteForm
    lead = "The other partner no longer sees the envelope."

    def perform(self, form: Form) -> str:
        """Take it back."""
        who: dict[str, Any] = {"partner_id": self.partner.pk, "envelope": self.side.envelope.uuid}
        transfers.withdraw(**who, note=form.cleaned_data["note"], by=self.user, at=now())
        return self.envelope_url()


class Complete(TransferView, PartnerActionView):
    """End the employment here, when the worker could not do it by itself."""

    permission = "transfers.sign"
    success_message = "The employment has ended here with the last day of the transfer."

    def load(self) -> None:
        """Find the envelope. :raises WrongState: for the receiver."""
        super().load()
        if not self.side.is_out:
            raise WrongState(NOT_NOW, action="complete", state=self.side.envelope.state)

    def perform(self) -> str:
        """End it."""
        transfers.complete(partner_id=self.partner.pk, envelope=self.side.envelope.uuid, at=now())
        return self.envelope_url()

    def back(self) -> str:
        """Return to the envelope."""
        return self.envelope_url()
