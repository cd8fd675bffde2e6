"""Propose to join, leave or change the section of a pension scheme."""

from datetime import date
from typing import Any

from django.forms import Form

from hr import change_kinds
from hr.forms.base import EndForm
from hr.forms.pension import PensionJoinForm, PensionSectionForm
from hr.models import PensionMembership
from hr.queries import job_words, organisation
from hr.queries.job_words import holding
from hr.views.change import JobProposal
from hr.views.people import as_options

Section = PensionMembership.Section


class _PensionProposal(JobProposal):
    tab = "person_pension"

    def before(self, on: date) -> dict[str, str]:
        return job_words.pension(self.job, on)


class JoinPension(_PensionProposal):
    """Enrol a job in a scheme."""

    kind = change_kinds.PENSION_JOIN
    form_class = PensionJoinForm
    title = "Join a pension scheme"
    consequences = (
        "Contributions of employee and employer begin with the first pay date on or after the first day.",
        "The band follows the pay of each period, unless a pay for the band is fixed.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        schemes = as_options(organisation.scheme_choices(partner_id=self.partner.pk))
        return {**super().get_form_kwargs(), "schemes": schemes}

    def initial_values(self) -> dict[str, Any]:
        return {"section": Section.MAIN}

    def given(self, form: Form) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("scheme", "section", "assessed_pay")}


class ChangePension(_PensionProposal):
    """Another section, or another pay for the band."""

    kind = change_kinds.PENSION_SECTION
    form_class = PensionSectionForm
    title = "Change pension section"
    consequences = (
        "Contributions follow the section that holds on the pay date.",
        "The 50/50 section is the member’s own choice: keep the form that was signed.",
    )

    def initial_values(self) -> dict[str, Any]:
        row = holding(PensionMembership, self.on, assignment=self.job)
        return {"section": row.section, "assessed_pay": row.assessed_pay} if row else {}

    def given(self, form: Form) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("section", "assessed_pay")}


class LeavePension(_PensionProposal):
    """End a membership."""

    kind = change_kinds.PENSION_LEAVE
    form_class = EndForm
    title = "Leave the pension scheme"
    consequences = (
        "Nothing is deducted on pay dates after the last day.",
        "The administrator of the scheme is told separately. Automatic enrolment may bring the person back in.",
    )
