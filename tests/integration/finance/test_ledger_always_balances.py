"""After any sequence of posting, reversing, closing and reopening, the ledger adds up to nought (domain FIN-02).

In each legal entity and fund; numbers have no gaps; balances are the sums of posted lines; hashes follow each other.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import Balance, Journal, JournalSeries
from finance.operations import calendar, journals
from finance.queries.trial_balance import differences
from sharedservices.common.errors import DomainError
from tests.factories import closing
from tests.factories import ledger as make
from tests.factories.ledger import cr, dr

POUNDS = st.decimals("0.01", "999999.99", places=2)
CODES = st.sampled_from(["11000", "40100", "50000", "83000", "94050", "97000"])
STEP = st.one_of(
    st.tuples(
        st.just("post"),
        st.integers(4, 12),
        st.sampled_from(["GEN", "PUB"]),
        st.lists(st.tuples(CODES, POUNDS), min_size=1, max_size=4),
        st.booleans(),
    ),
    st.tuples(st.just("reverse"), st.integers(0, 9), st.integers(4, 12)),
    st.tuples(st.sampled_from(["close", "soft_close", "reopen", "open"]), st.integers(1, 12)),
)


def take(books, people, step, rows):
    """Take one step; what a rule refuses leaves nothing."""
    match step:
        case ("post", month, fund, sides, is_whole):
            lines = [dr(code, pounds, fund=fund) for code, pounds in sides]
            total = sum((pounds for _code, pounds in sides), Decimal(0))
            lines.append(cr("94000", total if is_whole else total + Decimal("0.01"), fund=fund))
            rows.append(make.posted(books, *lines, on=date(2026, month, 1)))
        case ("reverse", which, month) if rows:
            row = rows[which % len(rows)]
            mirror = journals.draft_reversal(
                journal=row.uuid, accounting_date=date(2026, month, 28), description="Reversed once more",
                by=people.pru, at=make.NOW,
            )  # fmt: skip
            make.approve(make.proposed(books, mirror, by=people.pru), people.fay, people.dee)
        case ("close", number):
            closing.close(books, number, modules=["GL", "AP"], by=people.cat, deputy=people.dee)
        case (("soft_close" | "reopen" | "open") as action, number):
            calendar.move(
                period=books.periods[number].uuid, modules=["GL", "AP"], action=action, by=people.cat, at=make.NOW,
                reason="Something is still missing",
            )  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, max_size=12))
def test_any_sequence_leaves_every_fund_at_nought_and_no_gap_in_numbers(books, people, steps):
    with transaction.atomic():
        rows = []
        for step in steps:
            try:
                with transaction.atomic():
                    take(books, people, step, rows)
            except DomainError:
                pass

        by_fund = Balance.objects.values_list("coding__fund__code").annotate(debit=Sum("debit"), credit=Sum("credit"))
        assert {fund for fund, debit, credit in by_fund if debit != credit} == set()
        assert differences(partner_id=books.partner.pk) == []
        numbers = defaultdict(list)
        for row in Journal.objects.filter(state="POSTED").order_by("number"):
            numbers[row.kind].append(row.number)
        assert dict(numbers) == {kind: list(range(1, len(found) + 1)) for kind, found in numbers.items()}
        last = {one.kind: (one.number, one.chain_hash) for one in JournalSeries.objects.all()}
        posted = {
            row.kind: (row.number, row.chain_hash) for row in Journal.objects.filter(state="POSTED").order_by("number")
        }
        assert last == posted
        transaction.set_rollback(True)
