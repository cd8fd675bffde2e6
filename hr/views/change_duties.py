"""Propose acting up, honoraria and secondments; see who has a duty that ends, and what is due to be reviewed."""

from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404

from hr import change_kinds_duties as kinds
from hr.forms.duties import ActingForm, EndActingForm, HonorariumForm, SecondmentInForm, SecondmentOutForm
from hr.models import ActingUp
from hr.queries import duty_words, organisation
from hr.queries.days import last_day
from hr.queries.teams import is_of_team
from hr.views.base import find
from hr.views.change import JobProposal
from hr.views.change_job import graded_points
from hr.views.people import as_options
from partners.change_kinds import OPEN


class _Span(JobProposal):
    """A proposal with a first and a last day: both are the form's."""

    permission = OPEN
    tab = "person_jobs"


class ActUp(_Span):
    """Let somebody do the work of a higher post."""

    kind = kinds.ACTING
    form_class = ActingForm
    title = "Act up"
    consequences = (
        "At 100% the job is paid by the covered grade between the two days, and by its own again after the last.",
        "Below 100% the share of the difference is paid as an honorarium; it ends with the last day.",
        "At the most twelve months.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        offered = {
            "posts": as_options(organisation.post_choices(partner_id=self.partner.pk, on=self.on)),
            "points": graded_points(partner_id=self.partner.pk, on=self.on),
            "elements": as_options(organisation.element_choices(partner_id=self.partner.pk, on=self.on)),
        }
        return {**super().get_form_kwargs(), **offered}

    def get_initial(self) -> dict[str, Any]:
        return {"percent": 100, **super().get_initial()}

    def proposed_before(self, payload: Any) -> dict[str, Any]:
        found = super().proposed_before(payload)
        return found | {
            "spine_point": f"{payload['grade']}/{payload['spine_point']}",
            "review_on": date.fromisoformat(payload["review_on"]),
        }

    def before(self, on: date) -> dict[str, str]:
        return duty_words.acting(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        assert isinstance(form, ActingForm)  # noqa: S101 - the form of this view
        grade, point = form.grade_and_point
        names = ("post", "percent", "review_on")
        element = form.cleaned_data["element"] or None
        return {name: form.cleaned_data[name] for name in names} | {
            "grade": grade, "spine_point": point, "element": element,
        }  # fmt: skip


class EndActing(JobProposal):
    """End acting up before its time."""

    permission = OPEN
    kind = kinds.ACTING_END
    form_class = EndActingForm
    title = "End acting up early"
    consequences = ("The job’s own pay holds from the day after the last.",)
    row: ActingUp

    def load_owner(self) -> None:
        """Find the cover: it is the person's."""
        rows = ActingUp.objects.select_related("assignment__employment", "assignment__post__org_unit")
        self.row = find(rows, uuid=self.kwargs["acting"], person_id=self.person.pk)
        self.job = self.row.assignment
        if not is_of_team(self.job):
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": self.on, **super().get_initial()}

    def before(self, on: date) -> dict[str, str]:
        return duty_words.acting(self.job, min(max(on, self.row.valid.lower), last_day(self.row.valid) or on))

    def payload(self, form: Form) -> dict[str, Any]:
        return {"acting": self.row.uuid}


class PayHonorarium(_Span):
    """Pay something on top for a time."""

    kind = kinds.HONORARIUM
    form_class = HonorariumForm
    title = "Pay an honorarium"
    consequences = (
        "It is paid every period from the first to the last day; a part of a period counts by its days.",
        "Beyond six months a regrade is looked at. A single payment is a monthly input.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        found = as_options(organisation.element_choices(partner_id=self.partner.pk, on=self.on))
        return {**super().get_form_kwargs(), "elements": found}

    def before(self, on: date) -> dict[str, str]:
        return duty_words.honoraria(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("element", "amount", "basis", "basis_words")}


class _Seconded(_Span):
    def before(self, on: date) -> dict[str, str]:
        return duty_words.secondment(self.job, on)

    def proposed_before(self, payload: Any) -> dict[str, Any]:
        found = super().proposed_before(payload)
        answers = {name: "yes" if payload[name] else "no" for name in ("is_recharged", "may_return") if name in payload}
        return found | answers

    def given(self, form: Form) -> dict[str, Any]:
        names = ("organisation", "contact", "funded_percent", "is_recharged", "may_return")
        return {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}


class SecondOut(_Seconded):
    """Lend somebody to a host."""

    kind = kinds.SECOND_OUT
    form_class = SecondmentOutForm
    title = "Second to another organisation"
    consequences = ("Employment, pay and pension go on here. What the host pays is invoiced, where you say so.",)


class SecondIn(_Seconded):
    """Somebody from elsewhere works here."""

    kind = kinds.SECOND_IN
    form_class = SecondmentInForm
    title = "Second from another organisation"
    consequences = ("The home employer goes on paying. Access to this system ends after the last day.",)
