"""What the pages of units and posts share: the units in view, choices by name, and proposals about no person."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import cached_property

from finance.models import CostCentre
from hr.models import Post
from hr.queries.unit_tree import Tree, tree
from hr.views.base import PeopleView
from hr.views.change import ProposalView
from partners.models import ChangeRequest

INDENT = "\u2003"


class OrganisationView(PeopleView):
    """A page about the organisation: confidential units only for those who may see them."""

    permission = "organisation.view"

    @cached_property
    def units(self) -> Tree:
        """Return the units in view on the date in view. One query."""
        return self.units_on(self.on)

    def units_on(self, on: date) -> Tree:
        """Return the units that this reader may see on a day."""
        return tree(partner_id=self.partner.pk, on=on, with_confidential=self.may("organisation.view_confidential"))

    def unit_options(self) -> list[tuple[str, str]]:
        """Return the units in the order of the chart, those below set in."""
        return [(str(node.uuid), f"{INDENT * depth}{node.name}") for depth, node in self.units.walk()]

    def find_post(self, number: str) -> UUID | None:
        """Return the post of a number, or None."""
        rows = Post.objects.of(self.partner.pk).filter(post_no__iexact=number)
        found: UUID | None = rows.values_list("uuid", flat=True).first()
        return found

    def find_centre(self, code: str) -> UUID | None:
        """Return the cost centre of a code, or None."""
        rows = CostCentre.objects.of(self.partner.pk).filter(code__iexact=code).order_by("id")
        found: UUID | None = rows.values_list("uuid", flat=True).first()
        return found

    def organisation_trail(self, *trail: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs below the chart."""
        partnership = ("Partnership", f"/p/{self.partner.code}/partnership/")
        return self.crumbs(partnership, ("Organisation", self.url("org_chart", query={"on": self.on_asked})), *trail)


class OrganisationProposal(OrganisationView, ProposalView):
    """A proposed change of a unit or post: the form, a look at what would follow, then the request."""

    permission = "establishment.edit"
    noun: ClassVar[str] = "the same"
    here: ClassVar[str] = "org_chart"

    def load(self) -> None:
        """Find what is changed."""
        self.load_owner()

    @property
    def caption(self) -> str:
        """Return what is changed."""
        return self.partner.name

    def waiting(self) -> Iterable[ChangeRequest]:
        """Return the requests about the same that nobody has decided: those whose page is this one's."""
        rows = ChangeRequest.objects.of(self.partner.pk).filter(settled_at=None, subject_href=self.subject_href())
        return rows.select_related("made_by").order_by("submitted_at", "id")

    def subject_href(self) -> str:
        """Return the page of what is changed."""
        return self.url(self.here)

    def back(self) -> str:
        """Return the page that one came from."""
        return self.subject_href()

    def trail(self) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.organisation_trail((self.title, ""))

    def own(self, form: Any, *names: str) -> dict[str, Any]:
        """Return fields of the form that the operation takes; nothing for empty ones."""
        return {name: form.cleaned_data[name] or None for name in names}
