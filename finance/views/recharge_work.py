"""What the provider of a shared service does about it: figures, actual cost, shares, and the end of a year."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone

from finance.engine.cost_shares import LABELS
from finance.forms.recharges import ActualForm, CorrectionForm, FiguresForm, WorkOutForm
from finance.models import DriverSnapshot, ShareCalculation
from finance.operations import recharges
from finance.operations.recharges import FiguresWanted
from finance.queries import recharges as found
from finance.views.recharges import OnePool, RechargesView
from partners.views.base import PartnerActionView, PartnerFormView
from sharedservices.common.errors import DomainError
from sharedservices.common.formatting import day, money

Basis = ShareCalculation.Basis


class _Work(OnePool, PartnerFormView):
    """A form about one pool."""

    permission = "recharges.keep"
    template_name = "partners/form_page.html"
    words, submit, lead = "", "", ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        given = {
            "title": f"{self.words}: {self.pool}", "submit": self.submit, "lead": self.lead, "cancel_href": self.page,
            "breadcrumbs": self.trail(
                ("Services that we provide", self.url("cost_pools")), (str(self.pool), self.page), (self.words, "")
            ),
        }  # fmt: skip
        return super().get_context_data(**(given | kwargs))


class RecordActual(_Work):
    """Record what a service has cost in its year."""

    form_class = ActualForm
    words, submit = "Record the actual cost", "Record this cost"
    lead = "Final shares are worked out from it. It may be put right until the year is locked."
    success_message = "The actual cost is recorded."

    def get_initial(self) -> dict[str, Any]:
        """Show what is recorded."""
        return {"actual": self.pool.actual}

    def perform(self, form: Form) -> str:
        """Record it."""
        actual = form.cleaned_data["actual"]
        recharges.record_actual(pool=self.pool.uuid, actual=actual, by=self.user, at=timezone.now())
        return self.page


class TakeFigures(_Work):
    """Take the figures of a measure, for good."""

    form_class = FiguresForm
    words, submit = "Take figures", "Keep these figures"
    lead = "Figures are kept as they are. One that turns out wrong is corrected with its evidence, and the first stays."
    success_message = "The figures are kept. Work the shares out from them."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what the pool is shared by, and who takes the service."""
        year = self.pool.year
        return {
            **super().get_form_kwargs(), "metrics": [(str(one), LABELS[one]) for one in self.pool.measures],
            "years": [(str(one), f"{one}-{(one + 1) % 100:02}") for one in (year, year - 1)],
            "partners": [(one.to_partner.code, one.to_partner.name) for one in found.members(self.pool)],
        }  # fmt: skip

    def perform(self, form: Form) -> str:
        """Keep them."""
        assert isinstance(form, FiguresForm)  # noqa: S101 - the class above
        names = ("metric", "year", "measured_on", "evidence")
        wanted = FiguresWanted(**{name: form.cleaned_data[name] for name in names}, figures=form.figures)
        recharges.take_figures(partner_id=self.partner.pk, wanted=wanted, by=self.user, at=timezone.now())
        return self.page


class WorkOut(_Work):
    """Work out who bears how much, from the figures that hold."""

    form_class = WorkOutForm
    words, submit = "Work out the shares", "Work out the shares"
    lead = "They become the next version. Nobody is told before another person has looked at them."
    success_message = "The shares are worked out. Another person looks at them, and tells the partners."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say from which figures each would be worked out."""
        return {
            **super().get_form_kwargs(), "bases": Basis.choices,
            "hints": {str(one): self._hint(one) for one in Basis},
        }  # fmt: skip

    def _hint(self, basis: Basis) -> str:
        amount = self.pool.budget if basis == Basis.PROVISIONAL else self.pool.actual
        used = found.figures_for(self.pool, is_provisional=basis == Basis.PROVISIONAL)
        figures = "; ".join(f"{one}, measured on {day(one.measured_on)}" for one in used)
        cost = "No actual cost yet" if amount is None else money(amount)
        return f"{cost}. {figures or 'No figures of that year have been taken yet'}."

    def perform(self, form: Form) -> str:
        """Work them out."""
        basis = form.cleaned_data["basis"]
        used = found.figures_for(self.pool, is_provisional=basis == Basis.PROVISIONAL)
        recharges.calculate(
            pool=self.pool.uuid, basis=basis, snapshots=[one.uuid for one in used], by=self.user, at=timezone.now()
        )
        return self.page


class CorrectFigure(RechargesView, PartnerFormView):
    """Put one figure right; the shares that came from it are worked out again."""

    permission = "recharges.keep"
    form_class = CorrectionForm
    template_name = "partners/form_page.html"
    success_message = "The figure is corrected. Shares that came from it are worked out again, as the next version."
    row: DriverSnapshot

    def load(self) -> None:
        """Find the figures. :raises Http404: when this partner took none such."""
        try:
            self.row = found.of_figures(self.kwargs["driver_figures"])
        except DriverSnapshot.DoesNotExist:
            raise Http404 from None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer whose figures there are."""
        partners = [(code, f"{code}: {figure}") for code, figure in sorted(self.row.figures.items())]
        return {**super().get_form_kwargs(), "partners": partners}

    def perform(self, form: Form) -> str:
        """Correct it."""
        names = ("partner", "figure", "evidence")
        recharges.correct_figure(
            snapshot=self.row.uuid, **{name: form.cleaned_data[name] for name in names}, by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        return self.url("cost_pools")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=f"Correct a figure: {self.row}", submit="Correct this figure", cancel_href=self.url("cost_pools"),
            lead=f"Measured on {day(self.row.measured_on)}: {self.row.evidence}. What was taken stays beside it.",
            breadcrumbs=self.trail(
                ("Services that we provide", self.url("cost_pools")), (f"Correct {self.row}", "")
            ), **kwargs,
        )  # fmt: skip


class LockYear(OnePool, PartnerActionView):
    """Lock the year of a pool for good, as one has seen it."""

    permission = "recharges.issue"
    success_message = "The year is locked."

    def perform(self) -> str:
        """Lock it. :raises DomainError: when another version has come since."""
        last = next(iter(found.calculations(self.pool)), None)
        if last is not None and str(last.uuid) != self.request.POST.get("calculation"):
            raise DomainError(
                "The shares have been worked out anew since you saw them.", remedy="Look at the last version first."
            )
        recharges.lock(pool=self.pool.uuid, by=self.user, at=timezone.now())
        return self.page

    def back(self) -> str:
        """Return to the pool."""
        return self.page
