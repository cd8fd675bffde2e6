"""Vacancies: the list, opening one, and taking it from stage to stage."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone

from hr.forms.organisation import StepForm, VacancyFilter, VacancyForm
from hr.models import Vacancy
from hr.operations import vacancies
from hr.queries.vacancies import vacancy_rows
from hr.states import VACANCY
from hr.views.base import find
from hr.views.establishment import EstablishmentPage
from hr.views.organisation_base import OrganisationView
from hr.views.post_change import PostView
from partners.views.base import PartnerFormView, now
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, day, number
from sharedservices.common.money import round_half_up
from sharedservices.common.tables import Column, EmptyState, Kind, Table

STEPS = {
    "advertise": "Advertise it",
    "shortlist": "Begin shortlisting",
    "interview": "Begin interviews",
    "offer": "An offer is made",
    "fill": "It is filled",
    "withdraw_vacancy": "Withdraw it",
}


class VacanciesTable(Table):
    """Searches for somebody."""

    caption, nouns, filename = "Vacancies", ("vacancy", "vacancies"), "vacancies"
    filter_form, default_sort = VacancyFilter, "-opened_on"
    empty = EmptyState("There are no vacancies", "Open one on the page of a post.")
    columns = (
        Column("post_no", "Post", sort="post__post_no", header=True, href=lambda row: row.href),
        Column("role", "Role", sort="post__role__title"),
        Column("unit", "Unit", sort="post__org_unit__name"),
        Column("fte", "FTE", kind=Kind.NUMBER, sort="fte"),
        Column("stage", "Stage", sort="stage"),
        Column("opened_on", "Opened", kind=Kind.DATE, sort="opened_on"),
        Column("authorisation", "Authorisation"),
    )


class Vacancies(EstablishmentPage):
    """The list."""

    name, table_class = "vacancies", VacanciesTable
    lead = "Searches for somebody, from authorisation to an offer."

    def rows(self, filters: Mapping[str, Any]) -> Any:
        return vacancy_rows(
            partner_id=self.partner.pk, units=set(self.units.nodes), text=filters.get("q", ""),
            stage=filters.get("stage", ""), href=lambda uid: self.url("vacancy", vacancy=uid),
        )  # fmt: skip


class OpenVacancy(PostView, PartnerFormView):
    """Open a vacancy of a post."""

    permission = "establishment.edit"
    template_name = "hr/change.html"
    form_class = VacancyForm

    def get_initial(self) -> dict[str, Any]:
        free = vacancies.free_fte(self.post_row, on=timezone.localdate())
        return {"fte": number(round_half_up(max(free, free * 0), 4)), "opened_on": timezone.localdate()}

    def perform(self, form: Form) -> str:
        row = vacancies.open_vacancy(post=self.post_row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("vacancy", vacancy=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the post."""
        title = "Open a vacancy"
        return super().get_context_data(
            **{
                "title": title,
                "caption": f"Post {self.post_row.post_no}, {self.post_row.role.title}",
                "submit": title,
                "on": self.on,
                "cancel_href": self.post_href(),
                "breadcrumbs": self.organisation_trail(
                    (f"Post {self.post_row.post_no}", self.post_href()), (title, "")
                ),
                **kwargs,
            }
        )


class VacancyPage(OrganisationView, PartnerFormView):
    """One vacancy: where it stands, and the next step."""

    permission = "establishment.view"
    write_permission = "establishment.edit"
    template_name = "hr/vacancy.html"
    form_class = StepForm
    vacancy: Vacancy

    def load(self) -> None:
        """Find the vacancy. :raises Http404: for one of a unit that the reader need not know."""
        rows = Vacancy.objects.select_related("post__role", "post__org_unit", "opened_by", "settled_by")
        self.vacancy = find(rows, uuid=self.kwargs["vacancy"])
        hidden = self.vacancy.post.org_unit_id not in self.units_on(timezone.localdate()).nodes
        if hidden and not self.may("organisation.view_confidential"):
            raise Http404

    def perform(self, form: Form) -> str:
        """Take the step that was pressed."""
        action = self.request.POST.get("action", "")
        if action not in VACANCY:
            raise Http404
        vacancies.advance(
            vacancy=self.vacancy.uuid, action=action, reason=form.cleaned_data["reason"], by=self.user, at=now()
        )
        return self.url("vacancy", vacancy=self.vacancy.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show where it stands."""
        row = self.vacancy
        n_days = (timezone.localdate() - row.opened_on).days
        actions = allowed_actions(VACANCY, row.stage, self.access.permissions)
        settled = f"{row.settled_by}, {day(timezone.localdate(row.settled_at))}" if row.settled_at else ""
        return super().get_context_data(
            row=row,
            title=f"Vacancy of post {row.post.post_no}",
            stage_words=row.get_stage_display(),
            facts=[
                {"key": "Role", "value": row.post.role.title},
                {"key": "Unit", "value": row.post.org_unit.name},
                {"key": "FTE to fill", "value": number(row.fte)},
                {"key": "Authorisation", "value": row.authorisation},
                {"key": "Opened", "value": day(row.opened_on), "hint": f"{counted(n_days, 'day', 'days')} ago"},
                {"key": "Opened by", "value": str(row.opened_by)},
                *([{"key": "Settled", "value": settled}] if settled else []),
            ],
            post_href=self.url("post", post=row.post.uuid),
            steps=[{"action": name, "label": STEPS[name], "is_last": name == "withdraw_vacancy"} for name in actions],
            breadcrumbs=self.organisation_trail(("Vacancies", self.url("vacancies")), (row.post.post_no, "")),
            **kwargs,
        )
