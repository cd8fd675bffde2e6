"""The private servers themselves: started, stopped, killed and found again, as root and as an ordinary user.

Each test has servers of its own in a directory of its own: it may kill them.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psycopg2
import psycopg2.errors
import pytest
import redis

from tools.devservices import REPOSITORY, Stack
from tools.services import binaries
from tools.services.postgres import ROLES_SQL

FALLBACK = Path("/var/tmp")


@pytest.fixture(autouse=True)
def quick_and_small(monkeypatch):
    """Start servers without waiting for the disk, and small."""
    monkeypatch.setenv("SS_PG_FAST", "1")
    monkeypatch.setenv("SS_PG_SHARED_BUFFERS", "16MB")


@pytest.fixture
def place():
    """Return a directory that the server's account can enter, removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix="ss-test-", dir=FALLBACK))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def stack(place):
    """Return a stack that is not started, and is stopped afterwards."""
    made = Stack(place / "state", {})
    yield made
    made.down()


@pytest.fixture(scope="module")
def shared():
    """Return running servers for the tests that leave them as they are."""
    made = Path(tempfile.mkdtemp(prefix="ss-test-", dir=FALLBACK))
    made.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SS_PG_FAST", "1")
        stack = Stack(made / "state", {})
        stack.up()
    yield stack
    stack.down()
    shutil.rmtree(made)


def connect(stack, role="DATABASE_URL", database=None):
    """Open a connection that commits by itself."""
    url = stack.env()[role]
    connection = psycopg2.connect(url.replace("/sharedservices?", f"/{database}?") if database else url)
    connection.autocommit = True
    return connection


