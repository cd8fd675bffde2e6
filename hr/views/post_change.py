"""Draft a post and have it established; propose other terms, a freeze, a thaw, its end."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils.functional import cached_property

from hr import organisation_kinds as kinds
from hr.forms.base import ReasonForm
from hr.forms.organisation import LastDayForm, PostDraftForm, PostTermsForm, plain_day
from hr.models import JobRole, Post, PostVersion
from hr.operations import posts
from hr.operations.posts import NewPost, PostTerms, Share
from hr.queries import organisation_words
from hr.states import PostState
from hr.views.base import find
from hr.views.change import CONFIRM
from hr.views.organisation_base import OrganisationProposal, OrganisationView
from partners.views.base import PartnerActionView, PartnerFormView, now
from sharedservices.common.formatting import number

TERMS = (
    "unit", "established_fte", "reports_to", "location", "full_time_hours", "paid_weeks", "funding", "grant_ends_on",
)  # fmt: skip


class PostView(OrganisationView):
    """A page about one post in a unit that the reader may see."""

    post_row: Post

    def load(self) -> None:
        """Find the post."""
        self.post_row = find(Post.objects.select_related("role__staff_group", "org_unit"), uuid=self.kwargs["post"])
        shown = self.units_on(self.day)
        version = PostVersion.objects.filter(post=self.post_row, valid__contains=self.day).first()
        if version is not None and version.org_unit_id not in shown.nodes:
            raise Http404

    @cached_property
    def day(self) -> date:
        """Return the date in view, or the nearest day on which the post is there."""
        valid = self.post_row.valid
        last = None if valid.upper is None else date.fromordinal(valid.upper.toordinal() - 1)
        return max(valid.lower, min(self.on, last) if last else self.on)

    def post_href(self, name: str = "post") -> str:
        """Return the address of a page of the post."""
        return self.url(name, post=self.post_row.uuid)

    def values(self) -> dict[str, Any]:
        """Return the fields of the form as they hold on the day."""
        rows = PostVersion.objects.filter(post=self.post_row, valid__contains=self.day)
        held = rows.select_related("org_unit", "reports_to").first()
        if held is None:
            return {}
        lines = [
            " ".join(filter(None, (one.cost_centre.code, number(one.percent), one.project)))
            for one in organisation_words.shares(self.post_row, self.day)
        ]
        found = {name: getattr(held, name) for name in TERMS if name not in {"unit", "reports_to"}}
        found["established_fte"] = number(held.established_fte)
        above = held.reports_to.post_no if held.reports_to else ""
        return {**found, "unit": held.org_unit.uuid, "reports_to": above, "funding_lines": "\n".join(lines)}


def form_options(view: OrganisationView) -> dict[str, Any]:
    """Return what the forms of posts need besides the data."""
    return {"units": view.unit_options(), "find_post": view.find_post, "find_centre": view.find_centre}


def terms_of(form: Form) -> PostTerms:
    """Return the terms that a form says."""
    given = form.cleaned_data
    return PostTerms(**{name: given[name] for name in TERMS})


def shares_of(form: Form) -> list[Share]:
    """Return the funding that a form says."""
    return [Share(**one) for one in form.cleaned_data["shares"]]


class DraftPost(OrganisationView, PartnerFormView):
    """Draft a post."""

    permission = "establishment.edit"
    template_name = "hr/change.html"
    form_class: Any = PostDraftForm
    title, submit = "Draft a post", "Save the draft"

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = JobRole.objects.of(self.partner.pk).order_by("title", "id")
        roles = [(str(one.uuid), f"{one.title} ({one.code})") for one in rows]
        return {**super().get_form_kwargs(), "roles": roles, **form_options(self)}

    def get_initial(self) -> dict[str, Any]:
        return {"unit": self.request.GET.get("unit", ""), "effective_from": self.on}

    def perform(self, form: Form) -> str:
        given = form.cleaned_data
        new = NewPost(post_no=given["post_no"], role=given["role"], terms=terms_of(form), shares=shares_of(form))
        row = posts.draft(
            partner_id=self.partner.pk, post=new, effective_from=given["effective_from"], reason=given["reason"],
            by=self.user, at=now(),
        )  # fmt: skip
        return self.url("post", post=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what follows."""
        return super().get_context_data(
            **{
                "title": self.title,
                "caption": self.partner.name,
                "submit": self.submit,
                "on": self.on,
                "cancel_href": self.url("posts"),
                "consequences": (
                    "A draft is no part of the establishment: the HR manager and a budget holder approve it first.",
                ),
                "breadcrumbs": self.organisation_trail((self.title, "")),
                **kwargs,
            }
        )


