"""What the ledger asks of people and posts: how many are paid from a cost centre, and where a post is frozen."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count

from finance.engine import fiscal
from hr.models import CostSplit, PostFunding
from hr.states import PostState


def people_paid(*, partner_id: int, legal_entity_id: int, on: date) -> Mapping[int, int]:
    """Return how many people were paid from each cost centre since the financial year began, by its id. One query."""
    begins = fiscal.spans(fiscal.year_of(on))[fiscal.FIRST].first
    rows = CostSplit.objects.of(partner_id).filter(
        cost_centre__legal_entity=legal_entity_id, valid__overlap=DateRange(begins, on, "[]")
    )
    return dict(rows.values_list("cost_centre_id").annotate(n=Count("person", distinct=True)))


def frozen_posts(*, partner_id: int, on: date) -> Collection[int]:
    """Return the ids of cost centres that a frozen post is funded from on a day. One query."""
    rows = PostFunding.objects.of(partner_id).filter(post__state=PostState.FROZEN, valid__contains=on)
    return set(rows.values_list("cost_centre_id", flat=True))
