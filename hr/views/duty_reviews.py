"""Reviews of acting up and honoraria: what is due, and recording what follows."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.base import ReasonForm
from hr.operations import duty_reviews
from hr.queries import duty_reviews as found
from hr.queries.duty_reviews import Due
from hr.views.base import PeopleView
from partners.change_kinds import OPEN
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import day

DONE = "It was reviewed already: what was said then stands."
HEADINGS = [{"label": one} for one in ("Who", "What", "Review by", "Ends by itself", "What can be done")]


class DutyReviews(PeopleView, TemplateView):
    """The reviews that are due within four weeks, the first first."""

    permission = OPEN
    template_name = "hr/duty_reviews.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each with the way to its record."""
        today = timezone.localdate()
        rows = found.due(partner_id=self.partner.pk, on=today)
        return super().get_context_data(
            headings=HEADINGS,
            rows=[self._cells(one) for one in rows],
            breadcrumbs=self.crumbs(("Reviews of duties", "")),
            **kwargs,
        )

    def _cells(self, one: Due) -> list[dict[str, Any]]:
        is_late = one.review_on < timezone.localdate()
        return [
            {"text": one.name, "is_header": True, "hint": one.job, "href": self.url("person", person=one.person)},
            {"text": one.title, "hint": one.question},
            {"text": day(one.review_on), "hint": "Late" if is_late else ""},
            {"text": day(one.ends_on)},
            {
                "text": "Record the review", "href": self.url("duty_review", duty=one.duty, reviewed=one.row),
                "context": f"of {one.name}",
            },
        ]  # fmt: skip


class RecordReview(PeopleView, PartnerFormView):
    """What came of a review."""

    permission = OPEN
    template_name = "hr/starter_form.html"
    form_class = ReasonForm
    success_message = "Recorded. What follows is proposed as a change of its own."
    due: Due

    def load(self) -> None:
        """Find the review. :raises Http404: when there is none in scope."""
        one = found.one(partner_id=self.partner.pk, duty=self.kwargs["duty"], row=self.kwargs["reviewed"])
        if one is None:
            raise Http404
        self.due = one

    def perform(self, form: Form) -> str:
        """Record it."""
        duty_reviews.record_review(
            duty=self.due.duty, row=self.due.row, note=form.cleaned_data["reason"], by=self.user, at=now()
        )
        return self.url("duty_reviews")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        one = self.due
        here = f"Review of {one.name}"
        return super().get_context_data(
            title=here,
            caption=f"{one.title}, {one.job}",
            lead=DONE if one.is_done else f"{one.question} It ends by itself on {day(one.ends_on)}. Say what follows.",
            submit="Record the review",
            cancel_href=self.url("duty_reviews"),
            breadcrumbs=self.crumbs(("Reviews of duties", self.url("duty_reviews")), (here, "")),
            **kwargs,
        )
