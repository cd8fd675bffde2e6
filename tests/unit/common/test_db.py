"""What needs a transaction says so when there is none, before it touches the database."""

import pytest

from sharedservices.common.bulk import copy_rows, read_rows, update_rows
from sharedservices.common.db import TransactionNeeded, lock_one, transaction_required
from tests.integration.common.test_bulk import Sample


@transaction_required
def approve(*, run_id):
    return run_id


def test_an_operation_outside_a_transaction_is_refused_by_name():
    with pytest.raises(TransactionNeeded, match=r"test_db\.approve must run inside a transaction"):
        approve(run_id=3)


def test_a_lock_outside_a_transaction_is_refused():
    with pytest.raises(TransactionNeeded, match="lock_one"):
        lock_one(Sample, 1)


def test_a_bulk_write_or_read_outside_a_transaction_is_refused():
    with pytest.raises(TransactionNeeded, match="bulk write"):
        copy_rows(Sample, ["id", "partner_id"], [])
    with pytest.raises(TransactionNeeded, match="bulk write"):
        update_rows(Sample, ["id"], ["label"], [])
    with pytest.raises(TransactionNeeded, match="read_rows"):
        next(read_rows("SELECT 1"))
