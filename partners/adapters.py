"""How allauth fits here: nobody signs up, second-factor secrets are sealed."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from sharedservices.common import sealing


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are granted by a user administrator; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody makes their own account."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask for the password again, unless it or a code was given in the last minutes: at sign-in, say."""
        given = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - one["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for one in given)


class MfaAdapter(DefaultMFAAdapter):
    """Keeps authenticator secrets and recovery seeds sealed in the database."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return sealing.seal(text, aad="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return sealing.open_sealed(encrypted_text, aad="mfa")
