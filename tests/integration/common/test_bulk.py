"""COPY under row level security: exact values, refused values, the wall, and repetition in one transaction."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

import pytest
from django.contrib.postgres.fields import DateRangeField
from django.db import DataError, IntegrityError, ProgrammingError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sharedservices.common.bulk import CHUNK_ROWS, DuplicateKeys, copy_rows, read_rows, update_rows
from sharedservices.common.fields import MoneyField

pytestmark = pytest.mark.django_db

UTC = dt.UTC
TAX_YEAR = DateRange(dt.date(2026, 4, 6), dt.date(2027, 4, 6))


class Sample(models.Model):
    """One column of each type that results and imports write."""

    id = models.UUIDField(primary_key=True)
    partner_id = models.IntegerField()
    label = models.TextField(null=True)
    amount = MoneyField(null=True)
    factor = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    on = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    flag = models.BooleanField(null=True)
    facts = models.JSONField(null=True)
    span = DateRangeField(null=True)
    quoted = models.IntegerField(null=True, db_column='odd "q" name')

    class Meta:
        app_label = "bulk_tests"
        db_table = "bulk_sample"
        managed = False


TABLE = """
CREATE TEMPORARY TABLE bulk_sample (
    id uuid PRIMARY KEY, partner_id integer NOT NULL, label text, amount numeric(14,2) CHECK (amount <> 13),
    factor numeric(12,4), "on" date, at timestamptz, flag boolean, facts jsonb, span daterange,
    "odd ""q"" name" integer);
ALTER TABLE bulk_sample ENABLE ROW LEVEL SECURITY;
ALTER TABLE bulk_sample FORCE ROW LEVEL SECURITY;
CREATE POLICY own_partner ON bulk_sample USING (partner_id = current_setting('bulk_tests.partner')::integer);
SET LOCAL bulk_tests.partner = '1';
"""


@pytest.fixture
def sample(db):
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    return Sample


def stored(column):
    """Return the column of the only row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bulk_sample")
        names = [description[0] for description in cursor.description]
        (row,) = cursor.fetchall()
    return dict(zip(names, row, strict=True))[column]


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("label", "plain", "plain"),
        ("label", "", ""),
        ("label", None, None),
        ("label", "\\N", "\\N"),
        ("label", "\\.", "\\."),
        ("label", 'tab\tline\nreturn\rback\\slash "quote" , £ ŵ 😀', 'tab\tline\nreturn\rback\\slash "quote" , £ ŵ 😀'),
        ("label", Colour.RED, "red"),
        ("amount", Decimal("1234.50"), Decimal("1234.50")),
        ("amount", Decimal("-0.01"), Decimal("-0.01")),
        ("amount", Decimal("1E+3"), Decimal("1000.00")),
        ("amount", Decimal("7.5000"), Decimal("7.50")),
        ("amount", 12, Decimal("12.00")),
        ("amount", None, None),
        ("factor", Decimal("0E-8"), Decimal("0.0000")),
        ("on", dt.date(2026, 11, 30), dt.date(2026, 11, 30)),
        ("at", dt.datetime(2026, 11, 30, 9, 5, 1, 250, UTC), dt.datetime(2026, 11, 30, 9, 5, 1, 250, UTC)),
        ("flag", True, True),
        ("flag", False, False),
        ("facts", {"a": [1, None], "tab\t": "\\ \n", "on": dt.date(2026, 1, 2)},
         '{"a": [1, null], "on": "2026-01-02", "tab\\t": "\\\\ \\n"}'),
        ("facts", '{"already": "text"}', '{"already": "text"}'),
        ("facts", None, None),
        ("span", TAX_YEAR, TAX_YEAR),
        ("span", DateRange(dt.date(2026, 4, 6), None), DateRange(dt.date(2026, 4, 6), None)),
        ("span", DateRange(empty=True), DateRange(empty=True)),
        ("quoted", 5, 5),
    ],
)  # fmt: skip
def test_copy_rows_keeps_every_value_exactly(sample, column, value, expected):
    n_rows = copy_rows(sample, ["id", "partner_id", column], [(uuid4(), 1, value)])

    assert n_rows == 1
    found = stored('odd "q" name' if column == "quoted" else column)
    assert found == expected
    assert type(found) is type(expected)


def test_copy_rows_takes_mixed_types_and_nulls_in_one_column(sample):
    values = [Decimal("1.10"), None, 2, Decimal("3"), None]

    copy_rows(sample, ["id", "partner_id", "amount"], [(UUID(int=n), 1, value) for n, value in enumerate(values)])

    found = list(sample.objects.order_by("id").values_list("amount", flat=True))
    assert found == [Decimal("1.10"), None, Decimal("2.00"), Decimal("3.00"), None]


