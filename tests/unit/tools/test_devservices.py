import json
from pathlib import Path

import pytest

from tools import devservices
from tools.devservices import Stack
from tools.services import ServiceError, state

OUTSIDE = {
    "DATABASE_URL": "postgresql://app:a@db.example/pay",
    "DATABASE_OWNER_URL": "postgresql://owner:o@db.example/pay",
    "REDIS_URL": "rediss://:r@queue.example:6380/0",
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return a state directory for a stack that is never started."""
    monkeypatch.setattr(devservices, "server_account", lambda: None)
    monkeypatch.setattr(state, "LONG_PATH_SOCKETS", tmp_path)
    return tmp_path / "dev"


def test_env_of_private_servers_names_roles_sockets_and_keys(place):
    place.mkdir()
    stack = Stack(place, {})

    env = stack.env()

    assert env["DATABASE_URL"].startswith("postgresql://ss_app:")
    assert env["DATABASE_URL"].endswith(f"@/sharedservices?host={stack.state.sockets}")
    assert env["DATABASE_OWNER_URL"].startswith("postgresql://ss_owner:")
    assert env["REDIS_URL"].endswith("/redis.sock?virtual_host=0")
    assert env["CACHE_URL"].endswith("/redis.sock?db=1")
    assert "k1" in json.loads(Path(env["FIELD_KEYS_FILE"]).read_text())["keys"]
    assert len(env["SECRET_KEY"]) >= 50


def test_env_for_a_test_worker_has_redis_numbers_of_its_own(place):
    place.mkdir()

    env = Stack(place, {}).env(redis_number=3)

    assert env["REDIS_URL"].endswith("virtual_host=6")
    assert env["CACHE_URL"].endswith("db=7")


def test_env_with_outside_servers_uses_them(place):
    place.mkdir()

    env = Stack(place, OUTSIDE).env()

    assert {name: env[name] for name in OUTSIDE} == OUTSIDE
    assert env["CACHE_URL"] == "rediss://:r@queue.example:6380/1"


def test_env_with_outside_redis_numbers_apply_to_it(place):
    place.mkdir()

    env = Stack(place, {**OUTSIDE, "CACHE_URL": "redis://cache.example/0"}).env(redis_number=2)

    assert env["REDIS_URL"] == "rediss://:r@queue.example:6380/4"
    assert env["CACHE_URL"] == "rediss://:r@queue.example:6380/5"


def test_up_with_outside_servers_starts_nothing(place):
    stack = Stack(place, OUTSIDE)

    assert stack.up() is False
    assert not stack.postgres.data.exists()


def test_stack_with_one_of_two_database_urls_is_refused(place):
    with pytest.raises(ServiceError, match="DATABASE_OWNER_URL"):
        Stack(place, {"DATABASE_URL": "postgresql://app@db.example/pay"})


def test_stack_started_with_its_own_environment_is_not_outside(place):
    place.mkdir()
    own = Stack(place, {}).env()

    again = Stack(place, own)

    assert "DATABASE_URL" not in again.outside
    assert again.env() == own


def test_is_initialised_before_the_first_start_is_false(place):
    assert not Stack(place, {}).is_initialised()


def test_status_says_what_comes_from_the_environment(place):
    status = Stack(place, {"REDIS_URL": OUTSIDE["REDIS_URL"]}).status()

    assert (status["PostgreSQL"], status["Redis"]) == ("stopped", "outside, from the environment")


@pytest.mark.parametrize("words", [["with"], ["up", "--", "true"], ["sideways"]])
def test_command_line_that_makes_no_sense_explains_itself(words, place, capsys):
    with pytest.raises(SystemExit) as ended:
        devservices.main([*words[:1], "--state", str(place), *words[1:]])

    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_command_line_with_a_known_problem_prints_it_and_fails(place, capsys, monkeypatch):
    monkeypatch.setenv("SS_PG_BIN", "/nowhere")
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)

    status = devservices.main(["up", "--state", str(place)])

    assert status == 1
    assert "SS_PG_BIN" in capsys.readouterr().err
