"""The matching cascade: what each rule takes, and what it leaves to people (domain FIN-09)."""

from datetime import date
from decimal import Decimal

import pytest

from finance.engine.bank_matching import BankItem, Found, LedgerItem, NarrativeRule, by_narrative, cascade
from finance.engine.statements import domestic

DAY = 10
REFERENCE = Found("REFERENCE", (1,), (7,))


def bank(key, pounds, day=DAY, reference="", **more):
    return BankItem(key, date(2026, 11, day), Decimal(pounds), reference, **more)


def ledger(key, pounds, day=DAY, reference="", batch=""):
    return LedgerItem(key, date(2026, 11, day), Decimal(pounds), reference, batch)


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        # The same reference, however it is written, on any day.
        ([bank(1, "5.00", reference="SI-000 001")], [ledger(7, "5.00", 1, "si000001")], [REFERENCE]),
        # Another amount is not the same, and neither is the other direction.
        ([bank(1, "5.00", reference="SI000001")], [ledger(7, "-5.00", 1, "SI000001")], []),
        # Twice on one side and once on the other says nothing.
        ([bank(1, "5.00", reference="RENT"), bank(2, "5.00", reference="RENT")], [ledger(7, "5.00", 20, "RENT")], []),
        # Three days apart, and four.
        ([bank(1, "5.00")], [ledger(7, "5.00", DAY - 3)], [Found("AMOUNT", (1,), (7,))]),
        ([bank(1, "5.00")], [ledger(7, "5.00", DAY - 4)], []),
        # Two that could be it: a person looks.
        ([bank(1, "5.00")], [ledger(7, "5.00"), ledger(8, "5.00", DAY + 1)], []),
        ([bank(1, "5.00"), bank(2, "5.00")], [ledger(7, "5.00")], []),
        # A Bacs run, of which one payment looks like another line.
        (
            [bank(1, "-30.00", reference="RUN17"), bank(2, "-10.00")],
            [ledger(7, "-10.00", batch="RUN 17"), ledger(8, "-20.00", batch="RUN 17")],
            [Found("BATCH", (1,), (7, 8))],
        ),
        # A card settlement of £50.00, of which the bank kept £0.75.
        (
            [bank(1, "49.25", charges=Decimal("0.75"))],
            [ledger(7, "20.00", batch="CARDS 1011"), ledger(8, "30.00", batch="CARDS 1011")],
            [Found("BATCH", (1,), (7, 8), Decimal("0.75"))],
        ),
    ],
)  # fmt: skip
def test_what_the_cascade_takes_and_leaves(here, there, found):
    assert cascade(here, there) == found


def test_a_rule_by_narrative_needs_its_words_and_keeps_its_limit():
    rules = [NarrativeRule(1, "ACCOUNT CHARGES", Decimal("50.00"), is_automatic=True)]
    assert by_narrative(bank(1, "-50.00", narrative="Account charges Oct"), rules) == rules[0]
    assert by_narrative(bank(1, "-50.01", narrative="Account charges Oct"), rules) is None
    assert by_narrative(bank(1, "-5.00", narrative="Account charge"), rules) is None


def test_sort_code_and_number_are_read_out_of_an_iban_whose_check_digits_are_right():
    # The example of the IBAN registry for the United Kingdom.
    assert domestic("GB29 NWBK 6016 1331 9268 19") == "60161331926819"
    assert domestic("GB28 NWBK 6016 1331 9268 19") == ""
    assert domestic("DE89370400440532013000") == ""
