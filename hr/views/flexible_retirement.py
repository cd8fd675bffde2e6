"""Flexible retirement of a job: the form, a look at before and after, the request."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form

from hr.change_kinds_leaving import FLEXIBLE
from hr.forms.leaving import FlexibleForm
from hr.models import AssignmentTerms, PensionMembership
from hr.queries import job_words
from hr.queries.job_words import holding
from hr.views.change import JobProposal
from hr.views.change_job import graded_points, plain

GIVEN = (
    "contract_hours", "working_pattern", "consent_on", "consent", "body", "quoted_on", "confirmed_on", "confirmation",
)  # fmt: skip
DAYS = ("consent_on", "quoted_on", "confirmed_on")


class FlexibleRetirement(JobProposal):
    """Propose that somebody draws a pension and works on with less."""

    kind = FLEXIBLE
    form_class = FlexibleForm
    title = "Flexible retirement"
    consequences = (
        "The job goes on with fewer hours or in a lower grade. Service goes on, and there is no P45.",
        "The membership of the pension scheme ends on the day before, and another begins.",
        "The employer consents and the pension body confirms before it is proposed.",
        "It is taken back until the day before the pension begins, and not afterwards.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        points = graded_points(partner_id=self.partner.pk, on=self.on)
        return {**super().get_form_kwargs(), "points": points}

    def initial_values(self) -> dict[str, Any]:
        row = holding(AssignmentTerms, self.on, assignment=self.job)
        member = holding(PensionMembership, self.on, "scheme", assignment=self.job)
        hours = {name: plain(getattr(row, name)) for name in ("contract_hours", "working_pattern")} if row else {}
        return hours | ({"body": member.scheme.name} if member else {})

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        found = super().proposed_before(payload)
        found |= {name: date.fromisoformat(payload[name]) for name in DAYS if payload.get(name)}
        point = payload.get("spine_point")
        return found | {"spine_point": f"{payload['grade']}/{point}" if point else ""}

    def before(self, on: date) -> dict[str, str]:
        return job_words.hours(self.job, on) | job_words.pay(self.job, on) | job_words.pension(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        assert isinstance(form, FlexibleForm)  # noqa: S101 - the form of this view
        return {name: form.cleaned_data[name] for name in GIVEN} | form.grade_and_point
