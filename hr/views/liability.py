"""Employee liability information: the list, one disclosure with what it says, its steps, and the files."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine import agreements
from hr.forms.liability import ClaimsForm, ConfirmForm, GiveForm, LiabilityFilter, PrepareForm, WithdrawForm
from hr.models import LiabilityDisclosure, LiabilityPerson
from hr.operations import liability
from hr.operations.liability import Transfer
from hr.queries import liability as found
from hr.states import LIABILITY
from hr.views.base import PeopleView, find
from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.exports import ExportFormat, about, write_rows
from sharedservices.common.flow import WrongState, allowed_actions
from sharedservices.common.formatting import counted, day, moment
from sharedservices.common.pdf import render_pdf
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Liability information (TUPE)"
LEAD = "What a new employer is told about people who go over, at least 28 days before. A second person confirms it."
HEADINGS = [{"label": one} for one in ("Name", "Jobs", "Disciplinary and grievances", "Claims", "What can be done")]
FORMATS = {"csv": "CSV", "xlsx": "Excel", "pdf": "PDF"}


class LiabilityTable(Table):
    """Disclosures, the latest transfer first."""

    caption, nouns, filename = TITLE, ("transfer", "transfers"), "liability-information"
    filter_form, default_sort = LiabilityFilter, "-transfer_on"
    empty = EmptyState("No liability information", "Prepare it once it is known which people go over to whom.")
    columns: ClassVar[Sequence[Column]] = (
        Column("transferee", "New employer", header=True, sort="transferee", href=lambda row: f"{row.uuid}/",
               hint=lambda row: row.undertaking),
        Column("transfer_on", "First day there", kind=Kind.DATE, sort="transfer_on"),
        Column("state", "State", kind=Kind.STATUS, sort="state",
               value=lambda row: LiabilityDisclosure.State(row.state), export=lambda row: row.get_state_display()),
        Column("given_on", "Given on", kind=Kind.DATE, sort="given_on"),
    )  # fmt: skip


class Disclosures(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """To whom information was prepared, confirmed and given."""

    permission = "liability.view"
    template_name = "hr/repayments.html"
    table_class = LiabilityTable
    audited_as = "hr_liabilitydisclosure"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the disclosures that the filter leaves."""
        return found.disclosures(partner_id=self.partner.pk, state=filters.get("state", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to prepare one."""
        href = self.url("liability_prepare")
        actions = [{"label": "Prepare it for a transfer", "href": href}] if self.may("liability.manage") else []
        trail = self.crumbs(("Leavers", self.url("leavers")), (TITLE, ""))
        return super().get_context_data(title=TITLE, lead=LEAD, actions=actions, breadcrumbs=trail, **kwargs)


class Prepare(PeopleView, PartnerFormView):
    """Prepare it for a group of people."""

    permission = "liability.manage"
    template_name = "partners/form_page.html"
    form_class = PrepareForm
    success_message = "It is prepared. A second person confirms what it says."

    def perform(self, form: Form) -> str:
        """Prepare it."""
        wish = Transfer(**form.cleaned_data)
        row = liability.prepare(partner_id=self.partner.pk, wish=wish, by=self.user, at=now())
        return self.url("liability", liability=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        list_url = self.url("liabilities")
        trail = self.crumbs(("Leavers", self.url("leavers")), (TITLE, list_url), ("Prepare it", ""))
        return super().get_context_data(
            title="Prepare liability information", lead=LEAD, submit="Prepare it", cancel_href=list_url,
            breadcrumbs=trail, **kwargs,
        )  # fmt: skip


class _OfOne(PeopleView):
    permission = "liability.view"
    row: LiabilityDisclosure

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.row = found.one(self.kwargs["liability"])
        except LiabilityDisclosure.DoesNotExist:
            raise Http404 from None

    def own_url(self, name: str = "liability", **more: Any) -> str:
        """Return the address of a page of it."""
        return self.url(name, liability=self.row.uuid, **more)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return breadcrumbs."""
        own = ((self.row.transferee, self.own_url()), (here, "")) if here else ((self.row.transferee, ""),)
        return self.crumbs(("Leavers", self.url("leavers")), (TITLE, self.url("liabilities")), *own)


class DisclosurePage(_OfOne, TemplateView):
    """One disclosure: to whom, until when, what it says about whom, and what comes next."""

    template_name = "hr/liability.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the parts, and leave a trace."""
        row, told = self.row, found.told(self.row, on=timezone.localdate())
        liability.record_view(row)
        is_own = row.prepared_human == self.user.human_id
        allowed = allowed_actions(LIABILITY, row.state, self.access.permissions)
        actions = [one for one in allowed if one != "confirm" or not is_own]
        return super().get_context_data(
            row=row, lead=row.undertaking, state_words=row.get_state_display(), facts=self._facts(len(told)),
            headings=HEADINGS, people=[self._cells(one) for one in told],
            particulars=[
                {
                    "title": one.person.person.display_name,
                    "rows": [{"key": label, "value": text} for label, text in said.items()],
                }
                for one in told for said in one.rows
            ],
            links=self._links(actions), breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip

    def _facts(self, n_people: int) -> list[dict[str, str]]:
        row = self.row
        days, _most = agreements.liability_days(on=timezone.localdate())
        facts = [
            {"key": "First day with the new employer", "value": day(row.transfer_on)},
            {"key": "Due by", "value": day(found.latest_to_give(row, days)), "hint": f"{days} days before"},
            {"key": "About", "value": counted(n_people, "person", "people")},
            {"key": "Prepared", "value": f"{row.prepared_by}, {moment(timezone.localtime(row.prepared_at))}"},
        ]
        if row.confirmed_at and row.as_at:
            who = f"{row.confirmed_by}, {moment(timezone.localtime(row.confirmed_at))}"
            facts.append({"key": "Confirmed", "value": who, "hint": f"As at {day(row.as_at)}"})
        if row.given_on:
            facts.append({"key": "Given", "value": day(row.given_on), "hint": row.given_how})
        if row.why_late:
            facts.append({"key": "Special circumstances", "value": row.why_late})
        if row.withdrawn_why:
            facts.append({"key": "Withdrawn", "value": row.withdrawn_why})
        return facts

    def _cells(self, told: found.Told) -> list[dict[str, Any]]:
        first, act = told.rows[0], {"text": ""}
        if self.row.state == LiabilityDisclosure.State.PREPARED and self.may("liability.manage"):
            href = self.own_url("liability_claims", liability_person=told.person.uuid)
            act = {"text": "Note claims", "href": href, "context": first["Name"]}
        cases = [first[one] for one in ("Disciplinary procedures", "Grievance procedures") if first[one] != found.NONE]
        return [
            {"text": first["Name"], "is_header": True, "hint": first["Employee number"]},
            {"text": "; ".join(one["Job"] for one in told.rows)},
            {"text": "; ".join(cases) or found.NONE},
            {"text": first["Claims"]},
            act,
        ]

    def _links(self, actions: Sequence[str]) -> list[dict[str, str]]:
        named = {"confirm": "Confirm what it says", "give": "Record that it was given", "withdraw": "Withdraw it"}
        links = [{"label": named[one], "href": self.own_url(f"liability_{one}")} for one in named if one in actions]
        if self.row.content_hash and self.row.state != LiabilityDisclosure.State.WITHDRAWN:
            links += [
                {"label": f"Download as {words}", "href": self.own_url("liability_file", file_format=code)}
                for code, words in FORMATS.items()
            ]
        return links


class _Step(_OfOne, PartnerFormView):
    permission = "liability.manage"
    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    submit: ClassVar[str] = "Record it"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the step."""
        given = {
            "title": self.title, "lead": self.lead, "submit": self.submit, "cancel_href": self.own_url(),
            "breadcrumbs": self.trail(self.title),
        }  # fmt: skip
        return super().get_context_data(**{**given, **kwargs})


class NoteClaims(_Step):
    """Note the claims of one person."""

    form_class = ClaimsForm
    title = "Note claims"
    success_message = "The claims are noted."
    one: LiabilityPerson

    def load(self) -> None:
        """Find the person of the disclosure."""
        super().load()
        rows = LiabilityPerson.objects.select_related("person")
        self.one = find(rows, uuid=self.kwargs["liability_person"], disclosure_id=self.row.pk)
        self.lead = self.one.person.display_name  # type: ignore[misc]

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is noted."""
        return {"claims": self.one.claims}

    def perform(self, form: Form) -> str:
        """Note them."""
        liability.note_claims(liability_person=self.one.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.own_url()


class Confirm(_Step):
    """Confirm what it says, as a second person."""

    permission = "liability.confirm"
    form_class = ConfirmForm
    title = "Confirm what it says"
    lead = "You have read what is said about each person. From now on it stays as it is, and can be downloaded."
    submit = "Confirm it"
    success_message = "It is confirmed."

    def get_initial(self) -> dict[str, Any]:
        """Carry the hash of what the record says now."""
        today = timezone.localdate()
        return {"seen": found.content_hash(found.told(self.row, on=today), on=today)}

    def perform(self, form: Form) -> str:
        """Confirm it."""
        liability.confirm(disclosure=self.row.uuid, seen=form.cleaned_data["seen"], by=self.user, at=now())
        return self.own_url()


class Give(_Step):
    """Record that the new employer has it."""

    form_class = GiveForm
    title = "Record that it was given"
    lead = "Only what is in the file is given: no contact or bank details, no National Insurance number, no health."
    success_message = "It is recorded."

    def perform(self, form: Form) -> str:
        """Record it."""
        liability.give(disclosure=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.own_url()


class Withdraw(_Step):
    """Withdraw it before it is given."""

    form_class = WithdrawForm
    title = "Withdraw it"
    submit = "Withdraw it"
    success_message = "It is withdrawn."

    def perform(self, form: Form) -> str:
        """Withdraw it."""
        liability.withdraw(disclosure=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.own_url()


class LiabilityFile(_OfOne):
    """The confirmed information as a file; every download is on the audit trail."""

    permission = "liability.manage"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it.

        :raises Http404: for another format
        :raises WrongState: before it is confirmed, and once it is withdrawn
        """
        row, code = self.row, self.kwargs["file_format"]
        if code not in FORMATS:
            raise Http404
        if not row.content_hash or row.state == LiabilityDisclosure.State.WITHDRAWN:
            raise WrongState("Only what a second person has confirmed is given, and nothing that was withdrawn.")
        told = found.told(row, on=timezone.localdate())
        wish, what = ExportFormat(code), f"Employee liability information for {row.transferee}"
        lines = [said for one in told for said in one.rows]
        content = self._pdf(what, told) if wish is ExportFormat.PDF else self._sheet(what, lines, wish)
        audit(
            action=AuditAction.EXPORT, object_type="hr_liabilitydisclosure", object_id=row.pk,
            label=f"{what}, {len(lines)} rows, {FORMATS[code]}", partner_id=row.partner_id,
            changes={"format": code, "rows": len(lines), "people": len(told), "sha256": row.content_hash},
        )  # fmt: skip
        name = f"liability-information-{row.transfer_on:%Y-%m-%d}.{code}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=wish.content_type, headers=headers)

    def _sheet(self, what: str, lines: list[dict[str, str]], wish: ExportFormat) -> bytes:
        stream = BytesIO()
        rows = [[said[column] for column in found.COLUMNS] for said in lines]
        write_rows(stream, file_format=wish, header=found.COLUMNS, rows=rows, about=about(self, what), sheet="People")
        return stream.getvalue()

    def _pdf(self, what: str, told: list[found.Told]) -> bytes:
        people = [(one.rows[0]["Name"], [list(said.items()) for said in one.rows]) for one in told]
        context = {
            "row": self.row, "partner": {"name": self.partner.name}, "people": people, "title": what,
            "printed": about(self, what).sentence(len(told)),
        }  # fmt: skip
        return render_pdf("pdf/liability.html", context, title=what)
