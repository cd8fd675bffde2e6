"""My bank account: where my pay goes, another account with a fresh sign-in, and a change that I did not ask for."""

from datetime import datetime
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.generic import TemplateView

from hr.forms.bank import BankAccountForm, SecondAccountForm
from hr.forms.personal import NothingToEnter
from hr.models import BankAccount, BankChange, Employment, SecondAccount
from hr.operations import bank_changes
from hr.operations.bank_changes import SignIn
from hr.operations.bank_wishes import Wanted
from hr.queries import bank_changes as found
from hr.queries import bank_facts
from hr.states import PENDING_BANK_CHANGES
from hr.views.base import find
from hr.views.my_details import MyDetailsView
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import day, money

ACCOUNT = ("holder", "sort_code", "account_number", "roll_number")
CONTROLS = (
    "We tell you at once at the e-mail addresses and numbers that we held before, with a link to cancel.",
    "Main and second account are guarded alike, and one change is under way at a time.",
    "The change takes effect three working days later at the earliest, and never between the closing of a pay run "
    "and its pay day. Until then pay goes where it goes now.",
    "We may ring you on a number that we have held for more than 30 days.",
    "We never ask for bank details by e-mail.",
)


class MyBank(MyDetailsView, TemplateView):
    """The account of each employment, and the changes that are under way or over."""

    template_name = "hr/me_bank.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show four digits of each account, and how a change gets on."""
        who: dict[str, Any] = {"partner_id": self.partner.pk, "person_ids": self.access.person_ids}
        changes = found.own_changes(**who)
        open_for = {row.employment_id for row in changes if row.state in PENDING_BANK_CHANGES}
        today = timezone.localdate()
        seconds = found.own_seconds(**who, on=today)
        accounts = [
            {
                "title": f"Pay of employment {job.employee_no}",
                "rows": [
                    {"key": "Name on the account", "value": account.holder if account else ""},
                    {"key": "Account", "value": str(account) if account else ""},
                    {"key": "Used since", "value": day(account.valid.lower) if account else ""},
                    *_second_rows(seconds.get(job.pk)),
                ],
                "links": [] if job.pk in open_for else self._links(job, account, seconds.get(job.pk)),
            }
            for job, account in found.own_accounts(**who, on=today)
        ]
        return super().get_context_data(
            tabs=self.tabs("my_bank"), accounts=accounts, changes=[self._shown(row) for row in changes], **kwargs
        )

    def _links(
        self, job: Employment, account: BankAccount | None, second: SecondAccount | None
    ) -> list[dict[str, str]]:
        links = [("Change where this pay goes", "my_bank_change")]
        if second is not None:
            links += [
                ("Change the second account or its amount", "my_bank_second"),
                ("End the second account", "my_bank_second_end"),
            ]
        elif account is not None:
            links.append(("Add a second account for a fixed amount", "my_bank_second"))
        return [{"label": label, "href": self.url(name, employment=job.uuid)} for label, name in links]

    def _shown(self, row: BankChange) -> dict[str, Any]:
        is_open = row.state in PENDING_BANK_CHANGES
        told = ", ".join(f"{one.address} ({one.state_words.lower()})" for one in found.alerts(row))
        return {
            "title": f"Change: {found.wish(row)}",
            "state": row.state,
            "state_words": row.get_state_display(),
            "rows": [
                {"key": "Asked for", "value": row.get_channel_display()},
                {"key": "Takes effect", "value": day(row.effective_on) if is_open else "", "hint": _hint(row)}
                if is_open
                else {"key": "Outcome", "value": row.get_state_display()},
                {"key": "You were told at", "value": told},
            ],
            "events": found.events(row, with_names=False),
            "cancel_href": self.url("my_bank_cancel", bank_change=row.uuid) if is_open else "",
        }


def _second_rows(second: SecondAccount | None) -> list[dict[str, Any]]:
    if second is None:
        return []
    return [
        {
            "key": "Second account",
            "value": f"{second}, {money(second.amount)} of each pay period",
            "hint": f"{second.holder}, since {day(second.valid.lower)}. The rest goes to the main account.",
        }
    ]


def _hint(row: BankChange) -> str:
    if row.needs_second and row.state != BankChange.State.COOLING_OFF:
        return "At the earliest. HR may look at it first."
    return "Pay of that day and later goes where this says"


