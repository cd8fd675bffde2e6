"""Sealed text: it opens for its own row only, keys rotate, and nothing shows in a repr."""

import base64
import json
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from sharedservices.common import sealing
from sharedservices.common.sealing import Keyring, SealBroken

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
AAD = "hr_bankaccount:0b1f:account_number"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = {"keys": {"k2": NEW, "k1": OLD}, "index_key": INDEX}


def test_what_is_sealed_opens_for_its_own_row():
    token = sealing.seal("12-34-56 £ŵ", aad=AAD)

    assert token.startswith("v1.k2.")
    assert sealing.is_sealed(token)
    assert sealing.open_sealed(token, aad=AAD) == "12-34-56 £ŵ"


def test_the_same_text_is_never_sealed_the_same_way_twice():
    assert sealing.seal("12345678", aad=AAD) != sealing.seal("12345678", aad=AAD)


@pytest.mark.parametrize(
    "aad", ["hr_bankaccount:0b20:account_number", "hr_bankaccount:0b1f:sort_code", "finance_party:0b1f:account_number"]
)
def test_a_token_moved_to_another_row_column_or_table_does_not_open(aad):
    token = sealing.seal("12345678", aad=AAD)

    with pytest.raises(SealBroken, match="does not belong to this row") as refusal:
        sealing.open_sealed(token, aad=aad)
    assert "12345678" not in str(refusal.value)


@pytest.mark.parametrize("token", ["", "12345678", "v1.k2", "v2.k2.AAAA", "v1.k2.AAAA", "v1.k2.!!!!", "v1.k2.a.b"])
def test_what_is_no_token_does_not_open(token):
    with pytest.raises(SealBroken):
        sealing.open_sealed(token, aad=AAD)


def test_an_altered_token_does_not_open():
    token = sealing.seal("12345678", aad=AAD)
    swapped = token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]

    with pytest.raises(SealBroken):
        sealing.open_sealed(swapped, aad=AAD)


def test_an_old_key_still_opens_and_is_stale_until_resealed():
    token = Keyring({"k1": OLD}, INDEX).seal("12345678", aad=AAD)

    assert sealing.is_stale(token)
    assert sealing.open_sealed(token, aad=AAD) == "12345678"
    fresh = sealing.reseal(token, aad=AAD)
    assert not sealing.is_stale(fresh)
    assert sealing.open_sealed(fresh, aad=AAD) == "12345678"


def test_a_key_that_is_gone_is_named():
    token = Keyring({"k0": b"z" * 32}, INDEX).seal("12345678", aad=AAD)

    with pytest.raises(SealBroken, match="'k0', which this installation does not have"):
        sealing.open_sealed(token, aad=AAD)


def test_a_seal_without_a_row_is_refused():
    with pytest.raises(ValueError, match="identity of its row"):
        sealing.seal("12345678", aad="")


def test_blind_index_is_equal_for_equal_texts_under_one_label_and_key():
    index = sealing.blind_index("AB 12 34 56 C", "nino")

    assert index == sealing.blind_index("ab123456c", "nino")
    assert index != sealing.blind_index("AB123456D", "nino")
    assert index != sealing.blind_index("AB123456C", "nino:2")
    assert index != Keyring({"k2": NEW}, b"x" * 32).blind_index("AB123456C", "nino")
    assert len(index) == 32


def test_keyring_shows_names_only_and_follows_the_setting(settings):
    assert repr(sealing.keyring()) == "Keyring(k2, k1)"
    assert sealing.keyring() is sealing.keyring()

    settings.FIELD_KEYS = {"keys": {"k3": NEW}, "index_key": INDEX}
    assert repr(sealing.keyring()) == "Keyring(k3)"


@pytest.mark.parametrize(
    ("keys", "index_key"),
    [({}, INDEX), ({"k1": b"short"}, INDEX), ({"k1": OLD}, b"short"), ({"k.1": OLD}, INDEX), ({"": OLD}, INDEX)],
)
def test_keyring_refuses_short_misnamed_or_no_keys(keys, index_key):
    with pytest.raises(ValueError, match="key"):
        Keyring(keys, index_key)


@pytest.mark.parametrize("value", [None, {}])
def test_no_keys_configured_says_what_to_set(settings, value):
    settings.FIELD_KEYS = value

    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS_FILE"):
        sealing.seal("12345678", aad=AAD)


def test_write_new_keys_makes_a_private_file_once(tmp_path):
    path = tmp_path / "keys.json"

    sealing.write_new_keys(path)

    written = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(base64.b64decode(written["keys"]["k1"])) == len(base64.b64decode(written["index_key"])) == 32
    with pytest.raises(FileExistsError):
        sealing.write_new_keys(path)


class Row:
    """As much of a model instance as `aad_for` reads."""

    class _meta:  # noqa: N801 - Django's own name
        db_table = "hr_bankaccount"
        verbose_name = "bank account"

    def __init__(self, pk):
        self.pk = pk


def test_aad_for_names_table_row_and_column():
    assert (
        sealing.aad_for(Row("0b1f"), "account_number") == AAD == sealing.aad("hr_bankaccount", "0b1f", "account_number")
    )
    with pytest.raises(ValueError, match="bank account needs its primary key before account_number"):
        sealing.aad_for(Row(None), "account_number")
