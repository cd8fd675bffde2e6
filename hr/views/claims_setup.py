"""What may be claimed at a partner: kinds of claim with their elements, rates for a mile, and when a claim is late."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine import claims as engine
from hr.forms.claims import ClaimTypeForm, EndClaimTypeForm, RatesForm
from hr.models import ClaimPolicy, ClaimType
from hr.operations import claim_policy
from hr.operations.claim_policy import PolicyWanted
from hr.queries import claim_money as money
from hr.queries import organisation
from hr.queries.days import last_day
from hr.views.base import PeopleView, find
from hr.views.people import as_options
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import counted, day

HEADINGS = ("Called", "For", "Paid by", "Claimed for days", "What can be done")
RATES = {
    "car": "Car or van", "car_over": "Car or van, above 10,000 miles a tax year", "motorcycle": "Motor cycle",
    "cycle": "Cycle", "passenger": "Each passenger",
}  # fmt: skip


class SetUp(PeopleView):
    """A page of the set-up."""

    permission = "claims.set_up"

    def trail(self, here: str = "") -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        steps = [("Claims", self.url("claims")), ("Set up", self.url("claims_set_up") if here else "")]
        return self.crumbs(*steps, *([(here, "")] if here else []))


class ClaimsSetUp(SetUp, TemplateView):
    """What holds today, and what is laid down for later."""

    template_name = "hr/claims_setup.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show kinds and rates."""
        types = ClaimType.objects.of(self.partner.pk).select_related("element").order_by("use", "name", "id")
        policies = ClaimPolicy.objects.of(self.partner.pk).order_by("-valid")
        return super().get_context_data(
            types=[self._type(one) for one in types],
            type_headings=[{"label": one} for one in HEADINGS],
            rates=self._rates(), later=[f"From {day(one.valid.lower)}: {one.reason}" for one in policies],
            rates_href=self.url("claims_rates"), add_href=self.url("claim_type_add"),
            breadcrumbs=self.trail(), **kwargs,
        )  # fmt: skip

    def _type(self, one: ClaimType) -> list[dict[str, Any]]:
        ends = last_day(one.valid)
        days = f"{day(one.valid.lower)} to {day(ends)}" if ends else f"From {day(one.valid.lower)}"
        end = {"text": "End", "href": self.url("claim_type_end", claim_type=one.uuid), "context": one.name}
        cells: list[dict[str, Any]] = [{"text": one.name, "is_header": True}, {"text": one.get_use_display()}]
        return [*cells, {"text": one.element.name}, {"text": days}, {"text": ""} if ends else end]

    def _rates(self) -> list[dict[str, str]]:
        today = timezone.localdate()
        law, own = engine.approved_rates(on=today), money.rates_on(partner_id=self.partner.pk, days=[today])[today]
        months = money.months_late(partner_id=self.partner.pk, on=today)
        rows = [
            {
                "key": label,
                "value": money.pence_words(getattr(own, name)),
                "hint": "As the law has it" if getattr(own, name) == getattr(law.rates, name)
                else f"Without tax: {money.pence_words(getattr(law.rates, name))}",
            }
            for name, label in RATES.items()
        ]  # fmt: skip
        late = {"key": "Late after", "value": counted(months, "month", "months"), "hint": "Then HR agrees as well"}
        return [*rows, late, {"key": "Source of the law’s rates", "value": law.source}]


class SetRates(SetUp, PartnerFormView):
    """Lay down rates and months from a day on."""

    template_name = "partners/form_page.html"
    form_class = RatesForm
    success_message = "It is laid down. Journeys before that day keep their rates."

    def get_initial(self) -> dict[str, Any]:
        """Offer what holds."""
        found = money.policy_on(partner_id=self.partner.pk, on=timezone.localdate())
        if found is None:
            return {"months_late": engine.defaults().months_late}
        return {name: getattr(found, name) for name in ("months_late", *RATES)}

    def perform(self, form: Form) -> str:
        """Lay it down."""
        given = dict(form.cleaned_data)
        starts, reason = given.pop("effective_from"), given.pop("reason")
        claim_policy.set_policy(
            partner_id=self.partner.pk, wanted=PolicyWanted(**given), effective_from=starts, reason=reason,
            by=self.user, at=now(),
        )  # fmt: skip
        return self.url("claims_set_up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Rates for a mile, and late claims", submit="Lay it down",
            lead="What is paid above the law’s rates is taxed, and named on the payslip.",
            cancel_href=self.url("claims_set_up"), breadcrumbs=self.trail("Rates"), **kwargs,
        )  # fmt: skip


class AddClaimType(SetUp, PartnerFormView):
    """Let something be claimed."""

    template_name = "partners/form_page.html"
    form_class = ClaimTypeForm
    success_message = "It can be claimed now."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the elements in use."""
        found = organisation.element_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return super().get_form_kwargs() | {"elements": as_options(found)}

    def perform(self, form: Form) -> str:
        """Add it."""
        given = dict(form.cleaned_data)
        element = UUID(given.pop("element"))
        claim_policy.add_type(partner_id=self.partner.pk, element=element, by=self.user, at=now(), **given)
        return self.url("claims_set_up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title="Let something be claimed", submit="Add it", cancel_href=self.url("claims_set_up"),
            lead="The element’s tax treatment must be that of what it pays.", breadcrumbs=self.trail("Add"), **kwargs,
        )  # fmt: skip


class EndClaimType(SetUp, PartnerFormView):
    """Let something be claimed no longer."""

    template_name = "partners/form_page.html"
    form_class = EndClaimTypeForm
    success_message = "It can be claimed until that day."

    def load(self) -> None:
        """Find it."""
        self.row: ClaimType = find(ClaimType.objects.of(self.partner.pk), uuid=self.kwargs["claim_type"])

    def perform(self, form: Form) -> str:
        """End it."""
        claim_policy.end_type(claim_type=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("claims_set_up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=f"End “{self.row.name}”", submit="End it", kind="warning", cancel_href=self.url("claims_set_up"),
            lead="Claims that are under way keep it.", breadcrumbs=self.trail("End"), **kwargs,
        )  # fmt: skip
