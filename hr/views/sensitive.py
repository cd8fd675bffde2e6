"""Sensitive posts: who is in one, the restrictions of a person, setting, reviewing and lifting them. For few."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.letters import LiftForm, RestrictForm, ReviewForm, SensitiveFilter
from hr.models import Person, SensitivePost
from hr.operations import disclosure, sensitive
from hr.queries import sensitive as found
from hr.views.base import PeopleView, find, person_crumbs
from partners.audit import audit
from partners.models import AuditAction
from partners.views.base import PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day, moment
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

HEADINGS = [{"label": one} for one in ("What is kept", "Why", "Since", "Review on", "Action")]
TITLE = "Sensitive posts"


class SensitiveTable(Table):
    """Restrictions that stand."""

    stacks = True
    caption, nouns, filename = "Sensitive posts", ("restriction", "restrictions"), "sensitive-posts"
    filter_form, default_sort = SensitiveFilter, "review_on"
    empty = EmptyState("Nothing is restricted", "A restriction is set on the page of a person.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "name", "Person", sort="person__surname", header=True, href=lambda row: f"../{row.person}/protection/"
        ),
        Column("kind", "What is kept", sort="kind"),
        Column("set_by", "Set by"),
        Column("set_on", "Since", kind=Kind.DATE, sort="set_at"),
        Column("review_on", "Review on", kind=Kind.DATE, sort="review_on"),
        Column("standing", "Standing", kind=Kind.STATUS),
    )  # fmt: skip


class SensitivePosts(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """The list; whoever opens it is on record."""

    permission = "people.restrict"
    template_name = "hr/sensitive_posts.html"
    table_class = SensitiveTable
    audited_as = "hr_sensitivepost"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what the filters leave."""
        return found.posts(
            partner_id=self.partner.pk, on=timezone.localdate(), kind=filters.get("kind", ""),
            late=bool(filters.get("late")),
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page, and leave a trace."""
        audit(action=AuditAction.VIEW, object_type="hr_sensitivepost", object_id="list", label=TITLE)
        return super().get_context_data(title=TITLE, breadcrumbs=self.crumbs((TITLE, "")), **kwargs)


class Restrictions(PeopleView, PartnerFormView):
    """The restrictions of a person, and setting another."""

    permission = "people.restrict"
    template_name = "hr/restrictions.html"
    form_class = RestrictForm
    success_message = "Recorded. It holds at once."

    def load(self) -> None:
        """Find the person, and record that they were looked at. :raises Http404: when there is none in scope."""
        self.person: Person = find(Person.objects, uuid=self.kwargs["person"])
        disclosure.record_view(person=self.person, what="sensitive post", by=self.user, at=now())

    def perform(self, form: Form) -> str:
        """Set it."""
        sensitive.restrict(person=self.person.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("protect", person=self.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what stands and what stood."""
        rows = found.of_person(partner_id=self.partner.pk, person_id=self.person.pk)
        name = self.person.display_name
        return super().get_context_data(
            title="Sensitive post",
            name=name,
            headings=HEADINGS,
            rows=[self._cells(row) for row in rows],
            breadcrumbs=person_crumbs(self, person=self.person.uuid, name=name, here="Sensitive post"),
            **kwargs,
        )

    def _cells(self, row: SensitivePost) -> list[dict[str, Any]]:
        since = f"{row.set_by}, {moment(row.set_at)}"
        if row.lifted_at is not None:
            standing = f"Lifted by {row.lifted_by}, {moment(row.lifted_at)}"
            action: dict[str, Any] = {"text": standing, "hint": row.lifted_why}
        else:
            href = self.url("sensitive_post", sensitive_post=row.uuid)
            action = {"text": "Review or lift", "href": href, "context": row.get_kind_display()}
        seen = f"Reviewed by {row.reviewed_by}, {moment(row.reviewed_at)}" if row.reviewed_at else ""
        return [
            {"text": row.get_kind_display(), "is_header": True},
            {"text": row.reason},
            {"text": since},
            {"text": day(row.review_on), "hint": seen},
            action,
        ]


class PostStep(PeopleView, PartnerFormView):
    """A form on one restriction."""

    permission = "people.restrict"
    template_name = "partners/form_page.html"
    title: ClassVar[str] = ""
    submit: ClassVar[str] = "Save"
    kind: ClassVar[str] = ""
    post_row: SensitivePost

    def load(self) -> None:
        """Find it. :raises Http404: when none stands in scope."""
        rows = SensitivePost.objects.of(self.partner.pk).select_related("person").filter(lifted_at=None)
        self.post_row = find(rows, uuid=self.kwargs["sensitive_post"])

    def back(self) -> str:
        """Return the page of the person's restrictions."""
        return self.url("protect", person=self.post_row.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name = self.post_row.person.display_name
        words = {"title": self.title, "lead": f"{self.post_row}: {name}. {self.more()}", "submit": self.submit}
        crumbs = person_crumbs(self, person=self.post_row.person.uuid, name=name, here=self.title)
        return super().get_context_data(breadcrumbs=crumbs, cancel_href=self.back(), kind=self.kind, **words, **kwargs)

    def more(self) -> str:
        """Return what else the lead says."""
        return ""


class ReviewPost(PostStep):
    """It was looked at, and stands."""

    form_class = ReviewForm
    title, submit = "Review a restriction", "It stands"
    template_name = "hr/sensitive_post.html"
    success_message = "The review is recorded."

    def perform(self, form: Form) -> str:
        """Record it."""
        sensitive.review(post=self.post_row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to lift it instead."""
        lift = self.url("sensitive_post_lift", sensitive_post=self.post_row.uuid)
        return super().get_context_data(lift_href=lift, **kwargs)

    def more(self) -> str:
        """Say why it was set."""
        return f"Set because: {self.post_row.reason}"


class LiftPost(PostStep):
    """It is lifted."""

    form_class = LiftForm
    title, submit, kind = "Lift a restriction", "Lift it", "warning"
    success_message = "Lifted. They are like everybody else from now on."

    def perform(self, form: Form) -> str:
        """Lift it."""
        sensitive.lift(post=self.post_row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back()

    def more(self) -> str:
        """Say what happens."""
        return "Everybody who may see people sees this person, or their address, from then on."
