"""The one way out for mail. Only partners.operations.messages comes here, after it has looked for a hold."""

import smtplib
from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

NEUTRAL = "Staff services"
"""The sender where a partner's mail names no organisation and no name is set."""


class NotSent(Exception):
    """The mail server did not take it. The message holds no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One plain text mail, as it leaves. `reference` makes a copy that was sent twice recognisable as one."""

    to: str
    subject: str
    body: str
    from_name: str
    reference: str


def send(letter: Letter) -> None:
    """Hand one mail to the mail server.

    :raises NotSent: when it does not take it
    """
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {"Message-ID": f"<{letter.reference}@{address.rpartition('@')[2]}>", "Auto-Submitted": "auto-generated"}
    sender = formataddr((" ".join((letter.from_name or NEUTRAL).split()), address))
    try:
        EmailMessage(letter.subject, letter.body, from_email=sender, to=[letter.to], headers=headers).send()
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(type(error).__name__) from error
