"""What the routes of finance share: legal entities, pounds, and one row or not found."""

from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from finance.queries import ledger_pages
from partners.api.base import PartnerApiView
from partners.models import ChangeRequest, LegalEntity
from partners.queries import changes as requests
from partners.queries.changes import Reader

M = TypeVar("M", bound=Model)
PAGING = [OpenApiParameter("limit", int), OpenApiParameter("offset", int)]
LONGEST_SEARCH = 100


def pounds(**more: Any) -> serializers.DecimalField:
    """Return a field of pounds and pence, written as text: "12.50"."""
    return serializers.DecimalField(max_digits=16, decimal_places=2, **more)


def one_or_404(rows: QuerySet[M], **wanted: Any) -> M:
    """Return one row. :raises Http404: when there is none in scope."""
    try:
        return rows.get(**wanted)
    except ObjectDoesNotExist:
        raise Http404 from None


class FinanceApiView(PartnerApiView):
    """A route of finance. What a query names is looked at once it is known that it may be."""

    permission = "ledger.view"

    @property
    def sees_pay(self) -> bool:
        """Whether figures that rest on the pay of fewer than three people are to be seen: as on the pages."""
        return "people.view_pay" in self.access.permissions

    def asked(self, request: Request, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Return what stands in the address behind the question mark. :raises ValidationError: answered as 400."""
        wish = shape(data=request.query_params)
        wish.is_valid(raise_exception=True)
        return dict(wish.validated_data)

    def entity(self, wanted: UUID | None) -> LegalEntity:
        """Return the legal entity that is named, or the only one with a ledger.

        :raises ValidationError: when it is not here, has no ledger, or one of several has to be named
        """
        rows = ledger_pages.entities(partner_id=self.partner.pk)
        fits = [one for one in rows if wanted is None or one.uuid == wanted]
        if len(fits) == 1:
            return fits[0]
        why = "Say which legal entity: there are several." if fits else "There is no such ledger here."
        raise ValidationError({"entity": [why]})

    def request_about(self, row: ChangeRequest | None) -> requests.ChangeDocument | None:
        """Return a change request as its page would show it."""
        if row is None:
            return None
        return requests.document(
            partner_id=self.partner.pk, change=row.uuid, reader=Reader(self.user, self.access.permissions),
            on=timezone.localdate(), at=timezone.now(),
        )  # fmt: skip
