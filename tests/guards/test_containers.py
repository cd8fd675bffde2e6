"""The production shape, as far as it can be tried without a container engine.

The files are parsed, the role script runs on the embedded server, and every service's program answers `--help`.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis
import yaml
from django.urls import resolve

from sharedservices.celery import Queue
from tools.devservices import Stack
from tools.services import binaries
from tools.services.postgres import ROLES_SQL

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = ("web", "worker", "beat", "migrate")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


@pytest.fixture(scope="module")
def example():
    """Return the settings of .env.example, with every empty secret filled in."""
    from tools.docker.make_secrets import fill

    lines = fill((ROOT / ".env.example").read_text(encoding="utf-8")).splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """Return servers of this module alone: the role script is run on them again."""
    made = Stack(tmp_path_factory.mktemp("containers") / "state", {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SS_PG_FAST", "1")
        made.up()
    yield made
    made.destroy()


def strings(value):
    """Yield every string inside a parsed YAML value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def test_services_are_those_of_the_architecture(services):
    assert set(services) == {*APPLICATION, "postgres", "redis"}


def test_every_service_has_a_health_check(services):
    assert {name for name, service in services.items() if not service.get("healthcheck", {}).get("test")} == set()


@pytest.mark.parametrize("name", APPLICATION)
def test_application_service_runs_from_our_image_without_privileges(services, name):
    service = services[name]

    assert service["build"] == "."
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "user" not in service  # the image's own


def test_image_does_not_run_as_root_and_installs_by_hash():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    users = re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE)

    assert users == ["app"]
    assert dockerfile.index("\nUSER app") < dockerfile.index("\nCMD ")
    assert "--require-hashes -r /tmp/requirements.txt" in dockerfile
    assert "collectstatic" in dockerfile


def test_image_copies_only_what_exists_and_what_docker_is_allowed_to_see():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = {
        word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE) for word in line.split()
    }
    allowed = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE))

    assert {path for path in copied if not (ROOT / path).exists()} == set()
    assert copied == allowed


def test_image_holds_every_app_of_the_product():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert {path.parent.name for path in ROOT.glob("*/apps.py")} <= set(
        re.findall(r"^COPY (\w+) \1$", dockerfile, re.M)
    )


def test_image_has_the_libraries_that_we_check_for():
    from tools.syslibs import FONT_PACKAGE, LIBRARIES

    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    needed = {*LIBRARIES.values(), FONT_PACKAGE} - {"libglib2.0-0"}  # comes with Pango, under a name that varies
    assert {package for package in needed if package not in dockerfile} == set()


def test_runtime_services_do_not_know_the_owner(services):
    knowing = {
        name for name, service in services.items() if "ss_owner:" in " ".join(strings(service.get("environment")))
    }

    assert knowing == {"migrate"}
    for name in APPLICATION:
        assert re.match(r"postgresql://ss_app:", services[name]["environment"]["DATABASE_URL"])


def test_migrations_are_over_before_anything_runs(services):
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert services["migrate"]["restart"] == "no"


def test_worker_consumes_every_queue_and_can_be_scaled(services):
    command = services["worker"]["command"]
    queues = command[command.index("--queues") + 1].split(",")

    assert sorted(queues) == sorted(Queue)
    assert "container_name" not in services["worker"]
    assert "ports" not in services["worker"]


def test_makefile_and_demonstration_consume_every_queue():
    from tools import demo

    makefile = re.search(r"^QUEUES \?= (\S+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(makefile[1].split(",")) == sorted(demo.QUEUES.split(",")) == sorted(Queue)


def test_postgres_is_the_version_that_we_develop_on(services, stack):
    image = services["postgres"]["image"]

    assert image == f"postgres:{binaries.postgres_major(stack.postgres.programs)}"


def test_postgres_keeps_its_data_where_the_image_of_that_version_does(services):
    assert "postgres:/var/lib/postgresql" in services["postgres"]["volumes"]


def test_postgres_settings_exist_and_have_sensible_values(services, stack):
    words = services["postgres"]["command"]
    settings = dict(words[place + 1].split("=") for place, word in enumerate(words) if word == "-c")
    account = stack.state.account
    command = [stack.postgres.programs / "postgres", "-C", "max_connections", "-D", stack.postgres.data]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]

    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", **(account.process_options() if account else {})
    )

    assert (done.returncode, done.stdout.strip()) == (0, settings["max_connections"]), done.stderr


