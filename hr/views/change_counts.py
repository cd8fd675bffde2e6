"""Propose how a job counts against its post: cover, supernumerary, secondment; and that it counts again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form

from hr import organisation_kinds as kinds
from hr.forms.organisation import JobMarkForm, LastDayForm, plain_day
from hr.models import Assignment, JobMark
from hr.queries import organisation_words
from hr.views.change import JobProposal


class ChangeHowJobCounts(JobProposal):
    """Why a job does not count, between two days."""

    kind = kinds.JOB_COUNTS
    permission = "establishment.edit"
    form_class: Any = JobMarkForm
    title = "Change how a job counts"
    consequences = (
        "Cover does not count while the covered job is in the same post. Somebody on secondment holds the post, unless "
        "a backfill is approved: then the backfill counts.",
        "After the last day the job counts again.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = Assignment.objects.filter(post_id=self.job.post_id, valid__overlap=self.job.valid).exclude(
            pk=self.job.pk
        )
        beside = [
            (str(one.uuid), f"{one.person.display_name}, {one.number}")
            for one in rows.select_related("person").order_by("number")[:200]
        ]
        return {**super().get_form_kwargs(), "beside": beside}

    def before(self, on: date) -> dict[str, str]:
        return organisation_words.job_mark(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        return {"kind": form.cleaned_data["kind"], "covers": form.cleaned_data["covers"] or None}


class CountJobAgain(JobProposal):
    """The end of such a time."""

    kind = kinds.JOB_COUNTS_AGAIN
    permission = "establishment.edit"
    form_class: Any = LastDayForm
    title = "Count a job again"
    consequences = ("The post must have room for it from the day after.",)

    def before(self, on: date) -> dict[str, str]:
        return organisation_words.job_mark(self.job, on)

    def initial_values(self) -> dict[str, Any]:
        held = JobMark.objects.filter(assignment=self.job, valid__contains=self.on).first()
        return {"last_day": self.on} if held else {}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {"last_day": plain_day(payload.get("last_day"))}
