"""The way in for somebody new: a link to choose a password."""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from partners.models import Partner, User
from partners.operations import messages
from partners.operations.messages import Draft
from sharedservices.common.db import transaction_required


@transaction_required
def send(*, partner_id: int, user_id: int, site: str, at: datetime) -> None:
    """Mail a new user the link; `site` is the scheme and host that they will use. Nothing once they have a password.

    Asked for again on the same day it is the same invitation.
    """
    user = User.objects.get(pk=user_id)
    if user.has_usable_password():
        return
    words = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    partner = Partner.objects.get(pk=partner_id)
    draft = Draft(
        kind="invitation",
        key=f"invitation:{user.pk}:{at:%Y-%m-%d}",
        address=user.email,
        user_id=user.pk,
        subject=f"Your access to Shared Services at {partner.name}",
        neutral_subject="Your access to Shared Services",
        template="email/invitation.txt",
        context={
            "user": user,
            "partner": partner,
            "link": site + reverse("account_reset_password_from_key", kwargs=words),
        },
    )
    messages.send(partner_id=partner_id, draft=draft, by=None, at=at)
