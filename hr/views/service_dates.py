"""The six dates of an employment from which service counts: recording the first, proposing another (domain HR-03)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form

from hr import change_kinds_service as kinds
from hr.forms.service_dates import ServiceChangeForm, ServiceWithdrawForm, VerifyServiceForm
from hr.models import Employment, ServiceDate
from hr.operations import service_dates
from hr.queries import service_words
from hr.queries.service_dates import ServiceRow, dates_of, former_dates
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.change import ProposalView
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import day

HEADINGS = [{"label": one} for one in ("Service that counts for", "Since", "What shows it", "Verified")]
FORMER = [{"label": one} for one in ("Service that counted for", "Since", "What showed it", "Ended", "Why")]
TITLE = "Service dates"


class ServiceDates(PeopleView, PartnerFormView):
    """The dates with what shows them, and the form that verifies one."""

    permission = "starters.edit"
    template_name = "hr/service_dates.html"
    form_class = VerifyServiceForm
    success_message = "The date is recorded as verified by you."
    employment: Employment

    def load(self) -> None:
        """Find the employment. :raises Http404: when there is none of this person in scope."""
        rows = Employment.objects.select_related("person").filter(person__uuid=self.kwargs["person"])
        self.employment = find(rows, uuid=self.kwargs["employment"])

    def perform(self, form: Form) -> str:
        """Record it."""
        service_dates.verify(employment=self.employment.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("service_dates", person=self.kwargs["person"], employment=self.employment.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the dates."""
        who = self.employment.person
        rows = [
            [
                {"text": one.label, "is_header": True},
                {"text": day(one.since) if one.since else "Not recorded"},
                {"text": one.evidence or "–"},
                {"text": one.verified or "–"},
            ]
            for one in dates_of(self.employment)
        ]
        former = [
            [
                {"text": one.label, "is_header": True},
                {"text": day(one.since)},
                {"text": one.evidence or "–", "hint": one.verified},
                {"text": one.ended},
                {"text": one.reason},
            ]
            for one in former_dates(self.employment)
        ]
        return super().get_context_data(
            caption=f"{who.display_name}, employment {self.employment.employee_no}", headings=HEADINGS, rows=rows,
            former=former, former_headings=FORMER, proposals=self._proposals(),
            continuous=day(self.employment.continuous_service_from), cancel_href=self.url("person", person=who.uuid),
            breadcrumbs=person_crumbs(self, person=who.uuid, name=who.display_name, here=TITLE), **kwargs,
        )  # fmt: skip

    def _proposals(self) -> list[tuple[str, str, str]]:
        """Return for each recorded date its words and where another one, or none, is proposed."""
        if not self.may("changes.propose"):
            return []
        ids: dict[str, Any] = {"person": self.kwargs["person"], "employment": self.employment.uuid}
        return [
            (
                one.label,
                self.url("service_date_change", purpose=one.purpose, **ids),
                self.url("service_date_withdraw", purpose=one.purpose, **ids),
            )
            for one in dates_of(self.employment)
            if _is_recorded(one)
        ]


def _is_recorded(one: ServiceRow) -> bool:
    return bool(one.purpose) and one.since is not None


class _Proposal(ProposalView):
    """Something about a date that is recorded. Its document is handed in with the request."""

    employment: Employment
    row: ServiceDate

    def load_owner(self) -> None:
        """Find the date. :raises Http404: when none is recorded."""
        self.employment = find(Employment.objects, uuid=self.kwargs["employment"], person_id=self.person.pk)
        rows = ServiceDate.objects.filter(employment=self.employment, ended_at=None)
        self.row = find(rows, purpose=self.kwargs["purpose"])

    def before(self, on: date) -> dict[str, str]:
        return service_words.facts(self.employment, self.row.purpose)

    def payload(self, form: Form) -> dict[str, Any]:
        return {"employment": self.employment.uuid, "purpose": self.row.purpose}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        found = super().proposed_before(payload)
        return found | ({"since": date.fromisoformat(payload["since"])} if "since" in payload else {})

    def back(self) -> str:
        return self.url("service_dates", person=self.person.uuid, employment=self.employment.uuid)

    @property
    def caption(self) -> str:
        """Return whose date it is, and what it counts for."""
        return f"{self.person.display_name}, {self.row.get_purpose_display().lower()}"


class ChangeServiceDate(_Proposal):
    """Another date."""

    kind = kinds.CHANGE
    form_class = ServiceChangeForm
    title = "Change a date of service"
    consequences = (
        "It counts from the approval on. What was paid or granted before stays as it is.",
        "The former date stays on the page, with who ended it and why.",
    )

    def initial_values(self) -> dict[str, Any]:
        return {"since": self.row.since}

    def payload(self, form: Form) -> dict[str, Any]:
        return {**super().payload(form), **{name: form.cleaned_data[name] for name in ("since", "evidence")}}


class WithdrawServiceDate(_Proposal):
    """No date: continuous service counts."""

    kind = kinds.WITHDRAW
    form_class = ServiceWithdrawForm
    title = "Withdraw a date of service"
    consequences = (
        "Continuous service counts for this purpose instead, from the approval on.",
        "The former date stays on the page, with who ended it and why.",
    )
