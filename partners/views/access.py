"""Who may do what: the list, proposing access, ending it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from partners import registry
from partners.forms import EndGrantForm, GrantFilter, GrantForm, OverrideFilter
from partners.models import Grant
from partners.operations import grants
from partners.queries import duties, organisation, people_access, reach
from partners.roles import Role
from partners.views.base import PartnerFormView, PartnerView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import moment
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table


class AccessTable(Table):
    """Grants."""

    caption, nouns, filename = "Access", ("grant", "grants"), "access"
    filter_form, default_sort, default_per_page = GrantFilter, "person", 50
    empty = EmptyState("Nobody has access yet", "Propose a role for somebody.", "Propose access", "grant/")
    columns: ClassVar[Sequence[Column]] = (
        Column("person", "Person", sort=("user__full_name", "role"), header=True, hint=lambda row: row.email),
        Column("email", "E-mail address", is_shown=False),
        Column("role", "Role", sort=("role", "user__full_name"), hint=lambda row: row.unit),
        Column("unit", "Limited to", is_shown=False),
        Column("start", "First day", kind=Kind.DATE, sort="valid__startswith"),
        Column("last_day", "Last day", kind=Kind.DATE, sort="valid__endswith"),
        Column("standing", "Standing", kind=Kind.STATUS),
        Column("reason", "Why", hint=lambda row: f"by {row.granted_by}"),
        Column("granted_by", "Proposed by", is_shown=False),
        Column("approved_by", "Approved by"),
        Column(
            "end",
            "Change",
            value=lambda row: "End" if row.can_end else "",
            href=lambda row: f"{row.id}/end/" if row.can_end else "",
            context=lambda row: f"{row.role} of {row.person}",
            is_exported=False,
        ),
    )


class ReadOnlyAccessTable(AccessTable):
    """Grants, for people who may look and not change."""

    columns: ClassVar[Sequence[Column]] = [one for one in AccessTable.columns if one.key != "end"]
    empty = EmptyState("Nobody has access yet", "One access administrator proposes roles, another approves them.")


class AccessList(PartnerList, PartnerView, TemplateView):  # type: ignore[misc]
    """Who holds which role here, now and before."""

    permission = "access.view"
    template_name = "partners/access_list.html"
    table_class = AccessTable
    audited_as = "partners_grant"

    def load(self) -> None:
        """Offer changes to those who may make them."""
        self.table_class = AccessTable if self.may("access.manage") else ReadOnlyAccessTable

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the grants that the filters leave."""
        on = timezone.localdate()
        found = people_access.grants(partner_id=self.partner.pk, on=on, filters=filters)
        names = reach.names(partner_id=self.partner.pk, on=on)
        return QuerySetRows(found, row=lambda grant: people_access.as_row(grant, on=on, names=names))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way to give access."""
        actions = [
            {"label": "Proposed access", "href": "proposals/", "kind": "secondary"},
            {"label": "Overrides", "href": "overrides/", "kind": "secondary"},
        ]
        if self.may("access.manage"):
            actions.insert(0, {"label": "Propose access", "href": "grant/"})
        trail = self.crumbs(("Partnership", f"/p/{self.partner.code}/partnership/"), ("Access", ""))
        return super().get_context_data(
            actions=actions, breadcrumbs=trail, clashes=self._clashes(), clash_headings=CLASH_HEADINGS, **kwargs
        )

    def _clashes(self) -> list[list[dict[str, Any]]]:
        """Return what the check of duties found, as cells of a short table."""
        return [
            [
                {"text": row.person, "is_header": True, "hint": row.logins},
                {"text": f"{row.role} and {row.other_role}"},
                {"text": moment(row.found_at)},
            ]
            for row in duties.findings(partner_id=self.partner.pk)
        ]


class OverrideTable(Table):
    """Overrides of separated duties."""

    caption, nouns, filename = "Overrides", ("override", "overrides"), "overrides-of-duties"
    filter_form, default_sort = OverrideFilter, "-last_day"
    empty = EmptyState("Nobody holds two such roles", "An override is proposed with a mitigating control.")
    columns: ClassVar[Sequence[Column]] = (
        Column("person", "Person", sort=("user__full_name", "role"), header=True, hint=lambda row: row.email),
        Column("email", "E-mail address", is_shown=False),
        Column("role", "Role", sort=("role", "user__full_name"), hint=lambda row: f"beside {row.others}"),
        Column("others", "Beside", is_shown=False),
        Column("where", "Reaches"),
        Column("mitigation", "Mitigating control"),
        Column("start", "First day", kind=Kind.DATE, sort="valid__startswith"),
        Column("last_day", "Last day", kind=Kind.DATE, sort="valid__endswith"),
        Column("approved_by", "Approved by", hint=lambda row: f"proposed by {row.proposed_by}"),
        Column("proposed_by", "Proposed by", is_shown=False),
        Column("standing", "Standing", kind=Kind.STATUS),
    )


class OverrideList(PartnerList, PartnerView, TemplateView):  # type: ignore[misc]
    """Who holds two roles that check each other, what makes up for it, until when: for reviews (domain SEC-03)."""

    permission = "access.view"
    template_name = "partners/access_overrides.html"
    table_class = OverrideTable
    audited_as = "partners_grant"
    audited_id = "overrides"

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the overrides that the filters leave."""
        on = timezone.localdate()
        found = people_access.overrides(partner_id=self.partner.pk, on=on, filters=filters)
        names = reach.names(partner_id=self.partner.pk, on=on)
        return QuerySetRows(found, row=lambda grant: people_access.as_override(grant, on=on, names=names))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(breadcrumbs=_trail(self, "Overrides"), **kwargs)


