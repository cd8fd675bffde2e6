"""Errors of the API: wrong state 409, bad value 400, not yours 404, not allowed 403."""

from typing import Any

from django.db import transaction
from rest_framework.response import Response
from rest_framework.views import exception_handler

from partners.scope import BeyondReach, beyond_reach
from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer our own errors with their words; nothing that the failed request wrote stays."""
    if beyond_reach(error):
        error = BeyondReach()
    if isinstance(error, DomainError):
        status = 409 if isinstance(error, WrongState) else 400
        response: Response | None = Response(
            {"detail": error.message, "field": error.field, "remedy": error.remedy}, status=status
        )
    else:
        response = exception_handler(error, context)
    request = context["request"]
    request._request.refused = error
    if response is not None and getattr(request._request, "partner_access", None) is not None:
        transaction.set_rollback(True)  # the middleware's scope is open
    return response
