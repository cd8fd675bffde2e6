"""One row for a route of the interface, or not found."""

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404

M = TypeVar("M", bound=Model)


def found_or_404(rows: QuerySet[M], **wanted: Any) -> M:
    """Return one row. :raises Http404: when there is none in scope."""
    try:
        return rows.get(**wanted)
    except ObjectDoesNotExist:
        raise Http404 from None
