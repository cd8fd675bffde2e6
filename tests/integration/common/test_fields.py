"""Columns that refuse what they cannot keep: money beyond the penny, floats, unsealed secrets."""

import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import F

from sharedservices.common import sealing
from sharedservices.common.fields import BlindIndexField, HoursField, MoneyField, RateField, SealedTextField

pytestmark = pytest.mark.django_db


class Amounts(models.Model):
    amount = MoneyField(null=True)
    rate = RateField(default=1)
    hours = HoursField(default=1)

    class Meta:
        app_label = "fields_tests"
        db_table = "fields_amounts"
        managed = False


class Account(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = SealedTextField(blank=True, null=True)
    number_index = BlindIndexField(blank=True)

    class Meta:
        app_label = "fields_tests"
        db_table = "fields_account"
        managed = False


def make_table(model):
    """Create the model's table as migrations would, but for this connection only."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        statement = editor.table_sql(model)[0].replace("CREATE TABLE", "CREATE TEMPORARY TABLE")
    with connection.cursor() as cursor:
        cursor.execute(statement)


def make_amounts_table():
    make_table(Amounts)


@pytest.fixture
def keys(settings):
    settings.FIELD_KEYS = {"keys": {"k1": b"1" * 32}, "index_key": b"2" * 32}


def test_money_rate_and_hours_have_their_precision_in_the_database():
    make_amounts_table()

    with connection.cursor() as cursor:
        cursor.execute("SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
                       "WHERE attrelid = 'fields_amounts'::regclass AND attnum > 1 ORDER BY attnum")  # fmt: skip
        found = cursor.fetchall()

    assert found == [("amount", "numeric(14,2)"), ("rate", "numeric(9,6)"), ("hours", "numeric(7,2)")]


@pytest.mark.parametrize("given", [Decimal("12.34"), "12.34", Decimal("12.3400"), Decimal("1234E-2")])
def test_money_keeps_exact_pennies(given):
    make_amounts_table()

    row = Amounts.objects.create(amount=given)

    row.refresh_from_db()
    assert row.amount == Decimal("12.34")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Decimal("0.005"), "would lose digits"),
        ("1.999", "would lose digits"),
        (0.5, "not a float"),
        (Decimal("NaN"), "decimal number"),
        (Decimal("Infinity"), "decimal number"),
        ("ten", "decimal number"),
    ],
)
def test_money_refuses_what_it_would_round_or_guess(given, words):
    make_amounts_table()

    with pytest.raises(ValidationError, match=words), transaction.atomic():
        Amounts.objects.create(amount=given)
    assert Amounts.objects.count() == 0


def test_money_takes_null_and_database_expressions():
    make_amounts_table()
    row = Amounts.objects.create(amount=Decimal("2.50"))

    Amounts.objects.filter(pk=row.pk).update(amount=F("amount") * 2)
    empty = Amounts.objects.create(amount=None)

    assert Amounts.objects.get(pk=row.pk).amount == Decimal("5.00")
    assert Amounts.objects.get(pk=empty.pk).amount is None
    assert Amounts.objects.filter(amount__lt=Decimal("5.001")).count() == 1


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (MoneyField(default=0), "sharedservices.common.fields.MoneyField(default=0)"),
        (RateField(), "sharedservices.common.fields.RateField()"),
        (HoursField(null=True), "sharedservices.common.fields.HoursField(null=True)"),
        (SealedTextField(), "sharedservices.common.fields.SealedTextField()"),
        (BlindIndexField(), "sharedservices.common.fields.BlindIndexField()"),
    ],
)
def test_fields_in_a_migration_show_only_what_was_chosen(field, expected):
    assert MigrationWriter.serialize(field)[0] == expected


def test_sealed_column_keeps_a_token_that_opens_for_its_own_row_only(keys):
    make_table(Account)
    account, other = Account(), Account()
    account.number = sealing.seal("12345678", aad=sealing.aad_for(account, "number"))
    account.number_index = sealing.blind_index("12345678", "account")
    account.save()

    found = Account.objects.get(number_index=sealing.blind_index(" 1234 5678 ", "account"))

    assert "12345678" not in found.number
    assert sealing.open_sealed(found.number, aad=sealing.aad_for(found, "number")) == "12345678"
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(found.number, aad=sealing.aad_for(other, "number"))


def test_sealed_column_refuses_plain_text_without_repeating_it():
    make_table(Account)

    with pytest.raises(ValueError, match="sealed text only") as refusal:
        Account.objects.create(number="12345678")

    assert "12345678" not in str(refusal.value)


def test_sealed_column_refuses_plain_text_that_goes_round_python():
    make_table(Account)
    account = Account.objects.create(number="")
    Account.objects.create(number=None)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE fields_account SET number = '12345678'")

    account.refresh_from_db()
    assert account.number == ""
