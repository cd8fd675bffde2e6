"""Propose that a job moves into another post, and put right where it was recorded: find the post, then the form."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from hr import change_kinds_moves as kinds
from hr.forms.moves import FOLLOWS, STAYS, CorrectPostForm, FindPostForm, MoveForm
from hr.models import Assignment, AssignmentTerms, Grade, GradeDecision, Post, PostHolding
from hr.operations.grading import next_pay
from hr.queries import full_time_pay, holdings, job_words, moves, organisation
from hr.queries.unit_tree import tree
from hr.rules import ALL, RuleBroken
from hr.views.base import find
from hr.views.change import JobProposal, ProposalView
from hr.views.change_job import graded_points, later_of
from hr.views.org_chart import fte
from hr.views.people import as_options
from partners.change_kinds import OPEN

HEADINGS = ("Post", "Role", "Unit", "Place", "Grade")


class _ChoosesPost(ProposalView):
    """A proposal about a job and another post. Without a post in the address the page is a search for one."""

    find_template = "hr/move_find.html"
    job: Assignment

    @cached_property
    def post_row(self) -> Post | None:
        """Find the post that the address names; one that takes nobody or need not be known is none."""
        try:
            wish = UUID(self.request.GET.get("post", ""))
            return moves.post_in_view(wish, partner_id=self.partner.pk, on=self.on)
        except (Post.DoesNotExist, ValueError, RuleBroken):
            return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or the search when no post is chosen."""
        return super().get(request, *args, **kwargs) if self.post_row else self.search()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form; without a post there is none to take."""
        return super().post(request, *args, **kwargs) if self.post_row else self.search(status=HTTPStatus.BAD_REQUEST)

    def search(self, *, status: int = HTTPStatus.OK) -> HttpResponse:
        """Show the posts that a search finds."""
        form = FindPostForm(self.request.GET)
        form.full_clean()
        text = form.cleaned_data.get("q", "")
        found = moves.find_posts(
            partner_id=self.partner.pk, text=text, on=self.on, without=holdings.post_of(self.job, self.on).pk,
            units=tree(
                partner_id=self.partner.pk, on=self.on, with_confidential=self.may("organisation.view_confidential")
            ),
            employer=self.job.employment.legal_entity_id,
        )  # fmt: skip
        headings = [{"label": one} for one in HEADINGS] + [{"label": "Vacant FTE", "is_numeric": True}]
        context = {
            "title": self.title, "caption": self.caption, "form": form, "is_searched": bool(text.strip()),
            "headings": headings, "rows": [self._cells(one) for one in found], "n_most": moves.MOST,
            "is_cut": len(found) == moves.MOST, "cancel_href": self.back(), "breadcrumbs": self.trail(),
            "kept": [(name, value) for name, value in self.request.GET.items() if name not in {"q", "post"}],
        }  # fmt: skip
        self.template_name = self.find_template
        context = super(ProposalView, self).get_context_data(form=context.pop("form"), **context)
        return self.render_to_response(context, status=status)

    def _cells(self, one: moves.PostFound) -> list[dict[str, Any]]:
        query = self.request.GET.copy()
        query.pop("q", None)
        query["post"] = str(one.post)
        return [
            {"text": one.post_no, "href": f"?{query.urlencode()}", "is_header": True, "context": one.role},
            {"text": one.role},
            {"text": one.unit},
            {"text": one.location},
            {"text": one.grade},
            {"text": "" if one.vacant is None else fte(one.vacant), "is_numeric": True},
        ]


class MoveJob(_ChoosesPost, JobProposal):
    """Another post from a day on, and what follows it."""

    permission = OPEN
    kind = kinds.MOVE
    form_class = MoveForm
    title = "Move to another post"

    @property
    def destination(self) -> Post:
        """The post that was chosen."""
        assert self.post_row is not None  # noqa: S101 - the form is shown for a post only
        return self.post_row

    @cached_property
    def follows(self) -> moves.Follows:
        """Return what goes with the post."""
        return moves.follows(self.destination, self.on)

    @property
    def consequences(self) -> tuple[str, ...]:  # type: ignore[override]
        """Say where to, and what comes of it; nothing while the post is looked for."""
        if self.post_row is None:
            return ()
        found = self.follows
        grade = self.destination.role.grade
        return (
            f"Goes to post {self.destination.post_no}, {found.title}, in {self.destination.org_unit.name}.",
            f"The grade of the post is {grade.name}." if grade else "The role of the post has no grade.",
            "Hours stay. In another staff group pay and leave go by its terms from the first day on.",
            "Allowances go on until somebody ends them: the next page names them.",
            "From the first day on the person is in the new manager’s team, and no longer in the old one’s.",
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        has_later = any(
            model.objects.filter(assignment=self.job).count() > 1 for model in (AssignmentTerms, PostHolding)
        )
        found = organisation.job_choices(partner_id=self.partner.pk, on=self.on, without=self.person.pk)
        return {
            **super().get_form_kwargs(), "has_later": has_later, "managers": as_options(found),
            "points": graded_points(partner_id=self.partner.pk, on=self.on), "costs": self._cost_options(),
        }  # fmt: skip

    def _cost_options(self) -> list[tuple[str, str]]:
        now = ", ".join(f"{centre} {share}" for centre, share in job_words.costs(self.job, self.on).items())
        options = [(STAYS, f"It stays: {now or 'nothing recorded'}")]
        if self._may_follow():
            options.append((FOLLOWS, f"It follows the post: {self.follows.shares_words}"))
        return options

    def _may_follow(self) -> bool:
        return sum(self.follows.shares.values()) == ALL

    def initial_values(self) -> dict[str, Any]:
        shares = {one.cost_centre.uuid: one.percent for one in job_words.shares(self.job, self.on)}
        costs = FOLLOWS if self._may_follow() and shares != self.follows.shares else STAYS
        return {"title": self.follows.title, "location": self.follows.location, "costs": costs, **self._pay()}

    def _pay(self) -> dict[str, Any]:
        """Offer the lowest point of the post's grade that pays an increment more, where it is a higher one."""
        grade, now = self.destination.role.grade, full_time_pay.terms_on(self.job, self.on)
        if grade is None or now is None or now.grade_id == grade.pk or not self.with_pay:
            return {"kind": STAYS}
        point = self._lowest(grade, now)
        if point is None:
            return {"kind": STAYS}
        return {"kind": GradeDecision.Kind.PROMOTION.value, "spine_point": f"{grade.uuid}/{point}"}

    def _lowest(self, grade: Grade, now: AssignmentTerms) -> Any:
        least = next_pay(now, self.on)
        return next(
            (one.uuid for one in moves.points_of(grade) if (full_time_pay.of_point(one, self.on) or 0) >= least), None
        )

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        found = super().proposed_before(payload)
        found["kind"] = payload.get("kind") or STAYS
        found["costs"] = FOLLOWS if payload.get("shares") and self._may_follow() else STAYS
        if payload.get("spine_point"):
            found["spine_point"] = f"{payload['grade']}/{payload['spine_point']}"
        return found

    def before(self, on: date) -> dict[str, str]:
        return moves.move_words(self.job, on)

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Name the allowances that are left on the job, beside what waits already."""
        found = super().warnings(form, start)
        named = ", ".join(one.element.name for one in moves.going_on(self.job, start or self.on))
        if named and self.with_pay:
            found.append(f"These allowances go on in the new post until somebody ends them: {named}.")
        return found

    def given(self, form: Form) -> dict[str, Any]:
        assert isinstance(form, MoveForm)  # noqa: S101 - the form of this view
        given = form.cleaned_data
        follows = given["costs"] == FOLLOWS
        return {
            "post": self.destination.uuid, "title": given["title"], "location": given["location"],
            "manager": given["manager"] or None, "shares": self._shares(given) if follows else None,
        } | form.grading | later_of(form)  # fmt: skip

    def _shares(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = moves.follows(self.destination, given["effective_from"])
        return {str(centre): share for centre, share in found.shares.items()}


class CorrectPost(_ChoosesPost):
    """Put right on which post a job was recorded."""

    kind = kinds.CORRECT_POST
    form_class = CorrectPostForm
    title = "Correct the recorded post"
    tab = "person_jobs"
    consequences = (
        "The record was wrong and nobody moved: the job counts as if it had been on this post from the first day on.",
        "Pay, title and costs stay; in another staff group the terms go by that.",
    )
    row: PostHolding

    def load_owner(self) -> None:
        """Find the holding: it is the person's, and of the team."""
        rows = PostHolding.objects.select_related("assignment__employment", "assignment__post__org_unit", "post")
        self.row = find(rows, uuid=self.kwargs["held"], person_id=self.person.pk)
        self.job = self.row.assignment

    def before(self, on: date) -> dict[str, str]:
        return moves.post_only(self.row)

    def payload(self, form: Form) -> dict[str, Any]:
        assert self.post_row is not None  # noqa: S101 - the form is shown for a post only
        return {"row": self.row.uuid, "post": self.post_row.uuid, "was": self.row.post.uuid}

    @property
    def caption(self) -> str:
        """Return whose record and which job it is, and to which post it is put right."""
        to = f", to post {self.post_row.post_no}" if self.post_row else ""
        return f"{self.person.display_name}, job {self.job.number}{to}"
