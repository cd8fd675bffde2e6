"""My claims: mileage, additional hours and expenses, on a phone as well as a desk.

Not below me/: a claim is written line by line, and self-service may only read. The permission of these pages narrows
the scope of the runtime role to one’s own rows instead (ADR 0017).
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine import claims as engine
from hr.forms.claims import ExpenseForm, HoursForm, JourneyForm, NewClaimForm, SendClaimForm
from hr.forms.personal import NothingToEnter
from hr.models import Assignment, Claim, ClaimLine, ClaimType
from hr.operations import claim_lines, claims, documents
from hr.operations.claim_lines import ExpenseWanted, HoursWanted, JourneyWanted
from hr.queries import claim_money as money
from hr.queries import organisation
from hr.states import CLAIM, OPEN_CLAIMS
from hr.views.base import PeopleView, find
from hr.views.claim_words import MONEY_HEADINGS, facts, line_rows, money_cells, spent, warnings
from partners.roles import Role
from partners.views.base import PartnerActionView, PartnerFormView, now
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted

Kind = Claim.Kind
ADD = {Kind.MILEAGE: "Add a journey", Kind.HOURS: "Add hours", Kind.EXPENSE: "Add an expense"}
FORMS: dict[Kind, type[Form]] = {Kind.MILEAGE: JourneyForm, Kind.HOURS: HoursForm, Kind.EXPENSE: ExpenseForm}
USES = {Kind.HOURS: ClaimType.Use.HOURS, Kind.EXPENSE: ClaimType.Use.EXPENSE}
RECENT = timedelta(days=92)
OPEN = [state.value for state in OPEN_CLAIMS]


class OwnClaims(PeopleView):
    """A page of one’s own claims: the middleware has narrowed the scope to the user’s own rows."""

    permission = "me.claim"

    def own_crumbs(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs from My claims."""
        trail = self.crumbs(("My claims", self.url("my_claims") if steps else ""), *steps)
        return trail[1:] if self.access.roles == {Role.EMPLOYEE} else trail

    def jobs(self) -> list[Assignment]:
        """Return the jobs that are held now, or were a short while ago; none for whoever only reads."""
        today = timezone.localdate()
        rows = Assignment.objects.filter(person_id__in=self.access.person_ids, valid__startswith__lte=today)
        recent = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=today - RECENT)
        return [] if self.access.is_read_only else list(rows.filter(recent).order_by("number", "id"))

    def mine(self) -> Any:
        """Return one’s own claims."""
        return Claim.objects.of(self.partner.pk).filter(person_id__in=self.access.person_ids)


class MyClaims(OwnClaims, TemplateView):
    """What one claimed, where it stands, and which payslip paid it."""

    template_name = "hr/my_claims.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what is still to be sent before what is under way and over, the latest first."""
        rows = self.mine().select_related("employment", "assignment").order_by("-number")
        to_do = [self._shown(one) for one in rows.filter(state__in=OPEN)]
        sent = [self._shown(one) for one in rows.exclude(state__in=OPEN)[:100]]
        return super().get_context_data(
            to_do=to_do,
            sent=sent,
            new_href=self.url("my_claim_new") if self.jobs() else "",
            breadcrumbs=self.own_crumbs(),
            **kwargs,
        )

    def _shown(self, one: Claim) -> dict[str, Any]:
        hint = f"{spent(one)}. {one.assignment.title}"
        if one.state == Claim.State.SENT:
            hint = f"{hint}. Comes with the pay of {one.pay_period_name}"
        return {
            "title": f"{one}: {one.get_kind_display()}",
            "href": self.url("my_claim", own_claim=one.uuid),
            "state": one.state,
            "words": one.get_state_display(),
            "hint": hint,
            "payslip": payslip_of(self, one),
        }


def payslip_of(view: PeopleView, one: Claim) -> str:
    """Return the address of one’s own payslip that paid a claim; nothing before the pay date."""
    if one.paid_run is None or one.paid_on is None or one.paid_on > timezone.localdate():
        return ""
    parts = {"partner_code": view.partner.code, "run_uuid": one.paid_run, "employment_uuid": one.employment.uuid}
    return reverse("my_payslip", kwargs=parts)


