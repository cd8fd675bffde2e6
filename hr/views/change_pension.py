"""Join, leave and change the section of a pension scheme."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import Form

from hr.forms.base import EndForm
from hr.forms.pension import PensionJoinForm, PensionSectionForm
from hr.models import PensionMembership, PensionScheme
from hr.operations import pensions
from hr.queries import organisation
from hr.views.change import JobChange, holding
from hr.views.people import as_options
from sharedservices.common.formatting import day, money

Section = PensionMembership.Section


class _PensionChange(JobChange):
    tab = "person_pension"

    def before(self, on: date) -> dict[str, str]:
        row: PensionMembership | None = holding(PensionMembership, on, "scheme", assignment=self.job)
        if row is None:
            return {"Scheme": "None", "Section": "", "Pay for the band": ""}
        return said(row.scheme.name, row.section, row.assessed_pay)


def said(scheme: str, section: str, assessed: Decimal | None) -> dict[str, str]:
    """Say a membership in words."""
    band = f"{money(assessed)} a year" if assessed is not None else "Actual pay"
    return {"Scheme": scheme, "Section": str(Section(section).label), "Pay for the band": band}


class JoinPension(_PensionChange):
    """Enrol a job in a scheme."""

    form_class = PensionJoinForm
    title, done = "Join a pension scheme", "The job is in the pension scheme."
    confirm = "Record the membership"
    consequences = (
        "Contributions of employee and employer begin with the first pay date on or after the first day.",
        "The band follows the pay of each period, unless a pay for the band is fixed.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        schemes = as_options(organisation.scheme_choices(partner_id=self.partner.pk))
        return {**super().get_form_kwargs(), "schemes": schemes}

    def initial_values(self) -> dict[str, Any]:
        return {"section": Section.MAIN}

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        scheme = PensionScheme.objects.get(uuid=given["scheme"])
        return said(scheme.name, given["section"], given["assessed_pay"])

    def operate(self, form: Form) -> None:
        given = {name: form.cleaned_data[name] for name in ("scheme", "section", "assessed_pay")}
        pensions.join(assignment=self.job.uuid, **given, **self.stamp(form))


class ChangePension(_PensionChange):
    """Another section, or another pay for the band."""

    form_class = PensionSectionForm
    title, done = "Change pension section", "The pension membership is changed."
    consequences = (
        "Contributions follow the section that holds on the pay date.",
        "The 50/50 section is the member’s own choice: keep the form that was signed.",
    )

    def initial_values(self) -> dict[str, Any]:
        row: PensionMembership | None = holding(PensionMembership, self.on, assignment=self.job)
        return {"section": row.section, "assessed_pay": row.assessed_pay} if row else {}

    def after(self, form: Form) -> dict[str, str]:
        given = form.cleaned_data
        row: PensionMembership | None = holding(
            PensionMembership, given["effective_from"], "scheme", assignment=self.job
        )
        kept = row.assessed_pay if row and given["assessed_pay"] is None else given["assessed_pay"]
        return said(row.scheme.name if row else "", given["section"], kept)

    def operate(self, form: Form) -> None:
        given = {name: form.cleaned_data[name] for name in ("section", "assessed_pay")}
        pensions.change_section(assignment=self.job.uuid, **given, **self.stamp(form))


class LeavePension(_PensionChange):
    """End a membership."""

    form_class = EndForm
    title, done = "Leave the pension scheme", "The membership ends."
    confirm = "End the membership"
    consequences = (
        "Nothing is deducted on pay dates after the last day.",
        "The administrator of the scheme is told separately. Automatic enrolment may bring the person back in.",
    )

    def after(self, form: Form) -> dict[str, str]:
        return {
            **self.before(form.cleaned_data["last_day"]),
            "Membership": f"Until {day(form.cleaned_data['last_day'])}",
        }

    def operate(self, form: Form) -> None:
        pensions.leave(assignment=self.job.uuid, **self.stamp(form))
