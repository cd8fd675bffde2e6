"""The one way out for text messages. Only partners.operations.messages comes here, after it has looked for a hold.

`TEXT_MESSAGE_SERVICE` names the function that hands one to a service. Nothing is connected until a contract with one
is: then a text message fails at once and says so, and whoever relies on it rings instead.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


class NotSent(Exception):
    """The service did not take it. The message holds no number."""


class NotConnected(NotSent):
    """There is no service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage:
    """One text message, as it leaves. `reference` makes one that was sent twice recognisable."""

    to: str
    body: str
    reference: str


def send(message: TextMessage) -> None:
    """Hand one text message to the service.

    :raises NotConnected: when there is none
    :raises NotSent: when it does not take it
    """
    if not settings.TEXT_MESSAGE_SERVICE:
        raise NotConnected("No text message service is connected")
    import_string(settings.TEXT_MESSAGE_SERVICE)(message)
