"""What the pages of payables share: addresses, tabs, and deciding about a request."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property

from finance.queries import payables_pages as found
from partners.forms import DecisionForm
from partners.models import ChangeRequest, LegalEntity
from partners.operations import changes
from partners.queries import changes as requests
from partners.queries.changes import ChangeDocument, Reader
from partners.views.base import PartnerActionView, PartnerFormView, PartnerView
from sharedservices.common.flow import WrongState
from sharedservices.common.formatting import day

TABS = (
    ("invoices", "Invoices"), ("suppliers", "Suppliers"), ("payment_runs", "Payment runs"),
    ("einvoices", "Electronic invoices"), ("feeders", "Feeder files"), ("cis", "Construction scheme"),
    ("cis_returns", "Construction returns"),
    ("prompt_payment", "Prompt payment"), ("late_interest", "Late payment interest"),
)  # fmt: skip


class PayablesView(PartnerView):
    """A page of payables: nothing of it is kept by a browser or a proxy."""

    permission = "payables.view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer without leaving a copy."""
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def url(self, name: str, **kwargs: Any) -> str:
        """Return the address of a page of this partner."""
        return reverse(f"finance:{name}", kwargs={"partner_code": self.partner.code, **kwargs})

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the lists of payables."""
        return [{"label": label, "href": self.url(name), "active": name == active} for name, label in TABS]

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Payables", self.url("invoices") if steps else ""), *steps)

    @cached_property
    def entities(self) -> list[LegalEntity]:
        """Return the legal entities of the partner."""
        return found.entities(partner_id=self.partner.pk)

    def entity_choices(self) -> list[tuple[str, str]]:
        """Return the legal entities for a form."""
        return [(str(one.uuid), one.legal_name) for one in self.entities]


class Asked(PayablesView):
    """Something with a change request about it, which `kind` and `attribute` find; `page` is where it is shown."""

    kind: str

    @property
    def attribute(self) -> str:
        """What the request says that it is about."""
        raise NotImplementedError

    @property
    def page(self) -> str:
        """The address of its page."""
        raise NotImplementedError

    def back(self) -> str:
        """Return to its page."""
        return self.page

    @cached_property
    def request_row(self) -> ChangeRequest | None:
        """Find the latest request about it, if there is any."""
        if not self.attribute:
            return None
        return found.request_of(partner_id=self.partner.pk, kind=self.kind, attribute=self.attribute)

    @property
    def asked_row(self) -> ChangeRequest:
        """The request that is decided. :raises WrongState: when there is none."""
        if self.request_row is None:
            raise WrongState("Nothing waits for a decision here.", action="decide", state="")
        return self.request_row

    @property
    def is_waiting(self) -> bool:
        """Whether an approval is being waited for."""
        return self.request_row is not None and self.request_row.state == "WAITING"

    def asked(self) -> ChangeDocument | None:
        """Return the request as its page would show it."""
        if self.request_row is None:
            return None
        return requests.document(
            partner_id=self.partner.pk, change=self.request_row.uuid,
            reader=Reader(self.user, self.access.permissions), on=timezone.localdate(),
            at=timezone.now(),
        )  # fmt: skip

    def asked_context(self) -> dict[str, Any]:
        """Return what a page says of the request: who approves, what happened, and whether this person decides."""
        asked = self.asked()
        may_decide = asked is not None and self.is_waiting and not asked.why_not and self.may("payables.decide")
        return {
            "asked": asked, "may_decide": may_decide, "form": DecisionForm(),
            "may_withdraw": asked is not None and asked.is_own and self.is_waiting,
            "steps": [_step(one) for one in asked.steps] if asked else [],
            "step_headings": [{"label": "Approval"}, {"label": "Decided by"}, {"label": "When"}],
            "asked_facts": [
                {"key": label, "value": words} for label, words in (self.asked_row.before if asked else ())
            ],
        }  # fmt: skip


class Approve(Asked, PartnerActionView):
    """Approve exactly what one has seen; `done` says what came of it."""

    permission = "payables.decide"
    done = "It is approved."

    def perform(self) -> str:
        """Approve; say whether it is done, waits for another, or has been overtaken."""
        row = changes.approve(
            change=self.asked_row.uuid, content_hash=self.request.POST.get("content_hash", ""), by=self.user,
            at=timezone.now(),
        )  # fmt: skip
        self.success_message = {
            "APPLIED": self.done,
            "WAITING": "Your approval is recorded. It waits for another person.",
            "CONFLICT": f"It went back to {row.made_by}: it has changed since it was proposed.",
        }[row.state]
        return self.page


class Refuse(Asked, PartnerFormView):
    """Return a request with comments, or reject it."""

    permission = "payables.decide"
    http_method_names = ["post", "options"]
    form_class = DecisionForm
    template_name = "partners/form_page.html"

    def perform(self, form: Form) -> str:
        """Call the operation that the button names."""
        decide = changes.reject if self.request.POST.get("decision") == "reject" else changes.send_back
        row = decide(
            change=self.asked_row.uuid, content_hash=self.request.POST.get("content_hash", ""),
            comment=form.cleaned_data["comment"], by=self.user, at=timezone.now(),
        )  # fmt: skip
        self.success_message = "It is rejected." if row.state == "REJECTED" else f"It went back to {row.made_by}."
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the comment again, with its error."""
        return super().get_context_data(
            **{"title": "Return or reject", "submit": "Return with this comment", "cancel_href": self.page, **kwargs}
        )


class Withdraw(Asked, PartnerActionView):
    """Take back what one has proposed."""

    success_message = "Your request is withdrawn."

    def perform(self) -> str:
        """Withdraw it."""
        changes.withdraw(change=self.asked_row.uuid, by=self.user, at=timezone.now())
        return self.page


def _step(one: requests.StepRow) -> list[dict[str, Any]]:
    who = one.decided_by or (f"Waits for {', '.join(one.who[:3])}" if one.who else "Nobody here may")
    when = day(timezone.localdate(one.decided_at)) if one.decided_at else "Open"
    return [{"text": one.title, "hint": one.why, "is_header": True}, {"text": who}, {"text": when}]