class ProposeAccess(PartnerFormView):
    """Propose a role for somebody: another administrator approves it."""

    permission = "access.manage"
    template_name = "partners/form_page.html"
    form_class = GrantForm
    success_message = "Proposed. It counts once another administrator has approved it."

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"start": timezone.localdate()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the partner's units and employers."""
        on = timezone.localdate()
        return super().get_form_kwargs() | {
            "units": registry.units(partner_id=self.partner.pk, on=on),
            "employers": organisation.employers(partner_id=self.partner.pk, on=on),
        }

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = dict(form.cleaned_data)
        given |= {"unit_id": given.pop("unit"), "entity_id": given.pop("entity")}
        made = grants.propose(partner_id=self.partner.pk, wanted=grants.Wanted(**given), by=self.user, at=now())
        return f"{_list(self)}proposals/{made.uuid}/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {
            "title": "Propose access",
            "lead": "It counts once another administrator has approved it: neither you nor the person whom it is for. "
            "One person may not hold two roles that check each other.",
            "submit": "Propose access",
            "cancel_href": _list(self),
        }
        return super().get_context_data(breadcrumbs=_trail(self, "Propose access"), **words, **kwargs)


class EndAccess(PartnerFormView):
    """End somebody's role."""

    permission = "access.manage"
    template_name = "partners/form_page.html"
    form_class = EndGrantForm
    found: Grant

    def load(self) -> None:
        """Find the grant among this partner's."""
        try:
            self.found = people_access.one(partner_id=self.partner.pk, grant_id=self.kwargs["grant_id"])
        except Grant.DoesNotExist:
            raise Http404 from None

    def get_initial(self) -> dict[str, Any]:
        """End today."""
        return {"last_day": timezone.localdate()}

    def perform(self, form: Form) -> str:
        """End it."""
        grants.end(
            grant_id=self.found.pk, partner_id=self.partner.pk, by=self.user, at=timezone.now(), **form.cleaned_data
        )
        self.success_message = f"The access of {self.found.user} as {Role(self.found.role).label} ends."
        return _list(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {
            "title": f"End the access of {self.found.user}",
            "lead": f"Role: {Role(self.found.role).label}. They are signed out of it when the last day is over.",
            "submit": "End access",
            "kind": "warning",
            "cancel_href": _list(self),
        }
        return super().get_context_data(breadcrumbs=_trail(self, "End access"), **words, **kwargs)


CLASH_HEADINGS = [{"label": "Person"}, {"label": "Holds both"}, {"label": "Found"}]


def _list(view: PartnerView) -> str:
    return f"/p/{view.partner.code}/partnership/access/"


def _trail(view: PartnerView, here: str) -> list[dict[str, str]]:
    partnership = f"/p/{view.partner.code}/partnership/"
    return view.crumbs(("Partnership", partnership), ("Access", _list(view)), (here, ""))
