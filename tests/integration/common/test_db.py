"""Transactions that must be open, and row locks."""

import pytest
from django.db import connection

from sharedservices.common.db import lock_one, transaction_required
from tests.integration.common.test_fields import Amounts, make_amounts_table


@transaction_required
def approve(*, run_id: int) -> int:
    """Approve."""
    return run_id


@pytest.mark.django_db
def test_transaction_required_lets_the_call_through_inside_one():
    assert approve(run_id=3) == 3
    assert approve.__doc__ == "Approve."


@pytest.mark.django_db
def test_lock_one_returns_the_row_locked(django_assert_num_queries):
    make_amounts_table()
    row = Amounts.objects.create(amount=1, rate=1, hours=1)

    with django_assert_num_queries(1) as queries:
        found = lock_one(Amounts, row.pk)

    assert found == row
    assert 'FOR UPDATE OF "fields_amounts"' in queries.captured_queries[0]["sql"]


@pytest.mark.django_db
def test_lock_one_takes_a_queryset_and_raises_when_it_does_not_hold_the_row():
    make_amounts_table()
    row = Amounts.objects.create(amount=1, rate=1, hours=1)

    assert lock_one(Amounts.objects.filter(amount=1), row.pk) == row
    with pytest.raises(Amounts.DoesNotExist):
        lock_one(Amounts.objects.filter(amount=2), row.pk)
    assert connection.in_atomic_block
