"""Errors of the API: wrong state 409, bad value 400, not yours 404, not allowed 403."""

from typing import Any

from django.db import transaction
from rest_framework.response import Response
from rest_framework.views import exception_handler

from sharedservices.common.errors import DomainError
from sharedservices.common.flow import WrongState


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer our own errors with their message; nothing that the failed request wrote stays."""
    if isinstance(error, DomainError):
        transaction.set_rollback(True)
        status = 409 if isinstance(error, WrongState) else 400
        return Response({"detail": str(error), "field": getattr(error, "field", None)}, status=status)
    response = exception_handler(error, context)
    if response is not None and transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    return response
