"""What mail and letters of a partner show from outside: what holds, what waits for a second person, what held."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from partners.forms_mail import MailProfileForm, RefuseProfileForm
from partners.models import LegalEntity, MailProfile
from partners.operations import mail_profiles
from partners.operations.mail_profiles import Wanted
from partners.queries import mail_profiles as found
from partners.queries.stationery import stationery
from partners.views.base import PartnerActionView, PartnerFormView, PartnerView, now
from sharedservices.common.formatting import day, moment

TITLE = "Mail and envelopes"
HEADINGS = [{"label": one} for one in ("Sender", "For", "From", "Names the organisation", "Decided by")]
WHOLE = "The whole organisation"


class ProfileView(PartnerView):
    """What these pages share."""

    permission = "mail.view"

    def at(self, name: str = "mail_profiles", **kwargs: Any) -> str:
        """Return the address of a page."""
        return reverse(name, kwargs={"partner_code": self.partner.code, **kwargs})

    def trail(self, *here: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Organisation", reverse("partnership", args=[self.partner.code])), *here)


class MailProfiles(ProfileView, TemplateView):
    """What holds today, what waits, and every profile that was approved."""

    template_name = "partners/mail_profiles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show them."""
        look = stationery(partner_id=self.partner.pk, on=timezone.localdate())
        rows = found.every(partner_id=self.partner.pk)
        actions = [{"label": "Propose a change", "href": self.at("mail_profile_propose")}]
        return super().get_context_data(
            title=TITLE,
            actions=actions if self.may("mail.propose") else [],
            today=[
                {"key": "Sender", "value": look.sender_name},
                {"key": "Names the organisation", "value": "No: neutral" if look.is_neutral else "Yes"},
                {"key": "Return address", "value": ", ".join(look.return_lines)},
                {"key": "Subject where its own would name it", "value": look.subject or "A message for you"},
            ],
            waiting=[self._waiting(row) for row in rows if row.state == MailProfile.State.PROPOSED],
            headings=HEADINGS,
            rows=[_cells(row) for row in rows if row.state == MailProfile.State.APPROVED],
            breadcrumbs=self.trail((TITLE, "")),
            **kwargs,
        )

    def _waiting(self, row: MailProfile) -> dict[str, Any]:
        is_own = row.made_human == self.user.human_id
        return {
            "name": f"{_whose(row)}, from {day(row.valid_from)}",
            "facts": _facts(row),
            "uuid": row.uuid,
            "may_decide": self.may("mail.approve") and not is_own,
            "may_withdraw": self.may("mail.propose"),
            "why_not": "You proposed this: a colleague decides." if is_own and self.may("mail.approve") else "",
        }


class ProposeProfile(ProfileView, PartnerFormView):
    """Propose what mail shows from a day on."""

    permission = "mail.propose"
    template_name = "partners/form_page.html"
    form_class = MailProfileForm
    success_message = "Proposed. It holds from its day once somebody else has approved it."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the legal entities."""
        return {**super().get_form_kwargs(), "entities": found.entities(partner_id=self.partner.pk)}

    def get_initial(self) -> dict[str, Any]:
        """Begin with what holds."""
        look = stationery(partner_id=self.partner.pk, on=timezone.localdate())
        return {
            "shows_organisation": "no" if look.is_neutral else "yes", "sender_name": look.sender_name,
            "return_address": "\n".join(look.return_lines), "subject": look.subject or "A message for you",
        }  # fmt: skip

    def perform(self, form: Form) -> str:
        """Propose it."""
        given = dict(form.cleaned_data)
        reason, entity = given.pop("reason"), given.pop("legal_entity") or None
        try:
            mail_profiles.propose(
                partner_id=self.partner.pk, wanted=Wanted(legal_entity=entity, **given), reason=reason, by=self.user,
                at=now(),
            )  # fmt: skip
        except LegalEntity.DoesNotExist:
            raise Http404 from None
        return self.at()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {
            "title": "Propose what mail shows",
            "lead": "Sender, return address and subject of every e-mail and letter: what anybody at somebody’s door or "
            "screen can read.",
            "submit": "Propose",
        }
        crumbs = self.trail((TITLE, self.at()), ("Propose", ""))
        return super().get_context_data(breadcrumbs=crumbs, cancel_href=self.at(), **words, **kwargs)


class _Decide(ProfileView, PartnerActionView):
    permission = "mail.approve"

    def back(self) -> str:
        """Return to the list."""
        return self.at()

    def given(self) -> dict[str, Any]:
        """Return which one, who and when."""
        return {
            "partner_id": self.partner.pk, "profile": self.kwargs["mail_profile"], "by": self.user, "at": now(),
        }  # fmt: skip


class ApproveProfile(_Decide):
    """Approve it as a second person."""

    success_message = "Approved. Every message and letter goes by it from its first day."

    def perform(self) -> str:
        """Approve it."""
        try:
            mail_profiles.approve(**self.given())
        except MailProfile.DoesNotExist:
            raise Http404 from None
        return self.at()


class WithdrawProfile(_Decide):
    """Take a proposal back."""

    permission = "mail.propose"
    success_message = "Taken back."

    def perform(self) -> str:
        """Take it back."""
        try:
            mail_profiles.withdraw(**self.given())
        except MailProfile.DoesNotExist:
            raise Http404 from None
        return self.at()


class RefuseProfile(ProfileView, PartnerFormView):
    """Refuse it, and say why."""

    permission = "mail.approve"
    template_name = "partners/form_page.html"
    form_class = RefuseProfileForm
    success_message = "Refused."

    def load(self) -> None:
        """Find it. :raises Http404: when there is none."""
        if not found.exists(partner_id=self.partner.pk, profile=self.kwargs["mail_profile"]):
            raise Http404

    def perform(self, form: Form) -> str:
        """Refuse it."""
        mail_profiles.refuse(
            partner_id=self.partner.pk, profile=self.kwargs["mail_profile"], note=form.cleaned_data["note"],
            by=self.user, at=now(),
        )  # fmt: skip
        return self.at()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        crumbs = self.trail((TITLE, self.at()), ("Refuse", ""))
        words = {"title": "Refuse this proposal", "submit": "Refuse", "kind": "warning"}
        return super().get_context_data(breadcrumbs=crumbs, cancel_href=self.at(), **words, **kwargs)


def _whose(row: MailProfile) -> str:
    return row.legal_entity.legal_name if row.legal_entity else WHOLE


def _facts(row: MailProfile) -> list[dict[str, Any]]:
    return [
        {"key": "Sender", "value": row.sender_name},
        {"key": "Names the organisation", "value": "Yes" if row.shows_organisation else "No: neutral"},
        {"key": "Return address", "value": ", ".join(row.return_address.splitlines())},
        {"key": "Subject", "value": row.subject},
        {"key": "Proposed", "value": f"{row.made_by}, {moment(row.made_at)}", "hint": row.reason},
    ]


def _cells(row: MailProfile) -> list[dict[str, Any]]:
    named = "Yes" if row.shows_organisation else "No: neutral"
    texts = (_whose(row), day(row.valid_from), named, str(row.decided_by))
    return [{"text": row.sender_name, "is_header": True, "hint": row.reason}, *({"text": one} for one in texts)]
