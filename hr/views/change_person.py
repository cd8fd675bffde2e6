"""Correct a person's details, and look at what is masked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core import signing
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from hr.engine.countries import country
from hr.forms.person import ContactForm, ShowForm
from hr.models import BankAccount, SecondAccount
from hr.operations import disclosure, people
from hr.operations.people import ContactDetails
from hr.views.base import find
from hr.views.change import ChangeView
from partners.models import ChangeRequest
from sharedservices.common.errors import DomainError

DETAILS = (
    "known_as",
    "nationality",
    "address_line_1",
    "address_line_2",
    "town",
    "postcode",
    "email",
    "phone",
)


LOOK_AGAIN = (
    "The right to work rests on what was seen when it was checked. If that was for another nationality, look at the "
    "check again: it is on the page of the person, under Right to work."
)
SHOWN_SALT, SHOWN_SECONDS = "hr.protected-address", 15 * 60
PROTECTED = ("address_line_1", "address_line_2", "town", "postcode", "phone")


class ChangeDetails(ChangeView):
    """What colleagues call somebody, address and contacts: corrected at once, not dated.

    Legal name, birth, sex and National Insurance number are proposed: see change_legal. A protected address is out of
    the form, until the reader has asked to see it and said why: see ShowAddress.
    """

    form_class = ContactForm
    title, done = "Change contact details", "The details are changed."
    consequences = (
        "The change holds at once and for everything that is printed or sent from now on.",
        "Legal name, date of birth, sex and National Insurance number are proposed, and somebody else approves them.",
    )

    @property
    def without(self) -> tuple[str, ...]:
        """The fields that this reader neither sees nor changes."""
        return PROTECTED if self.person.is_sensitive and not self._has_said_why() else ()

    def _has_said_why(self) -> bool:
        """Tell whether this reader was shown the address a moment ago, for a reason that the trail keeps."""
        try:
            seen = signing.loads(self.request.GET.get("shown", ""), salt=SHOWN_SALT, max_age=SHOWN_SECONDS)
        except signing.BadSignature:
            return False
        return self.may("people.unmask") and seen == [str(self.person.uuid), self.user.pk]

    @property
    def names(self) -> list[str]:
        """The fields of the form."""
        return [name for name in DETAILS if name not in self.without]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "without": self.without}

    def initial_values(self) -> dict[str, Any]:
        return {name: getattr(self.person, name) for name in self.names}

    def before(self, on: date) -> dict[str, str]:
        return _details({name: getattr(self.person, name) for name in self.names})

    def after(self, form: Form) -> dict[str, str]:
        return _details(form.cleaned_data)

    def warnings(self, form: Form, start: date | None) -> list[str]:
        """Point to the right to work, which another nationality does not change by itself."""
        moved = form.cleaned_data["nationality"] != self.person.nationality
        return [*super().warnings(form, start), *([LOOK_AGAIN] if moved else [])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out what holds now: the form itself shows it."""
        return super().get_context_data(**{"current": [], **kwargs})

    def operate(self, form: Form) -> None:
        details = ContactDetails(**{name: form.cleaned_data[name] for name in self.names})
        people.correct_contacts(person=self.person.uuid, details=details, **self.stamp(form))


def _details(given: dict[str, Any]) -> dict[str, str]:
    where = {}
    if "phone" in given:
        where = {"Address": ", ".join(address_lines(given)), "Telephone": given["phone"]}
    nationality = country(given["nationality"], on=timezone.localdate())
    return {"Known as": given["known_as"], "Nationality": nationality, "Email": given["email"], **where}


def address_lines(given: Mapping[str, Any]) -> list[str]:
    """Return the lines of an address that say something."""
    return [given[name] for name in ("address_line_1", "address_line_2", "town", "postcode") if given[name]]


class _Show(ChangeView):
    """Show in full what is masked, once, for a reason that the audit trail keeps."""

    permission = "people.unmask"
    form_class = ShowForm
    submit = "Show"
    consequences = ("The audit trail keeps your name, the time and the reason. It is shown on the next page only.",)

    shown: list[dict[str, str]]

    def form_valid(self, form: Form) -> HttpResponse:
        """Show it, or say why not."""
        assert isinstance(form, ShowForm)  # noqa: S101 - the form of this view
        try:
            with transaction.atomic():
                self.operate(form)
        except DomainError as error:
            form.refuse(error)
            return self.form_invalid(form)
        self.template_name = "hr/shown.html"
        reason = form.cleaned_data["reason"]
        return self.render_to_response(
            self.get_context_data(form=None, shown=self.shown, reason=reason, consequences=())
        )


class ShowNino(_Show):
    """The National Insurance number in full."""

    title = "Show the National Insurance number"

    def operate(self, form: Form) -> None:
        number = disclosure.unmask_nino(person=self.person.uuid, **self.stamp(form))
        self.shown = [{"key": "National Insurance number", "value": number or "None recorded"}]


class ShowAskedNino(_Show):
    """The National Insurance number that a request asks for, to compare it with the document."""

    permission = "changes.approve"
    title = "Show the number that was asked for"

    def load_owner(self) -> None:
        """Find the request: it is about the person."""
        find(ChangeRequest.objects, uuid=self.kwargs["change"], person_id=self.person.pk)

    def operate(self, form: Form) -> None:
        number = disclosure.unmask_asked_nino(change=self.kwargs["change"], **self.stamp(form))
        self.shown = [{"key": "Number asked for", "value": number}]

    def back(self) -> str:
        return reverse("change", args=[self.partner.code, self.kwargs["change"]])


class ShowAddress(_Show):
    """A protected address and telephone number."""

    title = "Show the protected address"

    def operate(self, form: Form) -> None:
        found = disclosure.unmask_address(person=self.person.uuid, **self.stamp(form))
        lines = address_lines({name: getattr(found, name) for name in PROTECTED})
        self.shown = [
            {"key": "Address", "value": ", ".join(lines) or "None recorded"},
            {"key": "Telephone", "value": found.phone or "None recorded"},
        ]
        token = signing.dumps([str(found.uuid), self.user.pk], salt=SHOWN_SALT)
        if self.may("people.edit"):
            self.extra_context = {"more": {"text": "Change it", "href": f"../details/?shown={token}"}}


class ShowBank(_Show):
    """A bank account in full."""

    title, tab = "Show the bank account", "person_bank"

    def load_owner(self) -> None:
        """Find the account: it is the person's."""
        own = {"uuid": self.kwargs["account"], "person_id": self.person.pk}
        if not any(model.objects.filter(**own).exists() for model in (BankAccount, SecondAccount)):
            raise Http404

    def operate(self, form: Form) -> None:
        found = disclosure.unmask_bank(account=self.kwargs["account"], **self.stamp(form))
        self.shown = [
            {"key": "Sort code", "value": "-".join(found.sort_code[place : place + 2] for place in (0, 2, 4))},
            {"key": "Account number", "value": found.account_number},
        ]
        if found.roll_number:
            self.shown.append({"key": "Roll number", "value": found.roll_number})
