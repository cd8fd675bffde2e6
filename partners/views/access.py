"""Who may do what: the list, giving access, ending it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from partners import registry, tasks
from partners.forms import EndGrantForm, GrantFilter, GrantForm
from partners.models import Grant
from partners.operations import grants
from partners.queries import duties, people_access
from partners.roles import Role
from partners.views.base import PartnerFormView, PartnerView
from sharedservices.common.formatting import moment
from sharedservices.common.rowsources import QuerySetRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table, TablePage


class AccessTable(Table):
    """Grants."""

    caption, nouns, filename = "Access", ("grant", "grants"), "access"
    filter_form, default_sort, default_per_page = GrantFilter, "person", 50
    empty = EmptyState("Nobody has access yet", "Give somebody a role.", "Give access", "grant/")
    columns: ClassVar[Sequence[Column]] = (
        Column("person", "Person", sort=("user__full_name", "role"), header=True, hint=lambda row: row.email),
        Column("email", "E-mail address", is_shown=False),
        Column("role", "Role", sort=("role", "user__full_name"), hint=lambda row: row.unit),
        Column("unit", "Unit", is_shown=False),
        Column("start", "First day", kind=Kind.DATE, sort="valid__startswith"),
        Column("last_day", "Last day", kind=Kind.DATE, sort="valid__endswith"),
        Column("standing", "Standing", kind=Kind.STATUS),
        Column("reason", "Why", hint=lambda row: f"by {row.granted_by}"),
        Column("granted_by", "Given by", is_shown=False),
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
    empty = EmptyState("Nobody has access yet", "An access administrator gives roles.")


class AccessList(TablePage, PartnerView, TemplateView):  # type: ignore[misc]
    """Who holds which role here, now and before."""

    permission = "access.view"
    template_name = "partners/access_list.html"
    table_class = AccessTable

    def load(self) -> None:
        """Offer changes to those who may make them."""
        self.table_class = AccessTable if self.may("access.manage") else ReadOnlyAccessTable

    def rows(self, filters: Mapping[str, Any]) -> QuerySetRows:
        """Return the grants that the filters leave."""
        on = timezone.localdate()
        found = people_access.grants(partner_id=self.partner.pk, on=on, filters=filters)
        names = dict(registry.units(partner_id=self.partner.pk, on=on))
        return QuerySetRows(found, row=lambda grant: people_access.as_row(grant, on=on, units=names))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way to give access."""
        actions = [{"label": "Give access", "href": "grant/"}] if self.may("access.manage") else []
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


class GiveAccess(PartnerFormView):
    """Give somebody a role; a new address gets an invitation."""

    permission = "access.manage"
    template_name = "partners/form_page.html"
    form_class = GrantForm

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"start": timezone.localdate()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the partner's units."""
        return super().get_form_kwargs() | {
            "units": registry.units(partner_id=self.partner.pk, on=timezone.localdate())
        }

    def perform(self, form: Form) -> str:
        """Grant, and invite whoever has no password yet."""
        given = {**form.cleaned_data, "unit_id": form.cleaned_data["unit"]}
        del given["unit"]
        made = grants.grant(partner_id=self.partner.pk, wanted=grants.Wanted(**given), by=self.user)
        if not made.user.has_usable_password():
            site = f"{self.request.scheme}://{self.request.get_host()}"
            wanted = {"partner_id": self.partner.pk, "actor_id": self.user.pk, "user_id": made.user_id, "site": site}
            transaction.on_commit(lambda: tasks.invite.delay(**wanted))
        self.success_message = f"{made.user} has been given the role {Role(made.role).label}."
        return _list(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {
            "title": "Give access",
            "lead": "One person may not hold two roles that check each other. Nobody gives themselves access.",
            "submit": "Give access",
            "cancel_href": _list(self),
        }
        return super().get_context_data(breadcrumbs=_trail(self, "Give access"), **words, **kwargs)


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
