"""What the pages of the ledger share: addresses, tabs, the legal entity and the period in view."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property

from finance.queries import ledger_pages as found
from partners.models import LegalEntity
from partners.views.base import PartnerView

TABS = (
    ("finance_reports", "Reports"), ("journals", "Journals"), ("chart", "Chart of accounts"), ("periods", "Periods"),
    ("closing", "Month end"), ("controls", "Control accounts"),
)  # fmt: skip
EMPTY = "No ledger has been set up here yet. Whoever brings the partner in sets up its chart of accounts and its years."


class LedgerView(PartnerView):
    """A page of the ledger: nothing of it is kept by a browser or a proxy."""

    permission = "ledger.view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer without leaving a copy."""
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    @property
    def sees_pay(self) -> bool:
        """Whether figures that rest on the pay of fewer than three people are to be seen: one answer for all pages."""
        return self.may("people.view_pay")

    def url(self, name: str, *, query: dict[str, str] | None = None, **kwargs: Any) -> str:
        """Return the address of a page of this partner."""
        path = reverse(f"finance:{name}", kwargs={"partner_code": self.partner.code, **kwargs})
        given = {key: value for key, value in (query or {}).items() if value}
        return f"{path}?{urlencode(given)}" if given else path

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of the ledger. A report that has no tab of its own stands under the first one."""
        here = active if active in dict(TABS) else TABS[0][0]
        return [{"label": label, "href": self.url(name), "active": name == here} for name, label in TABS]

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Ledger", self.url("finance_reports") if steps else ""), *steps)

    @cached_property
    def entities(self) -> list[LegalEntity]:
        """Return the legal entities that have a ledger."""
        return found.entities(partner_id=self.partner.pk)

    @cached_property
    def entity(self) -> LegalEntity | None:
        """Return the legal entity in view: the one that the address names, or the first."""
        asked = self.request.GET.get("entity", "")
        by_id = {str(one.uuid): one for one in self.entities}
        return by_id.get(asked) or (self.entities[0] if self.entities else None)

    def entity_choices(self) -> list[tuple[str, str]]:
        """Return the legal entities for a form."""
        return [(str(one.uuid), one.legal_name) for one in self.entities]

    @cached_property
    def periods(self) -> list[tuple[str, str]]:
        """Return the periods of the entity in view, for a form."""
        if self.entity is None:
            return []
        return found.period_choices(partner_id=self.partner.pk, legal_entity_id=self.entity.pk)

    @cached_property
    def upto(self) -> tuple[int, int] | None:
        """Return year and number of the period in view: what the address names, or the latest that is open."""
        asked = self.request.GET.get("period", "")
        if asked in dict(self.periods):
            year, number = asked.split("-")
            return int(year), int(number)
        if self.entity is None:
            return None
        return found.latest_open(partner_id=self.partner.pk, legal_entity_id=self.entity.pk)