def test_postgres_is_initialised_as_the_embedded_one(services, stack):
    connection = psycopg2.connect(stack.env()["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT datlocprovider, datlocale, current_setting('data_checksums') FROM pg_database"
            " WHERE datname = 'sharedservices'"
        )
        found = cursor.fetchone()
    connection.close()

    assert found == ("b", "C.UTF-8", "on")
    options = services["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert set(options) == {"--data-checksums", "--locale-provider=builtin", "--locale=C.UTF-8"}


def test_role_script_runs_as_the_container_runs_it(stack, tmp_path, services):
    (tmp_path / "owner").write_text("owner password")
    (tmp_path / "app").write_text("app password")
    mounted = [volume.split(":")[0] for volume in services["postgres"]["volumes"] if volume.startswith("./")]

    done = subprocess.run(
        ["bash", ROOT / "tools" / "docker" / "init-roles.sh"], capture_output=True, text=True, check=False,
        env={
            "PATH": f"{stack.postgres.programs}:{os.environ['PATH']}",
            "PGHOST": str(stack.state.sockets),
            "PGPASSWORD": stack.state.secrets()["postgres"],
            "ROLES_SQL": str(ROLES_SQL),
            "SS_OWNER_PASSWORD_FILE": str(tmp_path / "owner"),
            "SS_APP_PASSWORD_FILE": str(tmp_path / "app"),
        },
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert [(ROOT / path).exists() for path in mounted] == [True, True]
    try:
        for role, password in (("ss_owner", "owner password"), ("ss_app", "app password")):
            psycopg2.connect(dbname="sharedservices", user=role, password=password, host=stack.state.sockets).close()
    finally:
        stack.up()  # sets the passwords that the other tests know


def test_role_script_without_a_password_stops(stack):
    done = subprocess.run(
        ["bash", ROOT / "tools" / "docker" / "init-roles.sh"], capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "SS_OWNER_PASSWORD": "x"},
    )  # fmt: skip

    assert done.returncode != 0
    assert "set SS_APP_PASSWORD or SS_APP_PASSWORD_FILE" in done.stderr


def test_queue_keeps_what_it_is_given(services, tmp_path):
    configuration = ROOT / "tools" / "docker" / "redis.conf"
    assert f"./{configuration.relative_to(ROOT)}:/etc/redis/redis.conf:ro" in services["redis"]["volumes"]
    shutil.copy(configuration, tmp_path / "redis.conf")
    command = [binaries.redis_program(), "redis.conf", "--requirepass", "secret", "--port", "0",
               "--unixsocket", "s", "--daemonize", "no"]  # fmt: skip
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        assert any("ready to accept connections" in line.lower() for line in iter(server.stdout.readline, ""))
        with redis.Redis(unix_socket_path=os.path.relpath(tmp_path / "s"), password="secret") as client:
            kept = {name: client.config_get(name)[name] for name in ("appendonly", "maxmemory-policy")}
            server.terminate()
            server.stdout.read()

    assert kept == {"appendonly": "yes", "maxmemory-policy": "noeviction"}


@pytest.mark.parametrize("name", [*APPLICATION, "postgres", "redis"])
def test_program_of_every_service_answers_help(services, stack, name):
    words = list(services[name]["command"])
    places = {"postgres": stack.postgres.programs, "redis-server": binaries.redis_program().parent}
    program = str(places.get(words[0], Path(sys.executable).parent) / words[0])
    arguments = words[1:] if name in APPLICATION else []

    done = subprocess.run(
        [program, *arguments, "--help"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "WORKER_CONCURRENCY": "2"},
    )  # fmt: skip

    assert done.returncode == (1 if name == "redis" else 0), done.stderr  # Redis calls its own help a failure
    assert "usage" in (done.stdout + done.stderr).lower()


def test_health_checks_of_the_application_are_those_of_the_script(services):
    from tools.docker.healthcheck import CHECKS

    asked = {services[name]["healthcheck"]["test"][-1] for name in ("web", "worker", "beat")}

    assert asked == set(CHECKS)


def test_page_that_the_health_check_asks_for_exists():
    assert resolve("/healthz")


def test_every_variable_of_the_compose_file_is_in_the_example(compose, example):
    needed = set(re.findall(r"\$\{(\w+):\?", " ".join(strings(compose))))
    optional = set(re.findall(r"\$\{(\w+):-", " ".join(strings(compose))))
    secrets = {secret["environment"] for secret in compose["secrets"].values()}
    text = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert needed | secrets <= set(example)
    assert {name for name in optional if not re.search(rf"^# {name}=", text, re.MULTILINE)} == set()


def test_no_secret_has_a_value_in_a_file_of_the_repository(compose):
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert re.findall(r"://\w+:(?!\$\{)\S+@", text) == []
    assert re.findall(r"^\w*(?:PASSWORD|SECRET_KEY|FIELD_KEYS)=\S+", example, re.MULTILINE) == []
    assert {key for key in compose["secrets"].values() if isinstance(key, str)} == set()


def test_database_and_queue_are_not_reachable_from_outside(compose, services):
    assert compose["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert services[name]["networks"] == ["inside"]
        assert "ports" not in services[name]
