"""A list of increments before it is one: the preview with its reasons, and sending it for approval (domain HR-04)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr import change_kinds_increments as kinds
from hr import rules_increments as rules
from hr.engine.increments import Span
from hr.forms.increments import EXCLUDED, GIVEN, MOST_DAYS, PreviewFilter, SendForm
from hr.queries import increments as found
from hr.queries import organisation
from hr.queries.increments import Line
from hr.views.base import PeopleView
from hr.views.increments import PROPOSE, TITLE, no_rule
from hr.views.people import as_options, as_uuid
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import counted, day, money, number
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table


class PreviewTable(Table):
    """Everybody who is due a step."""

    caption, nouns, filename = "Jobs that are due an increment", ("job", "jobs"), "increments"
    filter_form = PreviewFilter
    empty = EmptyState("Nobody is due an increment on these days", "Choose other days or other terms.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Name", header=True, hint=lambda row: f"{row.number}, {row.grade}", sort="name",
               href=lambda row: f"../../{row.person}/jobs/"),
        Column("number", "Job number", is_shown=False),
        Column("due_on", "Due", kind=Kind.DATE, sort="due_on"),
        Column("from_code", "Old point"),
        Column("to_code", "New point"),
        Column("before", "Old pay a year", kind=Kind.MONEY),
        Column("after", "New pay a year", kind=Kind.MONEY),
        Column("adds", "Adds for the job", kind=Kind.MONEY),
        Column("what", "What it is", hint=lambda row: row.why_not),
        Column("why_not", "Why none", is_shown=False),
    )  # fmt: skip


class _Preview(PeopleView):
    """What a list for the days in the address holds."""

    permission = PROPOSE

    @cached_property
    def asked(self) -> dict[str, Any]:
        """Return the days and terms in the address: the first of April that is nearest, when it names none."""
        form = PreviewFilter(self.request.GET, groups=self.groups)
        given = form.cleaned_data if form.is_valid() else {}
        first = given.get("first") or _next_april(timezone.localdate())
        return {"first": first, "last": given.get("last") or first, "group": given.get("group") or ""}

    @cached_property
    def groups(self) -> list[tuple[str, str]]:
        """Return the sets of terms as choices."""
        return as_options(organisation.staff_group_choices(partner_id=self.partner.pk))

    @cached_property
    def lines(self) -> list[Line]:
        """Return everybody who is due a step. :raises RuleBroken: for too long a time."""
        rules.ShortSpan.require(self.is_short, most=MOST_DAYS)
        return found.preview(partner_id=self.partner.pk, span=self.span, staff_group=as_uuid(self.asked["group"]))

    @property
    def span(self) -> Span:
        """Return the days in the address."""
        return Span(self.asked["first"], self.asked["last"])

    @property
    def is_short(self) -> bool:
        """Whether they are days that one list covers."""
        return 0 <= (self.span.last - self.span.first).days < MOST_DAYS

    @property
    def days(self) -> str:
        """Say which days they are."""
        first, last = self.asked["first"], self.asked["last"]
        return f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"

    @property
    def query(self) -> dict[str, str]:
        """Return what addresses carry."""
        return {
            "first": self.asked["first"].isoformat(), "last": self.asked["last"].isoformat(),
            "group": str(self.asked["group"]),
        }  # fmt: skip

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs below the lists."""
        return self.crumbs(("People", self.url("people")), (TITLE, self.url("increments")), *steps)


def _next_april(today: date) -> date:
    """Return 1 April of this year, or of the next from July on."""
    return date(today.year + (today.month > 6), 4, 1)


class PrepareIncrements(PartnerList, _Preview, TemplateView):  # type: ignore[misc]
    """The preview: nothing is proposed yet."""

    template_name = "hr/increments.html"
    table_class = PreviewTable
    audited_as = "hr_increment"
    audited_id = "preview"

    def table_options(self) -> dict[str, Any]:
        """Offer the sets of terms."""
        return {"form_options": {"groups": self.groups}}

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return those whom the filters leave."""
        return ListRows(row for row in self._found if _matches(row, filters))

    @cached_property
    def _found(self) -> list[Line]:
        return self.lines if self.is_short else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count, and offer to send it."""
        given = [one for one in self._found if one.is_given]
        total = sum((one.adds for one in given if one.adds is not None), start=Decimal(0))
        why = f"A list covers at most {MOST_DAYS} days, and its last day is not before its first."
        return super().get_context_data(
            title=f"Increments due {self.days}", lead="Nothing is proposed yet. Look through it, then send it.",
            tiles=[
                {"label": "Go to another point", "value": number(len(given))},
                {"label": "Get none", "value": number(len(self._found) - len(given))},
                {"label": "Adds a year", "value": money(total)},
            ],
            actions=[
                {"label": "Send for approval", "href": self.url("increments_send", query=self.query)}
            ] if given else [],
            warning=no_rule(self) if self.is_short else why, breadcrumbs=self.trail(("Prepare a list", "")),
            **kwargs,
        )  # fmt: skip


def _matches(row: Line, filters: Mapping[str, Any]) -> bool:
    text, shown = filters.get("q", "").lower(), filters.get("shown", "")
    kept = {GIVEN: row.is_given, EXCLUDED: not row.is_given}
    return kept.get(shown, True) and (text in row.name.lower() or text in row.number.lower())


class SendIncrements(_Preview, PartnerFormView):
    """Send the list for approval, as it stands now."""

    template_name = "partners/form_page.html"
    form_class = SendForm
    success_message = "The list waits for approval. Nobody’s pay changes before."

    def perform(self, form: Form) -> str:
        """Propose it."""
        payload = kinds.content(self.lines, span=self.span)
        proposal = Proposal(kind=kinds.LIST.code, payload=dict(payload), reason=form.cleaned_data["reason"])
        row = changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=now())
        return reverse("change", args=[self.partner.code, row.uuid])

    def get_initial(self) -> dict[str, Any]:
        """Offer words for the history."""
        return {"reason": f"Increments due {self.days}"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how many there are."""
        n = sum(1 for one in self.lines if one.is_given) if self.is_short else 0
        return super().get_context_data(
            title="Send increments for approval",
            lead=f"{counted(n, 'job goes', 'jobs go')} to another point {self.days}. The HR manager approves the list "
            "as it stands now, and nobody approves their own.",
            submit="Send for approval", cancel_href=self.url("increments_prepare", query=self.query),
            breadcrumbs=self.trail(
                ("Prepare a list", self.url("increments_prepare", query=self.query)), ("Send for approval", "")
            ),
            **kwargs,
        )  # fmt: skip
