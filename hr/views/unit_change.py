"""Propose a new unit, another name, place or manager of a unit, and its end."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404

from hr import organisation_kinds as kinds
from hr.forms.organisation import ConcealForm, LastDayForm, NewUnitForm, UnitForm, plain_day
from hr.models import OrgUnit, Post, UnitVersion
from hr.queries import organisation_words
from hr.views.base import find
from hr.views.organisation_base import OrganisationProposal
from partners.models import LegalEntity


class CreateUnit(OrganisationProposal):
    """A new unit."""

    kind = kinds.UNIT_CREATE
    form_class = NewUnitForm
    title = "Create a unit"
    consequences = ("Posts can be put into it from its first day on.",)

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = LegalEntity.objects.of(self.partner.pk).order_by("legal_name", "id")
        entities = [(str(one.uuid), one.legal_name) for one in rows]
        given = {"units": self.unit_options(), "find_post": self.find_post, "entities": entities}
        return {**super().get_form_kwargs(), **given}

    def initial_values(self) -> dict[str, Any]:
        return {"parent": self.request.GET.get("parent", "")}

    def payload(self, form: Form) -> dict[str, Any]:
        names = ("code", "name", "kind", "legal_entity", "parent", "manager_post")
        return {**self.own(form, *names), "is_confidential": form.cleaned_data["is_confidential"]}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return _with_number(super().proposed_before(payload), "manager_post")


class OfUnit(OrganisationProposal):
    """A proposed change of one unit that the reader may see."""

    unit: OrgUnit
    here = "unit"
    noun = "this unit"

    def load_owner(self) -> None:
        self.unit = find(OrgUnit.objects, uuid=self.kwargs["unit"])
        shown = self.units_on(max(self.on, self.unit.valid.lower))
        if self.unit.pk not in shown.nodes and self.unit.valid.upper is None:
            raise Http404

    @property
    def caption(self) -> str:
        return f"{self.unit.name} ({self.unit.code})"

    def subject_href(self) -> str:
        return self.url("unit", unit=self.unit.uuid)

    def before(self, on: date) -> dict[str, str]:
        return organisation_words.unit(self.unit, on)

    def trail(self) -> list[dict[str, str]]:
        return self.organisation_trail((self.unit.name, self.subject_href()), (self.title, ""))


class ChangeUnit(OfUnit):
    """Another name, place or manager."""

    kind = kinds.UNIT_CHANGE
    form_class = UnitForm
    title = "Change a unit"
    consequences = (
        "Charts and lists show it from its first day on; before that day everything stays as it was.",
        "Everything below the unit goes with it.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "units": self.unit_options(), "find_post": self.find_post}

    def _held(self, on: date) -> UnitVersion | None:
        rows = UnitVersion.objects.filter(unit=self.unit, valid__contains=on).select_related("parent", "manager_post")
        return rows.order_by("id").first()

    def initial_values(self) -> dict[str, Any]:
        held = self._held(self.on)
        if held is None:
            return {}
        manager = held.manager_post.post_no if held.manager_post else ""
        return {"name": held.name, "parent": held.parent.uuid if held.parent else "", "manager_post": manager}

    def payload(self, form: Form) -> dict[str, Any]:
        """Return what differs from what holds on the day, so that nothing else is decided by it."""
        given = form.cleaned_data
        held = self._held(given["effective_from"])
        said: dict[str, Any] = {"name": given["name"], **self.own(form, "parent", "manager_post")}
        if held is None:
            return {"unit": self.unit.uuid, **said}
        now = {
            "name": held.name,
            "parent": str(held.parent.uuid) if held.parent else None,
            "manager_post": held.manager_post.uuid if held.manager_post else None,
        }
        return {"unit": self.unit.uuid, **{name: value for name, value in said.items() if value != now[name]}}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return _with_number(super().proposed_before(payload), "manager_post")


class ConcealUnit(OfUnit):
    """Whether a unit stays off charts."""

    kind = kinds.UNIT_CONCEAL
    form_class = ConcealForm
    permission = "organisation.view_confidential"
    title = "Keep a unit off charts"
    consequences = ("It holds at once, for the unit and everything below it.",)

    def initial_values(self) -> dict[str, Any]:
        return {"is_confidential": self.unit.is_confidential}

    def payload(self, form: Form) -> dict[str, Any]:
        return {"unit": self.unit.uuid, "is_confidential": form.cleaned_data["is_confidential"]}


class EndUnit(OfUnit):
    """The end of a unit."""

    kind = kinds.UNIT_END
    form_class = LastDayForm
    title = "End a unit"
    consequences = ("It can end when no post, no unit and no vacancy depends on it: these are named if there are any.",)

    def payload(self, form: Form) -> dict[str, Any]:
        return {"unit": self.unit.uuid}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {"last_day": plain_day(payload.get("last_day"))}


def _with_number(found: dict[str, Any], name: str) -> dict[str, Any]:
    """Show the number of a post where a payload has its public id."""
    if found.get(name):
        found[name] = Post.objects.get(uuid=found[name]).post_no
    return found
