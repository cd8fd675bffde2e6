"""The way in for somebody new: a link to choose a password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from partners.gateways import mail
from partners.models import Partner, User


def send(*, partner_id: int, user_id: int, site: str) -> None:
    """Mail a new user the link; `site` is the scheme and host that they will use. Nothing once they have a password."""
    user = User.objects.get(pk=user_id)
    if user.has_usable_password():
        return
    words = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    partner = Partner.objects.get(pk=partner_id)
    mail.send(
        to=user.email,
        subject=f"Your access to Shared Services at {partner.name}",
        template="email/invitation.txt",
        context={
            "user": user,
            "partner": partner,
            "link": site + reverse("account_reset_password_from_key", kwargs=words),
        },
    )
