"""How allauth fits here: nobody signs up, its mail leaves by the one way out, second-factor secrets are sealed."""

import logging
import time
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from partners.operations import messages
from partners.operations.messages import Draft
from partners.queries import suspended_everywhere
from sharedservices.common import sealing

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are granted by a user administrator; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody makes their own account."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask for the password again, unless it or a code was given in the last minutes: at sign-in, say."""
        given = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - one["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for one in given)

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Refuse a login whose every access is suspended, in the words for one that is closed."""
        if suspended_everywhere(user_id=user.pk, on=timezone.localdate()):
            clear_login(request)
            refused: HttpResponse = self.respond_user_inactive(request, user)
            return refused
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's mail: the gateway sends it, unless its reader must not be written to."""
        site = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        written = self.render_mail(template_prefix, email, site | context)
        draft = Draft(
            kind="account",
            key=f"account:{uuid.uuid4()}",
            address=email,
            subject=str(written.subject),
            template=template_prefix[:100],
        )
        if messages.send_about_account(draft=draft, body=str(written.body), at=timezone.now()) is None:
            logger.info("no mail about a login that no partner knows: %s", template_prefix)


class MfaAdapter(DefaultMFAAdapter):
    """Keeps authenticator secrets and recovery seeds sealed in the database."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return sealing.seal(text, aad="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return sealing.open_sealed(encrypted_text, aad="mfa")
