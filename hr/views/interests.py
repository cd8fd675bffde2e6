"""Declared interests: one’s own, and as the HR manager sees them. Nobody else sees whose relative somebody is."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.interests import DeclareForm, EndInterestForm, InterestFilter, LinkInterestForm, RecordInterestForm
from hr.models import DeclaredInterest, Person
from hr.operations import interests
from hr.operations.interests import Declared
from hr.queries import interests as found
from hr.views.base import PeopleView, find
from partners.audit import audit
from partners.models import AuditAction
from partners.roles import Role
from partners.views.base import PartnerActionView, PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, moment
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

LEAD = (
    "Who in your family or close to you works here, and what else you work at. From then on nothing about them comes "
    "to you to decide. Only you and the HR manager read it."
)


class OwnInterests(PeopleView):
    """A page of one’s own declarations: the middleware has narrowed the scope to the user’s own rows."""

    permission = "me.ask"

    def own_crumbs(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs from one’s own declarations."""
        trail = self.crumbs(("My interests", self.url("my_interests") if steps else ""), *steps)
        return trail[1:] if self.access.roles == {Role.EMPLOYEE} else trail

    def mine(self) -> Any:
        """Return one’s own declarations, those that HR recorded, too."""
        return DeclaredInterest.objects.of(self.partner.pk).filter(person_id__in=self.access.person_ids)


class MyInterests(OwnInterests, TemplateView):
    """What one declared, and whether it is confirmed."""

    template_name = "hr/my_interests.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them, the latest first."""
        rows = self.mine().select_related("ended_by").order_by("-declared_at", "-id")
        return super().get_context_data(
            title="My interests", lead=LEAD, interests=[_shown(one) for one in rows],
            may_write=not self.access.is_read_only, breadcrumbs=self.own_crumbs(), **kwargs,
        )  # fmt: skip


class DeclareInterest(OwnInterests, PartnerFormView):
    """Declare an interest."""

    template_name = "hr/claim_form.html"
    form_class = DeclareForm
    success_message = "It is declared. The HR manager sees it."

    def load(self) -> None:
        """Find who declares. :raises Http404: without a record of one’s own."""
        who = Person.objects.filter(pk__in=self.access.person_ids).order_by("id").first()
        if who is None:
            raise Http404
        self.who = who

    def perform(self, form: Form) -> str:
        """Declare it."""
        interests.declare(person=self.who.uuid, declared=Declared(**form.cleaned_data), by=self.user, at=now())
        return self.url("my_interests")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Declare an interest", lead=LEAD, submit="Declare it", cancel_href=self.url("my_interests"),
            breadcrumbs=self.own_crumbs(("Declare an interest", "")), **kwargs,
        )  # fmt: skip


class ConfirmInterest(OwnInterests, PartnerActionView):
    """Say that it is still so."""

    success_message = "Confirmed for a year."

    def perform(self) -> str:
        """Confirm it."""
        row = find(self.mine(), uuid=self.kwargs["own_interest"])
        interests.confirm(interest=row.uuid, by=self.user, at=now())
        return self.back()

    def back(self) -> str:
        """Return to the list."""
        return self.url("my_interests")


class InterestTable(Table):
    """Declarations: not who is close to whom, which stands on the page of one."""

    caption, nouns, filename = "Declared interests", ("declaration", "declarations"), "declared-interests"
    filter_form, default_sort = InterestFilter, "-declared_at"
    empty = EmptyState("Nobody has declared such an interest", "People declare under My interests.")
    columns = (
        Column("holder", "Who declared it", sort="holder__full_name", header=True, hint=lambda row: row.email,
               href=lambda row: f"{row.interest}/"),
        Column("email", "E-mail address", is_shown=False),
        Column("kind", "What it is", sort="kind"),
        Column("linked", "Record"),
        Column("declared_at", "Declared", kind=Kind.MOMENT, sort="declared_at"),
        Column("confirmed_at", "Confirmed", kind=Kind.MOMENT, sort="confirmed_at"),
        Column("state", "State", kind=Kind.STATUS),
    )  # fmt: skip


