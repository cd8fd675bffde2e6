"""Posts that the accounts report by themselves: the list, proposing, deciding, ending (domain FIN-15)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from hr.forms.senior_posts import DecideForm, EndForm, ProposeForm, SeniorPostsFilter
from hr.models import SeniorPost
from hr.operations import senior_posts
from hr.queries import senior_posts as found
from hr.queries.senior_posts import SeniorPostRow
from hr.states import SeniorPostState
from hr.views.base import PeopleView, find
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE = "Senior posts"
LEAD = (
    "Whoever holds one of these posts is reported by post in the note on officers’ remuneration, and not in its bands "
    "(Accounts and Audit Regulations 2015). One person proposes a post, another agrees."
)


def _waits(row: SeniorPostRow) -> bool:
    return row.state == SeniorPostState.PROPOSED


def _goes_on(row: SeniorPostRow) -> bool:
    return row.state == SeniorPostState.AGREED and row.last_day is None


class SeniorPostsTable(Table):
    """Senior posts in a list."""

    stacks = True
    caption, nouns, filename = TITLE, ("post", "posts"), "senior-posts"
    filter_form, default_sort = SeniorPostsFilter, "role"
    empty = EmptyState("No post is reported by itself yet", "Propose the head of paid service and the chief officers.")
    columns: ClassVar[Sequence[Column]] = (
        Column("role", "Post", header=True, sort="post__role__title", hint=lambda row: row.post_no),
        Column("kind", "Reported as", sort="kind", hint=lambda row: row.reason),
        Column("first_day", "From", kind=Kind.DATE, sort="valid"),
        Column("last_day", "Last day", kind=Kind.DATE),
        Column("state", "State", kind=Kind.STATUS, sort="state", value=lambda row: row.state_words,
               hint=lambda row: row.words),
        Column("proposed_by", "Proposed by", hint=lambda row: f"Decided by {row.decided_by}" if row.decided_by else ""),
        Column("decide", "Decide", kind=Kind.ACTION, value=lambda row: "Decide" if _waits(row) else "",
               href=lambda row: f"{row.uuid}/decide/" if _waits(row) else ""),
        Column("end", "End", kind=Kind.ACTION, value=lambda row: "End" if _goes_on(row) else "",
               href=lambda row: f"{row.uuid}/end/" if _goes_on(row) else ""),
    )  # fmt: skip


class SeniorPosts(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """Every post that was proposed, agreed or refused."""

    permission = "establishment.view"
    template_name = "hr/repayments.html"
    table_class = SeniorPostsTable
    audited_as = "hr_seniorpost"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the posts."""
        if not self.may("remuneration.approve"):
            self.table.columns = self.table.columns[:-2]  # type: ignore[misc]
        return found.listed(partner_id=self.partner.pk, state=filters.get("state") or "", search=filters.get("q") or "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to propose one."""
        new = {"label": "Propose a senior post", "href": self.url("senior_post_new")}
        return super().get_context_data(
            title=TITLE, lead=LEAD, actions=[new] if self.may("remuneration.prepare") else [],
            breadcrumbs=self.crumbs(("Reports", self.url("reports")), (TITLE, "")), **kwargs,
        )  # fmt: skip


class _Step(PeopleView, PartnerFormView):
    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    submit: ClassVar[str] = ""
    lead: str = LEAD

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the step."""
        list_url = self.url("senior_posts")
        trail = self.crumbs(("Reports", self.url("reports")), (TITLE, list_url), (self.title, ""))
        return super().get_context_data(
            title=self.title, lead=self.lead, submit=self.submit, cancel_href=list_url, breadcrumbs=trail, **kwargs
        )


class ProposeSeniorPost(_Step):
    """Propose that a post is reported by itself."""

    permission = "remuneration.prepare"
    form_class = ProposeForm
    title, submit = "Propose a senior post", "Propose it"
    success_message = "It waits for a second person."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the posts."""
        return {**super().get_form_kwargs(), "posts": found.posts(partner_id=self.partner.pk)}

    def perform(self, form: Form) -> str:
        """Call the operation."""
        senior_posts.propose(**form.cleaned_data, by=self.user, at=now())
        return self.url("senior_posts")


class _OfOne(_Step):
    permission = "remuneration.approve"
    stands, why_not = SeniorPostState.PROPOSED, ""
    row: SeniorPost

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        rows = SeniorPost.objects.select_related("post__role", "proposed_by", "decided_by")
        self.row = find(rows, uuid=self.kwargs["senior_post"])
        self.lead = f"{self.row.post.role.title}, {self.row}: {self.row.reason}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go back to the list where nothing is to be done."""
        if self.row.state != self.stands:
            messages.error(request, self.why_not)
            return redirect(self.url("senior_posts"))
        return super().get(request, *args, **kwargs)


class DecideSeniorPost(_OfOne):
    """Agree that a post is a senior one, or refuse it."""

    form_class = DecideForm
    title, submit = "Decide about a senior post", "Decide"
    why_not = "That was decided already."

    def perform(self, form: Form) -> str:
        """Call the operation."""
        given = {"senior_post": self.row.uuid, "by": self.user, "at": now()}
        if form.cleaned_data["decision"] == "agree":
            senior_posts.agree(**given)
            self.success_message = "It is reported by itself."
        else:
            senior_posts.refuse(words=form.cleaned_data["words"], **given)
            self.success_message = "It is refused."
        return self.url("senior_posts")


class EndSeniorPost(_OfOne):
    """End it with a day."""

    form_class = EndForm
    title, submit = "End a senior post", "End it"
    stands, why_not = SeniorPostState.AGREED, "Only a senior post that was agreed is ended."
    success_message = "It ends with that day. The accounts of earlier years stay as they are."

    def perform(self, form: Form) -> str:
        """Call the operation."""
        senior_posts.end(senior_post=self.row.uuid, **form.cleaned_data, by=self.user, at=now())
        return self.url("senior_posts")
