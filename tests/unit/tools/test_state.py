import base64
import json
import os

from tools.services import state
from tools.services.host import Account
from tools.services.state import StateDirectory

SOMEBODY = Account("somebody", 4242, 4242)


def test_state_that_the_account_reaches_is_used(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "can_reach", lambda path, account: True)

    assert StateDirectory(tmp_path / "dev", SOMEBODY).path == tmp_path / "dev"


def test_state_that_the_account_cannot_reach_moves_to_the_fallback(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "can_reach", lambda path, account: False)
    monkeypatch.setattr(state, "FALLBACK", tmp_path / "var")

    chosen = StateDirectory(tmp_path / "dev", SOMEBODY)

    assert chosen.path.parent == tmp_path / "var"
    assert chosen.path == StateDirectory(tmp_path / "dev", SOMEBODY).path
    assert chosen.path != StateDirectory(tmp_path / "other", SOMEBODY).path


def test_sockets_of_a_short_path_are_inside(tmp_path, monkeypatch):
    monkeypatch.chdir("/")

    assert str(StateDirectory(state.Path("var"), None).sockets) == "/var/run"


def test_sockets_of_a_long_path_are_elsewhere_and_short(tmp_path):
    long = StateDirectory(tmp_path / ("x" * 150), None)

    assert len(os.fsencode(long.sockets / ".s.PGSQL.5432.lock")) < 100


def test_sockets_of_a_path_with_a_space_are_elsewhere(tmp_path):
    assert " " not in str(StateDirectory(state.Path("/a b"), None).sockets)


def test_secrets_are_made_once_and_private(tmp_path):
    directory = StateDirectory(tmp_path, None)

    first = directory.secrets()

    assert first == directory.secrets()
    assert len(set(first.values())) == len(first) == 5
    assert directory.secret_file.stat().st_mode & 0o777 == 0o600


def test_field_keys_are_made_once_and_hold_32_bytes_each(tmp_path):
    directory = StateDirectory(tmp_path, None)

    made = json.loads(directory.field_keys().read_text())

    assert made == json.loads(directory.field_keys().read_text())
    assert [len(base64.b64decode(key)) for key in (made["keys"]["k1"], made["index_key"])] == [32, 32]
    assert directory.field_keys().stat().st_mode & 0o777 == 0o600


def test_prepare_with_an_account_lets_it_pass_but_not_read(tmp_path):
    directory = StateDirectory(tmp_path / "dev", None)
    directory.account = Account("me", os.getuid(), os.getgid())

    directory.prepare()

    assert directory.path.stat().st_mode & 0o777 == 0o711