class NewClaim(OwnClaims, PartnerFormView):
    """Begin a claim."""

    template_name = "hr/claim_form.html"
    form_class = NewClaimForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the jobs that are held now, or were a short while ago."""
        jobs = [(str(one.uuid), f"{one.title}, {one.number}") for one in self.jobs()]
        return super().get_form_kwargs() | {"jobs": jobs}

    def perform(self, form: Form) -> str:
        """Begin it, and go on to its first line."""
        given = form.cleaned_data
        row = claims.start(assignment=given["job"], kind=given["kind"], by=self.user, at=now())
        return self.url("my_claim_add", own_claim=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Make a claim", submit="Continue", cancel_href=self.url("my_claims"),
            lead="You add journeys, hours or expenses one by one, and send them together.",
            breadcrumbs=self.own_crumbs(("Make a claim", "")), **kwargs,
        )  # fmt: skip


class _OwnClaim(OwnClaims):
    row: Claim

    def load(self) -> None:
        """Find one’s own claim."""
        rows = self.mine().select_related(
            "employment__pay_group", "assignment", "person", "cost_centre", "decided_by", "behalf_of"
        )
        self.row = find(rows, uuid=self.kwargs["own_claim"])

    @property
    def page(self) -> str:
        """The address of the claim."""
        return self.url("my_claim", own_claim=self.row.uuid)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        return self.own_crumbs((str(self.row), self.page if here else ""), *([(here, "")] if here else []))


class MyClaim(_OwnClaim, TemplateView):
    """One claim: its lines, what it comes to, and what happens next."""

    template_name = "hr/my_claim.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the lines with what looks odd in them."""
        row, lines = self.row, money.lines_of(self.row)
        actions = allowed_actions(CLAIM, row.state)
        is_open = "submit" in actions
        ids: dict[str, Any] = {"own_claim": row.uuid}
        return super().get_context_data(
            row=row, facts=facts(row, lines, on=timezone.localdate()), kind_words=row.get_kind_display(),
            lines=line_rows(lines, links=self._links if is_open else None, receipt=self._receipt),
            warnings=warnings(row, lines), money_rows=money_cells(row, lines), money_headings=MONEY_HEADINGS,
            add={"text": ADD[Kind(row.kind)], "href": self.url("my_claim_add", **ids)} if is_open else None,
            send_href=self.url("my_claim_send", **ids) if is_open and lines else "",
            withdraw_href=self.url("my_claim_withdraw", **ids) if "withdraw" in actions else "",
            payslip=payslip_of(self, row), due=money.due_words(row, on=timezone.localdate()) if is_open else "",
            breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip

    def _links(self, line: ClaimLine) -> list[dict[str, str]]:
        ids: dict[str, Any] = {"own_claim": self.row.uuid, "claim_line": line.uuid}
        return [
            {"href": self.url("my_claim_line", **ids), "action": "Change"},
            {"href": self.url("my_claim_remove", **ids), "action": "Remove"},
        ]

    def _receipt(self, line: ClaimLine) -> str:
        return self.url("my_document", document=line.receipt.uuid)


class _LineForm(_OwnClaim, PartnerFormView):
    """A form about a line: which one follows from the kind of the claim."""

    template_name = "hr/claim_form.html"
    line: ClaimLine | None = None

    def get_form_class(self) -> type[Form]:
        """Return the form of the claim’s kind."""
        return FORMS[Kind(self.row.kind)]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what may be claimed today."""
        kwargs = super().get_form_kwargs()
        use = USES.get(Kind(self.row.kind))
        if use is not None:
            found = money.types_on(partner_id=self.partner.pk, use=use, on=timezone.localdate())
            kwargs["types"] = [(str(one.uuid), one.name) for one in found]
        return kwargs

    def perform(self, form: Form) -> str:
        """Write the line."""
        given = dict(form.cleaned_data)
        said = {"claim": self.row.uuid, "by": self.user, "at": now(), "line": self.line.uuid if self.line else None}
        if self.row.kind == Kind.MILEAGE:
            given["passengers"] = given["passengers"] or 0
            claim_lines.put_journey(wanted=JourneyWanted(**given), **said)
        elif self.row.kind == Kind.HOURS:
            given["break_minutes"] = given["break_minutes"] or 0
            claim_lines.put_hours(wanted=HoursWanted(**_with_type(given)), **said)
        else:
            file = given.pop("receipt")
            receipt = documents.read_upload(file) if file else b""
            claim_lines.put_expense(wanted=ExpenseWanted(**_with_type(given), receipt=receipt), **said)
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = ADD[Kind(self.row.kind)] if self.line is None else "Change this line"
        return super().get_context_data(
            title=title, caption=f"{self.row}, {self.row.assignment.title}", submit="Save", cancel_href=self.page,
            is_upload=self.row.kind == Kind.EXPENSE, breadcrumbs=self.trail(title), **kwargs,
        )  # fmt: skip


def _with_type(given: dict[str, Any]) -> dict[str, Any]:
    return given | {"claim_type": UUID(given["claim_type"])}


class AddLine(_LineForm):
    """Add a journey, hours or an expense."""

    success_message = "It is added. Send the claim when it is complete."


class ChangeLine(_LineForm):
    """Write a line anew."""

    success_message = "It is changed."

    def load(self) -> None:
        """Find the line of one’s own claim."""
        super().load()
        rows = ClaimLine.objects.select_related("claim_type")
        self.line = find(rows, uuid=self.kwargs["claim_line"], claim=self.row)

    def get_initial(self) -> dict[str, Any]:
        """Offer what it says."""
        line = self.line
        if line is None:
            return {}
        names = ("on", "from_place", "to_place", "miles", "vehicle", "passengers", "break_minutes", "amount", "vat",
                 "no_receipt", "reason")  # fmt: skip
        given = {name: getattr(line, name) for name in names}
        if line.claim_type is not None:
            given["claim_type"] = str(line.claim_type.uuid)
        if line.worked is not None:
            begun, over = (timezone.localtime(one) for one in (line.worked.lower, line.worked.upper))
            given |= {"starts": f"{begun:%H:%M}", "ends": f"{over:%H:%M}"}
        return given


class RemoveLine(_OwnClaim, PartnerFormView):
    """Take a line out."""

    template_name = "partners/form_page.html"
    form_class = NothingToEnter
    success_message = "It is taken out of the claim."

    def load(self) -> None:
        """Find the line of one’s own claim."""
        super().load()
        self.line: ClaimLine = find(
            ClaimLine.objects.select_related("claim_type", "receipt"), uuid=self.kwargs["claim_line"], claim=self.row
        )

    def perform(self, form: Form) -> str:
        """Take it out."""
        claim_lines.remove(line=self.line.uuid, by=self.user, at=now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what goes."""
        shown = line_rows([self.line])[0]
        return super().get_context_data(
            title="Remove this line", lead=f"{shown['key']}: {shown['value']}", submit="Remove it", kind="warning",
            cancel_href=self.page, breadcrumbs=self.trail("Remove a line"), **kwargs,
        )  # fmt: skip


class SendClaim(_OwnClaim, PartnerFormView):
    """Send a claim to the manager."""

    template_name = "hr/claim_form.html"
    form_class = SendClaimForm
    success_message = "Your claim is sent. You see here what becomes of it."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask why only where something is late."""
        today = timezone.localdate()
        self.months = money.months_late(partner_id=self.partner.pk, on=today)
        lines = money.lines_of(self.row)
        is_late = any(engine.is_late(one.on, claimed_on=today, months=self.months) for one in lines)
        centres = organisation.cost_centre_choices(partner_id=self.partner.pk, on=today)
        options = [(str(one.value), one.label) for one in centres]
        return super().get_form_kwargs() | {"centres": options, "is_late": is_late}

    def perform(self, form: Form) -> str:
        """Send it."""
        given = form.cleaned_data
        claims.submit(
            claim=self.row.uuid, late_reason=given.get("late_reason", ""), cost_centre=given["cost_centre"] or None,
            by=self.user, at=now(),
        )  # fmt: skip
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what sending means."""
        kwargs = super().get_context_data(**kwargs)
        late = "late_reason" in kwargs["form"].fields
        said = f" Something in it is more than {counted(self.months, 'month', 'months')} old: HR must agree as well."
        return kwargs | {
            "title": f"Send claim {self.row}",
            "caption": f"{self.row.get_kind_display()}, {spent(self.row)}",
            "lead": "I travelled, worked or paid as I say here, for my work, and claim it nowhere else."
            + (said if late else ""),
            "submit": "Send it to my manager",
            "cancel_href": self.page,
            "breadcrumbs": self.trail("Send"),
        }


class WithdrawClaim(_OwnClaim, PartnerActionView):
    """Take a claim back."""

    success_message = "The claim is withdrawn. What was in it can be claimed again."

    def perform(self) -> str:
        """Take it back."""
        claims.withdraw(claim=self.row.uuid, by=self.user, at=now())
        return self.page

    def back(self) -> str:
        """Return to the claim."""
        return self.page
