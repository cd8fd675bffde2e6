"""The one way out for mail."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def send(*, to: str, subject: str, template: str, context: Mapping[str, Any]) -> None:
    """Send one plain text mail; tasks call it, never a view."""
    body = render_to_string(template, dict(context))
    EmailMessage(subject=" ".join(subject.split()), body=body, to=[to]).send()