def ask(stack, sql, *, role="DATABASE_URL", database=None):
    """Run one statement and return its rows."""
    connection = connect(stack, role, database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def queue(stack, number=0):
    """Return a client of logical Redis database `number`."""
    return redis.Redis.from_url(stack.redis.cache_url(number))


def test_up_twice_starts_once_and_both_answer(shared):
    pids = shared.postgres.pid(), shared.redis.pid()

    assert shared.up() is False

    assert (shared.postgres.pid(), shared.redis.pid()) == pids
    assert ask(shared, "SELECT current_user::text, session_user::text") == [("ss_app", "ss_app")]
    with queue(shared, 63) as client:
        assert client.ping()


def test_up_makes_roles_that_row_security_binds(shared):
    rows = ask(
        shared,
        "SELECT rolname::text, rolsuper, rolbypassrls, rolcreatedb, rolinherit, rolcanlogin FROM pg_roles"
        " WHERE rolname LIKE 'ss\\_%' ORDER BY rolname",
    )

    assert rows == [
        ("ss_app", False, False, False, False, True),
        ("ss_owner", False, False, True, True, True),
        ("ss_self", False, False, False, True, False),
    ]


def test_runtime_role_has_temporary_tables_and_self_service_but_no_schema(shared):
    ask(shared, "CREATE TEMPORARY TABLE scratch (n integer)")
    assert ask(shared, "BEGIN; SET LOCAL ROLE ss_self; SELECT current_user::text") == [("ss_self",)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(shared, "CREATE TABLE scratch (n integer)")


def test_owner_makes_databases_with_the_extensions_that_we_use(shared):
    ask(shared, "CREATE DATABASE scratch", role="DATABASE_OWNER_URL")

    for extension in ("btree_gist", "pg_trgm", "unaccent"):
        ask(shared, f"CREATE EXTENSION {extension}", role="DATABASE_OWNER_URL", database="scratch")

    assert len(ask(shared, "SELECT extname FROM pg_extension", database="scratch")) == 4


def test_wrong_password_is_refused(shared):
    url = shared.env()["DATABASE_URL"].replace(shared.state.secrets()["ss_app"], "guess")

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(url)


def test_data_survives_a_stop(stack):
    stack.up()
    ask(stack, "CREATE TABLE kept AS SELECT 7 AS n", role="DATABASE_OWNER_URL")
    with queue(stack) as client:
        client.set("kept", "7")

    stack.down()
    assert (stack.postgres.pid(), stack.redis.pid()) == (None, None)
    stack.up()

    assert ask(stack, "SELECT n FROM kept", role="DATABASE_OWNER_URL") == [(7,)]
    with queue(stack) as client:
        assert client.get("kept") == b"7"


def test_servers_that_were_killed_start_again_with_their_data(stack):
    stack.up()
    ask(stack, "CREATE TABLE kept AS SELECT 7 AS n", role="DATABASE_OWNER_URL")
    for pid in (stack.postgres.pid(), stack.redis.pid()):
        os.kill(pid, signal.SIGKILL)

    stack.up()

    assert ask(stack, "SELECT n FROM kept", role="DATABASE_OWNER_URL") == [(7,)]
    with queue(stack) as client:
        assert client.ping()


def test_pid_files_that_name_somebody_else_are_not_believed(stack):
    stack.up()
    stack.down()
    with subprocess.Popen(["tail", "-f", "/dev/null"]) as bystander:
        pid_file = stack.postgres.data / "postmaster.pid"
        pid_file.write_text(f"{bystander.pid}\n{stack.postgres.data}\n")
        (stack.state.path / "redis.pid").write_text(f"{bystander.pid}\n")

        assert (stack.postgres.pid(), stack.redis.pid()) == (None, None)
        stack.down()
        stack.up()

        assert ask(stack, "SELECT 1") == [(1,)]
        assert bystander.poll() is None
        bystander.terminate()


def test_initdb_that_was_interrupted_is_done_again(stack):
    stack.state.prepare()
    stack.postgres.data.mkdir()
    (stack.postgres.data / "half").touch()

    stack.up()

    assert ask(stack, "SELECT 1") == [(1,)]


def test_lease_stops_the_servers_with_the_last_holder(place, stack):
    other = Stack(place / "state", {})

    with stack.lease():
        with other.lease():
            pass
        assert stack.postgres.pid() is not None

    assert (stack.postgres.pid(), stack.redis.pid()) == (None, None)


def test_lease_leaves_servers_that_are_to_be_kept(stack):
    stack.up()
    stack.keep()

    with stack.lease():
        pass

    assert stack.postgres.pid() is not None


def test_two_stacks_do_not_meet(place, stack):
    other = Stack(place / "other", {})
    try:
        stack.up()
        other.up()

        stack.down()

        assert ask(other, "SELECT 1") == [(1,)]
    finally:
        other.down()


def test_state_in_a_long_path_with_a_space_works(place):
    deep = Stack(place / "a folder" / ("x" * 150), {})
    try:
        deep.up()

        assert ask(deep, "SELECT 1") == [(1,)]
        with queue(deep) as client:
            assert client.ping()
    finally:
        deep.destroy()

    assert not deep.state.path.exists()
    assert not deep.state.sockets.exists()


def test_state_that_the_server_account_cannot_enter_works(place):
    place.chmod(0o700)
    closed = Stack(place / "state", {})
    try:
        closed.up()

        assert ask(closed, "SELECT 1") == [(1,)]
        assert (closed.state.path.parent == FALLBACK) is (os.geteuid() == 0)
    finally:
        closed.destroy()


def test_data_of_another_major_version_is_refused(stack):
    stack.up()
    stack.down()
    (stack.postgres.data / "PG_VERSION").write_text("14\n")

    with pytest.raises(RuntimeError, match="was made by PostgreSQL 14"):
        stack.up()


def test_with_runs_a_command_beside_the_servers_and_returns_its_status(place):
    done = subprocess.run(
        [sys.executable, REPOSITORY / "tools" / "devservices.py", "with", "--owner", "--state", place / "state", "--",
         sys.executable, "-c", "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(3)"],
        capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip

    assert done.returncode == 3
    assert done.stdout.startswith("postgresql://ss_owner:")
    assert Stack(place / "state", {}).postgres.pid() is None


def test_destroyed_stack_leaves_nothing(place):
    stack = Stack(place / "state", {})
    stack.up()

    stack.destroy()

    assert list(place.iterdir()) == []


def test_ordinary_user_needs_no_root(place):
    """As root, become `nobody` after the imports; as an ordinary user, run as we are."""
    us = os.geteuid()
    user = pwd.getpwnam("nobody") if us == 0 else pwd.getpwuid(us)
    os.chown(place, user.pw_uid, user.pw_gid)
    script = textwrap.dedent(
        f"""
        import os
        from pathlib import Path
        from tools.devservices import Stack
        from tools.services import postgres
        postgres.ROLES_SQL = Path({str(place / "roles.sql")!r})
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid({user.pw_gid})
            os.setuid({user.pw_uid})
        stack = Stack(Path({str(place / "state")!r}), {{}})
        stack.up()
        try:
            print(stack.postgres.run_sql("SELECT current_user", database="sharedservices").strip())
            print(os.stat(stack.postgres.data).st_uid, os.stat(stack.redis.socket).st_uid)
        finally:
            stack.destroy()
        """
    )
    programs, redis_server = copy_programs(place)
    shutil.copy(ROLES_SQL, place)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "SS_PG_BIN": str(programs)}

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd="/",
        env={**env, "SS_REDIS_SERVER": str(redis_server)},
    )  # fmt: skip

    assert done.stderr == ""
    assert done.stdout.split() == ["postgres", str(user.pw_uid), str(user.pw_uid)]


def copy_programs(place):
    """Copy the programs to where any account can run them, wherever this checkout is, and return their places."""
    found = binaries.postgres_directory(place, None)
    package = found.parents[1]
    copied = shutil.copytree(found.parent, place / "wheel" / package.name / found.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, place / "wheel" / libraries.name)
    return copied / found.name, shutil.copy(binaries.redis_program(), place / "redis-server")