class FreshView(MyDetailsView, PartnerFormView):
    """A page behind a password or code that was given in the last minutes."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or ask for it again first."""
        return self._again() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form, or ask for it again first."""
        again = self._again()
        if again is not None:
            messages.info(request, "Your last password or code is too old. Confirm that it is you, then try again.")
        return again or super().post(request, *args, **kwargs)

    def _again(self) -> HttpResponse | None:
        if not get_adapter(self.request).is_reauthentication_required(app="hr"):
            return None
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': self.request.get_full_path()})}")

    @property
    def signed_in(self) -> SignIn:
        """Return when a password or code was last given, and since when this browser is known."""
        given = max(one["at"] for one in get_authentication_records(self.request, self.request.user))
        since = self.request.session.get("device_since")
        return SignIn(
            given_at=datetime.fromtimestamp(given, tz=timezone.get_current_timezone()),
            device_since=datetime.fromisoformat(since) if since else None,
            site=self.site,
        )


class ChangeMyBank(FreshView):
    """Ask for one's pay to go to another account."""

    write_permission = "me.view"
    template_name = "hr/me_bank_change.html"
    form_class: type[Form] = BankAccountForm
    here: ClassVar[str] = "Change"
    success_message = (
        "You have asked for the change. We have told you at the addresses and numbers that we held before."
    )

    def load(self) -> None:
        """Find the employment: another person's is not in scope."""
        self.job: Employment = find(
            Employment.objects, uuid=self.kwargs["employment"], person_id__in=self.access.person_ids
        )

    def perform(self, form: Form) -> str:
        """Ask for it."""
        account = self.wanted(form)
        bank_changes.request(employment=self.job.uuid, wanted=account, sign_in=self.signed_in, by=self.user, at=now())
        return self.url("my_bank")

    def wanted(self, form: Form) -> Wanted:
        """Return what is asked for."""
        return Wanted(**{name: form.cleaned_data[name] for name in ACCOUNT})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what will happen."""
        words = {"title": "Change where your pay goes", "caption": f"Employment {self.job.employee_no}"} | kwargs
        trail = self.own_crumbs(("Bank account", self.url("my_bank")), (self.here, ""))
        return super().get_context_data(controls=CONTROLS, cancel_href=self.url("my_bank"), breadcrumbs=trail, **words)


class ChangeMySecond(ChangeMyBank):
    """Ask for a fixed amount of each pay period to go to a second account, or for another amount."""

    form_class = SecondAccountForm
    here = "Second account"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whoever has one may change the amount alone."""
        return {**super().get_form_kwargs(), "has_second": self._second is not None}

    @property
    def _second(self) -> SecondAccount | None:
        return bank_facts.second_on(self.job, timezone.localdate())

    def wanted(self, form: Form) -> Wanted:
        """Return what is asked for."""
        return Wanted(part=BankChange.Part.SECOND, **{name: form.cleaned_data[name] for name in ("amount", *ACCOUNT)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what will happen."""
        second = self._second
        title = "Change your second account" if second else "Add a second account"
        return super().get_context_data(title=title, facts=_second_rows(second), **kwargs)


class EndMySecond(ChangeMyBank):
    """Ask for nothing more to go to the second account."""

    form_class = NothingToEnter
    here = "End the second account"

    def wanted(self, form: Form) -> Wanted:
        """Return what is asked for."""
        return Wanted(part=BankChange.Part.END)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what will happen."""
        facts = _second_rows(bank_facts.second_on(self.job, timezone.localdate()))
        return super().get_context_data(
            title="End your second account", facts=facts,
            lead="All of your pay goes to the main account then. The same checks are made as for any other change.",
            **kwargs,
        )  # fmt: skip


class CancelMyBank(MyDetailsView, PartnerFormView):
    """Cancel a change of one's own."""

    write_permission = "me.view"
    template_name = "partners/form_page.html"
    form_class = NothingToEnter
    success_message = "The change is cancelled. Pay goes where it went before."

    def load(self) -> None:
        """Find the change: another person's is not in scope."""
        self.row: BankChange = find(
            BankChange.objects, uuid=self.kwargs["bank_change"], person_id__in=self.access.person_ids
        )

    def perform(self, form: Form) -> str:
        """Cancel it."""
        bank_changes.cancel(change=self.row.uuid, by=self.user, at=now())
        return self.url("my_bank")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask."""
        return super().get_context_data(
            title="Cancel the change of bank account",
            lead=f"Pay goes on as it does now, and not by this: {found.wish(self.row)}. If you did not ask for it, "
            "choose a new password, too, and ring HR.",
            submit="Cancel the change", kind="warning", cancel_href=self.url("my_bank"),
            breadcrumbs=self.own_crumbs(("Bank account", self.url("my_bank")), ("Cancel", "")), **kwargs,
        )  # fmt: skip
