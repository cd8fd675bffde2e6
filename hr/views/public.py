"""Links in messages that work without a sign-in: each does one harmless thing, and none of them tells anything.

Opening a link only shows a button: programs that look through mail open links, too.
"""

from abc import ABC, abstractmethod
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic import View

from hr.models import Contact
from hr.operations import bank_alerts, bank_changes, contacts, personal
from partners.scope import partner_scope

MOST, WINDOW = 20, 600
TOO_MANY = 429


class LinkView(View, ABC):
    """A page with a button. Whatever the token says, and whatever came of it, the words are the same."""

    http_method_names = ["get", "post", "head", "options"]
    title = ""
    lead = ""
    button = ""
    done = ""
    after = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer so many times to one address, then no more for a while; and keep no copy."""
        if not _has_room(request):
            return render(request, "429.html", status=TOO_MANY)
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the button."""
        return self._page(request, is_done=False)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Act, and say what is the same in any case."""
        self.act(token)
        return self._page(request, is_done=True)

    @abstractmethod
    def act(self, token: str) -> None:
        """Do the one thing that the token allows."""

    def _page(self, request: HttpRequest, *, is_done: bool) -> HttpResponse:
        words = {"title": self.title, "lead": self.lead, "button": self.button, "done": self.done, "after": self.after}
        return render(request, "pages/link.html", {**words, "is_done": is_done})


class CancelBankChange(LinkView):
    """The link in the alert about a change of bank account: it can only cancel."""

    title = "Cancel a change of bank account"
    lead = "If you did not ask for your pay to go to another account, cancel it here. Nothing else changes."
    button = "Cancel the change"
    done = "If a change was waiting, it is cancelled, and pay goes to the account that was used before."
    after = (
        "Now ring your HR team or payroll on a number that you know, and choose a new password. "
        "Somebody may know your old one."
    )

    def act(self, token: str) -> None:
        """Cancel the change, if there is one to cancel."""
        found = bank_alerts.read_token(token)
        if found is not None:
            partner_id, change = found
            with partner_scope(partner_id, reason="the link in an alert"):
                bank_changes.cancel_by_link(partner_id=partner_id, change=change, at=timezone.now())


class ConfirmContact(LinkView):
    """The link that was sent to a new e-mail address: it shows that the address reaches the person."""

    title = "Confirm your e-mail address"
    lead = "Confirm that this address is yours, so that messages about your pay and your record reach you."
    button = "Confirm"
    done = "Thank you. If the link was valid, the address is confirmed."
    after = "If you did not give this address to your employer, tell them."

    def act(self, token: str) -> None:
        """Note that the address was reached, if it is still held."""
        found = personal.read_token(token)
        if found is not None:
            partner_id, contact = found
            with partner_scope(partner_id, reason="the link in a message"):
                contacts.verify(partner_id=partner_id, contact=contact, how=Contact.Verified.LINK, at=timezone.now())


def _has_room(request: HttpRequest) -> bool:
    key = f"link:{request.META.get('REMOTE_ADDR', 'unknown')}"
    cache.add(key, 0, WINDOW)
    try:
        return int(cache.incr(key)) <= MOST
    except ValueError:  # the window ended between the two lines
        return True
