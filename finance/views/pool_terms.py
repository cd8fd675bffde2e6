"""Laying down what a shared service costs and how it is shared, and changing that while the year is open."""

from typing import Any

from django.forms import Form
from django.utils import timezone

from finance.forms.pool_terms import OUT, TAKES, PoolForm, years_around
from finance.queries import pool_terms as found
from finance.queries import recharges
from finance.views.recharges import OnePool, RechargesView
from partners.operations import changes
from partners.operations.change_trials import Proposal
from partners.views.base import PartnerFormView


class _Terms(RechargesView, PartnerFormView):
    permission = "recharges.keep"
    form_class = PoolForm
    template_name = "partners/form_page.html"
    success_message = "It waits for another person, who sees what each partner would bear before deciding."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer years, and every partner."""
        partners = [(one.code, one.name) for one in found.partners()]
        years = years_around(timezone.localdate())
        return {"years": years, **super().get_form_kwargs(), "partners": partners}

    def propose(self, form: Form, **more: Any) -> None:
        """Ask for it."""
        assert isinstance(form, PoolForm)  # noqa: S101 - the class above
        proposal = Proposal(kind=found.KIND, payload=form.payload | more, reason=form.cleaned_data["reason"])
        changes.submit(partner_id=self.partner.pk, proposal=proposal, by=self.user, at=timezone.now())


class NewPool(_Terms):
    """Lay down a service of a year."""

    def get_initial(self) -> dict[str, Any]:
        """Begin with the year that runs."""
        return {"year": years_around(timezone.localdate())[1][0]}

    def perform(self, form: Form) -> str:
        """Propose it."""
        self.propose(form, pool=None)
        return self.url("cost_pools")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": "Lay down a shared service", "submit": "Propose it", "cancel_href": self.url("cost_pools"),
            "lead": "What it is to cost in a year, how that is shared, and which partners take it.",
            "breadcrumbs": self.trail(
                ("Services that we provide", self.url("cost_pools")), ("Lay down a service", "")
            ),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class ChangeTerms(OnePool, _Terms):
    """Change on which terms a service is shared, while its year is open."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hold year and code: they are what the pool is."""
        year = self.pool.year
        fixed = {"years": [(str(year), f"{year}-{(year + 1) % 100:02}")], "fixed": True}
        return super().get_form_kwargs() | fixed

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is laid down."""
        pool = self.pool
        given: dict[str, Any] = {
            name: getattr(pool, name) for name in ("year", "code", "name", "budget", "method", "minimum_fee")
        }
        given["damping"] = None if pool.damping is None else f"{pool.damping.normalize():f}"
        given |= {f"blend_{measure}": part for measure, part in pool.blend.items()}
        for one in recharges.members(pool):
            code, takes = one.to_partner.code, one.in_scope and one.months > 0
            given |= {
                f"part_{code}": TAKES if takes else OUT, f"first_{code}": one.first_month if takes else 1,
                f"last_{code}": one.first_month + one.months - 1 if takes else 12, f"floor_{code}": one.floor,
                f"cap_{code}": one.cap, f"setup_{code}": one.set_up,
            }  # fmt: skip
        return given

    def perform(self, form: Form) -> str:
        """Propose it."""
        self.propose(form, pool=str(self.pool.uuid))
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": f"Change the terms: {self.pool}", "submit": "Propose these terms", "cancel_href": self.page,
            "lead": "Shares that were worked out stay as they are: work them out again once the terms are decided.",
            "breadcrumbs": self.trail(
                ("Services that we provide", self.url("cost_pools")), (str(self.pool), self.page),
                ("Change the terms", ""),
            ),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))