class InterestList(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """What people declared."""

    permission = "interests.manage"
    template_name = "hr/absences.html"
    table_class = InterestTable
    audited_as = "hr_declaredinterest"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the declarations that the filters leave."""
        rows = found.listed(partner_id=self.partner.pk, filters=dict(filters), on=timezone.localdate())
        return QuerySetRows(rows, row=found.as_row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Declared interests",
            lead="Who declares an interest decides nothing about the person any more. Who it is stands on the page of "
            "one declaration, and looking is on record.",
            actions=[{"label": "Record a declaration", "href": self.url("interest_record"), "kind": "secondary"}],
            breadcrumbs=self.crumbs(("Declared interests", "")), **kwargs,
        )  # fmt: skip


class RecordInterest(PeopleView, PartnerFormView):
    """Record what somebody declared to HR."""

    permission = "interests.manage"
    template_name = "hr/claim_form.html"
    form_class = RecordInterestForm
    success_message = "It is recorded."

    def perform(self, form: Form) -> str:
        """Record it."""
        given = dict(form.cleaned_data)
        email = given.pop("email")
        interests.record(partner_id=self.partner.pk, email=email, declared=Declared(**given), by=self.user, at=now())
        return self.url("interests")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.crumbs(("Declared interests", self.url("interests")), ("Record a declaration", ""))
        return super().get_context_data(
            title="Record a declaration", submit="Record it", cancel_href=self.url("interests"), breadcrumbs=trail,
            lead="What somebody declared in person or in writing. It binds every login of theirs.", **kwargs,
        )  # fmt: skip


class _OneInterest(PeopleView):
    permission = "interests.manage"
    row: DeclaredInterest

    def load(self) -> None:
        """Find the declaration among those that the reader may see."""
        self.row = find(found.of_partner(self.partner.pk), uuid=self.kwargs["declared_interest"])

    @property
    def page(self) -> str:
        """The address of the declaration."""
        return self.url("interest", declared_interest=self.row.uuid)

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        last = [(here, "")] if here else []
        return self.crumbs(
            ("Declared interests", self.url("interests")), (str(self.row.holder), self.page if here else ""), *last
        )


class InterestPage(_OneInterest, PartnerFormView):
    """One declaration, and saying whose record it means."""

    template_name = "hr/interest.html"
    form_class = LinkInterestForm
    success_message = "Kept. It binds from now on."

    def perform(self, form: Form) -> str:
        """Link it."""
        interests.link(interest=self.row.uuid, employee_no=form.cleaned_data["employee_no"], by=self.user, at=now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it; looking is on record."""
        row = self.row
        audit(action=AuditAction.VIEW, object_type="hr_declaredinterest", object_id=str(row.uuid),
              label=f"Declared interest of {row.holder}")  # fmt: skip
        may = row.ended_at is None and row.holder.human_id != self.user.human_id
        return super().get_context_data(
            title=f"Declared interest of {row.holder}", facts=_facts(row), may_end=may,
            may_link=may and row.kind != DeclaredInterest.Kind.WORK,
            end_href=self.url("interest_end", declared_interest=row.uuid), breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip


class EndInterest(_OneInterest, PartnerFormView):
    """Say that it is no longer so."""

    template_name = "hr/claim_form.html"
    form_class = EndInterestForm
    success_message = "Ended. They may be asked to decide again."

    def perform(self, form: Form) -> str:
        """End it."""
        interests.end(interest=self.row.uuid, reason=form.cleaned_data["reason"], by=self.user, at=now())
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=f"End the declaration of {self.row.holder}", submit="End it", cancel_href=self.page,
            lead="From then on work about the person comes to them again.", breadcrumbs=self.trail("End"), **kwargs,
        )  # fmt: skip


def _shown(row: DeclaredInterest) -> dict[str, Any]:
    """Return one’s own declaration; not whether anybody of that name is on record."""
    ended = f"Ended on {day(timezone.localdate(row.ended_at))}: {row.end_reason}" if row.ended_at else ""
    return {
        "title": row.name,
        "uuid": row.uuid,
        "words": f"{row.get_kind_display()}: {row.relation}",
        "hint": ended or f"Confirmed on {day(timezone.localdate(row.confirmed_at))}",
        "is_standing": not row.ended_at,
    }


def _facts(row: DeclaredInterest) -> list[dict[str, str]]:
    linked = str(row.about) if row.about else "Nobody here" if row.linked_at else "Not clear yet: say whose below"
    facts = [
        {"key": "Who declared it", "value": f"{row.holder} ({row.holder.email})"},
        {"key": "What it is", "value": row.get_kind_display()},
        {"key": "Who, or which business", "value": row.name},
        {"key": "How", "value": row.relation},
        {"key": "Declared", "value": f"{moment(row.declared_at)} by {row.declared_by}"},
        {"key": "Last confirmed", "value": moment(row.confirmed_at)},
    ]
    if row.kind != DeclaredInterest.Kind.WORK:
        facts.insert(4, {"key": "Whose record", "value": linked})
    if row.ended_at:
        facts.append({"key": "Ended", "value": f"{moment(row.ended_at)} by {row.ended_by}: {row.end_reason}"})
    return facts