class RedraftPost(PostView, PartnerFormView):
    """Write a draft anew."""

    permission = "establishment.edit"
    template_name = "hr/change.html"
    form_class: Any = PostTermsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **form_options(self)}

    def get_initial(self) -> dict[str, Any]:
        return {"effective_from": self.post_row.valid.lower, **self.values()}

    def perform(self, form: Form) -> str:
        given = form.cleaned_data
        posts.redraft(
            post=self.post_row.uuid, terms=terms_of(form), shares=shares_of(form),
            effective_from=given["effective_from"], reason=given["reason"], by=self.user, at=now(),
        )  # fmt: skip
        return self.post_href()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the draft."""
        return super().get_context_data(
            **{
                "title": "Change the draft",
                "caption": f"Post {self.post_row.post_no}",
                "submit": "Save the draft",
                "on": self.day,
                "cancel_href": self.post_href(),
                "breadcrumbs": self.organisation_trail(
                    (f"Post {self.post_row.post_no}", self.post_href()), ("Change the draft", "")
                ),
                **kwargs,
            }
        )


class OfPost(PostView, OrganisationProposal):
    """A proposed change of one post. What its state does not allow, the operation refuses in words."""

    permission = "establishment.edit"
    form_class: Any = ReasonForm
    noun = "this post"

    @property
    def caption(self) -> str:
        return f"Post {self.post_row.post_no}, {self.post_row.role.title}"

    def subject_href(self) -> str:
        return self.post_href()

    def before(self, on: date) -> dict[str, str]:
        return organisation_words.post(self.post_row, max(on, self.post_row.valid.lower))

    def trail(self) -> list[dict[str, str]]:
        return self.organisation_trail((f"Post {self.post_row.post_no}", self.post_href()), (self.title, ""))

    def payload(self, form: Form) -> dict[str, Any]:
        return {"post": self.post_row.uuid}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {"last_day": plain_day(payload.get("last_day"))} if "last_day" in payload else {}


class EstablishPost(OfPost):
    """Ask for a draft to be established."""

    kind = kinds.POST_ESTABLISH
    title = "Have a post established"
    consequences = (
        "The HR manager approves the post, and a budget holder confirms that there is money for it.",
        "The draft is closed while it waits.",
    )

    def form_valid(self, form: Form) -> HttpResponse:
        """Close the draft with the request, not with the look at what would follow."""
        is_final = self.request.POST.get("step") == CONFIRM
        with transaction.atomic():
            if is_final and self.post_row.state == PostState.DRAFT:
                posts.submit(post=self.post_row.uuid, by=self.user, at=now())
            answer = super().form_valid(form)
            if "Location" not in answer:
                transaction.set_rollback(True)
        return answer


class ChangePost(OfPost):
    """Other terms."""

    kind = kinds.POST_CHANGE
    form_class = PostTermsForm
    title = "Change a post"
    consequences = ("People who hold it keep their hours. A smaller post must still have room for them.",)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **form_options(self)}

    def initial_values(self) -> dict[str, Any]:
        return self.values()

    def payload(self, form: Form) -> dict[str, Any]:
        given = form.cleaned_data
        terms = {name: given[name] for name in TERMS}
        return {"post": self.post_row.uuid, **terms}

    def proposal(self, form: Form) -> Any:
        """Add the funding lines, which are a list."""
        found = super().proposal(form)
        lines = [{**one, "cost_centre": str(one["cost_centre"]), "percent": str(one["percent"])}
                 for one in form.cleaned_data["shares"]]  # fmt: skip
        found.payload["shares"] = lines
        return found

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        names = ("unit", "established_fte", "location", "full_time_hours", "paid_weeks", "funding")
        days = {name: plain_day(payload.get(name)) for name in ("effective_from", "grant_ends_on")}
        return {name: payload.get(name) for name in names} | days


class FreezePost(OfPost):
    """Let nobody new start on it."""

    kind = kinds.POST_FREEZE
    title = "Freeze a post"
    consequences = ("Who holds it stays. Nobody new can start on it, and no vacancy can be opened.",)


class ThawPost(OfPost):
    """Let people start on it again."""

    kind = kinds.POST_THAW
    title = "Thaw a post"


class DeletePost(OfPost):
    """Take it off the establishment."""

    kind = kinds.POST_DELETE
    form_class = LastDayForm
    title = "Delete a post"
    consequences = ("It can end when nobody holds it and nothing depends on it: what does is named.",)


class DiscardPost(PostView, PartnerActionView):
    """Remove a draft."""

    permission = "establishment.edit"
    success_message = "The draft is gone."

    def perform(self) -> str:
        posts.discard(post=self.post_row.uuid, reason="Draft not wanted", by=self.user, at=now())
        return self.url("posts")

    def back(self) -> str:
        return self.post_href()


class TakeBackPost(PostView, PartnerActionView):
    """Open a draft again."""

    permission = "establishment.edit"
    success_message = "The draft is open again. A request that still waits for it goes back when it is decided."

    def perform(self) -> str:
        posts.take_back(post=self.post_row.uuid, by=self.user, at=now())
        return self.post_href()

    def back(self) -> str:
        return self.post_href()