@pytest.mark.parametrize(
    ("column", "value", "error", "words"),
    [
        ("amount", Decimal("0.005"), ValueError, "amount cannot keep 0.005 exactly"),
        ("amount", Decimal("1E-7"), ValueError, "exactly"),
        ("amount", Decimal("NaN"), ValueError, "NaN"),
        ("amount", Decimal("Infinity"), ValueError, "Infinity"),
        ("amount", 0.5, TypeError, "amount cannot take a float"),
        ("label", "nul\0byte", ValueError, "NUL"),
        ("label", "\ud800", ValueError, "surrogates"),
        ("label", object(), TypeError, "object"),
        ("at", dt.datetime(2026, 1, 1), ValueError, "time zone"),  # noqa: DTZ001
        ("facts", {"rate": float("nan")}, ValueError, "JSON"),
        ("facts", {"what": object()}, TypeError, "serializable"),
    ],
)
def test_copy_rows_refuses_what_has_no_exact_form(sample, column, value, error, words):
    with pytest.raises(error, match=words):
        copy_rows(sample, ["id", "partner_id", column], [(uuid4(), 1, value)])


def test_copy_rows_refuses_a_ragged_row_by_its_number(sample):
    with pytest.raises(ValueError, match="row 1 has 1 values for 2 columns"):
        copy_rows(sample, ["id", "partner_id"], [(uuid4(), 1), (uuid4(),)])


@pytest.mark.parametrize("columns", [[], ["id", "nothing"], ["id", "id"], ['id"; DROP TABLE bulk_sample; --']])
def test_copy_rows_refuses_columns_that_the_model_does_not_have_once(sample, columns):
    with pytest.raises(ValueError, match="Sample takes each of its own columns at most once"):
        copy_rows(sample, columns, [(1,) * len(columns)])


def test_copy_rows_of_another_partner_is_refused_by_the_policy(sample):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        copy_rows(sample, ["id", "partner_id"], [(uuid4(), 1), (uuid4(), 2)])

    assert sample.objects.count() == 0


def test_copy_rows_obeys_the_constraints_of_the_table(sample):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows(sample, ["id", "partner_id", "amount"], [(uuid4(), 1, Decimal("13.00"))])
    with pytest.raises(DataError), transaction.atomic():
        copy_rows(sample, ["id", "partner_id", "facts"], [(uuid4(), 1, "{broken")])


def test_copy_rows_works_many_times_in_one_transaction_and_leaves_nothing_behind(sample):
    for _ in range(3):
        copy_rows(sample, ["id", "partner_id"], [(uuid4(), 1)])

    assert sample.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'bulk\\_%' AND relname !~ 'bulk_sample'")
        assert cursor.fetchone() == (0,)


def test_copy_rows_after_an_error_in_a_savepoint_works_again(sample):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows(sample, ["id", "partner_id"], [(UUID(int=1), 1), (UUID(int=1), 1)])

    assert copy_rows(sample, ["id", "partner_id"], [(UUID(int=1), 1)]) == 1


def test_copy_rows_without_rows_writes_nothing(sample):
    assert copy_rows(sample, ["id", "partner_id"], []) == 0


def test_copy_rows_takes_a_generator_that_queries_between_chunks(sample):
    def rows():
        for number in range(CHUNK_ROWS + 10):
            if number % CHUNK_ROWS == 0:
                sample.objects.count()
            yield UUID(int=number), 1

    assert copy_rows(sample, ["id", "partner_id"], rows()) == CHUNK_ROWS + 10
    assert sample.objects.count() == CHUNK_ROWS + 10


def test_update_rows_sets_columns_by_key(sample):
    copy_rows(sample, ["id", "partner_id", "label"], [(UUID(int=n), 1, "old") for n in range(4)])

    n_rows = update_rows(
        sample, ["partner_id", "id"], ["label", "amount", "quoted"],
        [(1, UUID(int=1), "new", Decimal("5.00"), 7), (1, UUID(int=2), None, None, None), (1, UUID(int=9), "x", 0, 1)],
    )  # fmt: skip

    assert n_rows == 2
    found = list(read_rows('SELECT label, amount, "odd ""q"" name" FROM bulk_sample ORDER BY id'))
    assert found == [("old", None, None), ("new", Decimal("5.00"), 7), (None, None, None), ("old", None, None)]


def test_update_rows_refuses_one_key_twice(sample):
    copy_rows(sample, ["id", "partner_id"], [(UUID(int=1), 1)])

    with pytest.raises(DuplicateKeys, match="two rows would update the same sample"):
        update_rows(sample, ["id"], ["label"], [(UUID(int=1), "a"), (UUID(int=1), "b")])


def test_update_rows_does_not_see_another_partners_row(sample):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL bulk_tests.partner = '2'")
        copy_rows(sample, ["id", "partner_id", "label"], [(UUID(int=1), 2, "theirs")])
        cursor.execute("SET LOCAL bulk_tests.partner = '1'")

    assert update_rows(sample, ["id"], ["label"], [(UUID(int=1), "mine")]) == 0
    assert update_rows(sample, ["id"], ["label"], []) == 0


def test_read_rows_streams_in_order(sample):
    copy_rows(sample, ["id", "partner_id", "quoted"], [(UUID(int=n), 1, n) for n in range(25)])

    rows = read_rows('SELECT "odd ""q"" name" FROM bulk_sample WHERE partner_id = %s ORDER BY id', [1], chunk=10)

    assert [row[0] for row in rows] == list(range(25))
