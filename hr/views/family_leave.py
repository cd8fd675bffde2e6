"""Family leave: the list, and the page of a case with its dates, its days worked and what may be done."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.family_leave import FamilyFilterForm
from hr.models import FamilyLeave
from hr.operations import disclosure
from hr.queries import family_leave as found
from hr.queries import family_words as words
from hr.queries import organisation
from hr.queries.days import ONE_DAY
from hr.states import FAMILY_LEAVE
from hr.views.base import PeopleView, person_crumbs
from hr.views.people import as_options, as_uuid
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day, number
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table


class FamilyLeaveTable(Table):
    """Family leave, the latest first day first."""

    caption, nouns, filename = "Family leave", ("case", "cases"), "family-leave"
    filter_form, default_sort = FamilyFilterForm, "-first_day"
    empty = EmptyState(
        "No family leave is recorded", "It is recorded on the page of a person, under Absence and leave."
    )
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "name", "Name", sort=("person__surname", "person__forenames"), header=True,
            href=lambda row: f"{row.leave}/", hint=lambda row: row.assignment_no,
        ),
        Column("assignment_no", "Job number", is_shown=False),
        Column("unit", "Unit", sort="assignment__post__org_unit__name"),
        Column("kind", "Kind", sort="kind"),
        Column("first_day", "First day", kind=Kind.DATE, sort="first_day"),
        Column("last_day", "Last day", kind=Kind.DATE, sort="last_after"),
        Column("kit", "Days worked"),
        Column(
            "state", "State", kind=Kind.STATUS, sort="state", value=lambda row: FamilyLeave.State(row.state),
            export=lambda row: str(FamilyLeave.State(row.state).label),
        ),
    )  # fmt: skip


class FamilyLeaveList(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Who is on family leave, or will be."""

    permission = "family.view"
    template_name = "hr/absences.html"
    table_class = FamilyLeaveTable
    audited_as = "hr_familyleave"

    def table_options(self) -> dict[str, Any]:
        """Offer the partner's units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return {"form_options": {"choices": {"unit": as_options(units)}}}

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the cases that the filters leave."""
        names = ("kind", "state", "due")
        wanted = found.FamilyFilter(
            search=filters.get("q", ""), unit=as_uuid(filters.get("unit")), **{n: filters.get(n, "") for n in names}
        )
        return found.family_leave_rows(partner_id=self.partner.pk, wanted=wanted, on=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        actions = []
        if self.may("absence.view"):
            actions.append({"label": "Sickness and other absence", "href": self.url("absences"), "kind": "secondary"})
        return super().get_context_data(
            title="Family leave",
            lead="Maternity, adoption and other statutory leave, with every date that follows from it.",
            actions=actions,
            breadcrumbs=self.crumbs(("Absence", self.url("absences")), ("Family leave", "")),
            **kwargs,
        )


class FamilyLeavePage(PeopleView, TemplateView):
    """One case: its dates, its parts, what is paid, days worked, what the person wants to hear."""

    permission = "family.view"
    template_name = "hr/family_leave.html"
    case: found.Case

    def load(self) -> None:
        """Find the case, and leave a trace. :raises Http404: when there is none in scope."""
        try:
            self.case = found.case(self.kwargs["family_leave"])
        except FamilyLeave.DoesNotExist:
            raise Http404 from None
        row = self.case.leave
        disclosure.record_view(person=row.person, what="family leave", by=self.user, at=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the parts of the case."""
        case, today = self.case, timezone.localdate()
        row = case.leave
        return super().get_context_data(
            title=str(row.get_kind_display()),
            name=row.person.display_name,
            job=f"{row.assignment.title}, {row.assignment.number}",
            state=row.state,
            standing=case.standing(today),
            warnings=words.to_think_of(case, on=today),
            dates=words.date_cells(case, on=today),
            date_headings=words.DATE_HEADINGS,
            parts=self._parts(),
            part_headings=words.PART_HEADINGS,
            pay=words.pay_cells(case),
            pay_headings=words.PAY_HEADINGS,
            kit=words.kit_words(case),
            kit_rows=words.kit_cells(case, with_note=self.may("family.edit")),
            kit_headings=words.KIT_HEADINGS,
            facts=words.facts(case, in_full=self.may("family.edit")),
            carry=words.carry_words(case) if row.state != FamilyLeave.State.CANCELLED else "",
            carry_href=self._carry_href(),
            links=self._links(),
            source=case.rule.source,
            person_href=self.url("person_absence", person=row.person.uuid) if self.may("absence.view") else "",
            breadcrumbs=person_crumbs(
                self, person=row.person.uuid, name=row.person.display_name, here=str(row.get_kind_display())
            ),
            **kwargs,
        )

    @property
    def may_amend(self) -> bool:
        """Whether this user may change this case now."""
        return "amend" in allowed_actions(FAMILY_LEAVE, self.case.leave.state, self.access.permissions)

    def _at(self, name: str, **ids: Any) -> str:
        row = self.case.leave
        return self.url(name, person=row.person.uuid, family_leave=row.uuid, **ids)

    def _parts(self) -> list[list[dict[str, Any]]]:
        rows = []
        for number_of, part in enumerate(self.case.blocks, 1):
            last = part.valid.upper - ONE_DAY
            hint = f"{number(part.hours)} hours" if part.hours is not None else ""
            cells: list[dict[str, Any]] = [
                {"text": f"Part {number_of}", "is_header": True, "hint": hint},
                {"text": day(part.valid.lower)},
                {"text": day(last)},
                {"text": words.length(part.valid.lower, last)},
            ]
            if self.may_amend:
                href = self._at("family_part", block=part.uuid)
                cells.append({"text": "Change", "href": href, "context": f"part {number_of}"})
            else:
                cells.append({"text": ""})
            rows.append(cells)
        return rows

    def _links(self) -> list[dict[str, str]]:
        """Return what may be done with the case, in the order of its life."""
        if not self.may_amend:
            return []
        names = words.steps(self.case, on=timezone.localdate())
        return [{"label": label, "href": self._at(name)} for name, label in names]

    def _carry_href(self) -> str:
        row = self.case.leave
        if not self.may("absence.edit"):
            return ""
        return self.url("carry_over", person=row.person.uuid, assignment=row.assignment.uuid)
