import pytest

from tools.services import ServiceError, binaries


@pytest.fixture
def wheel(tmp_path):
    """Return the program directory of a pretended wheel, with its sibling of shared libraries."""
    programs = tmp_path / "site-packages" / "pg" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    postgres = programs / "postgres"
    postgres.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.6'\n")
    postgres.chmod(0o755)
    libraries = tmp_path / "site-packages" / "pg.libs"
    libraries.mkdir()
    (libraries / "libpq.so").write_text("library")
    return programs


def test_postgres_directory_that_is_reachable_is_used_as_it_is(wheel, tmp_path, monkeypatch):
    monkeypatch.setenv("SS_PG_BIN", str(wheel))

    assert binaries.postgres_directory(tmp_path / "copies", None) == wheel


def test_postgres_directory_that_is_out_of_reach_is_copied_with_its_libraries(wheel, tmp_path, monkeypatch):
    monkeypatch.setenv("SS_PG_BIN", str(wheel))
    monkeypatch.setattr(binaries, "can_reach", lambda path, account: False)

    copied = binaries.postgres_directory(tmp_path / "copies", None)

    assert (copied / "postgres").exists()
    assert (copied.parents[2] / "pg.libs" / "libpq.so").read_text() == "library"
    assert copied == binaries.postgres_directory(tmp_path / "copies", None)


def test_postgres_directory_without_any_server_names_the_override(tmp_path, monkeypatch):
    monkeypatch.setenv("SS_PG_BIN", str(tmp_path))

    with pytest.raises(ServiceError, match="SS_PG_BIN"):
        binaries.postgres_directory(tmp_path / "copies", None)


def test_redis_program_without_any_server_names_the_override(tmp_path, monkeypatch):
    monkeypatch.setenv("SS_REDIS_SERVER", str(tmp_path / "absent"))

    with pytest.raises(ServiceError, match="SS_REDIS_SERVER"):
        binaries.redis_program()


def test_postgres_major_is_read_from_the_program(wheel):
    assert binaries.postgres_major(wheel) == 18


def test_postgres_major_of_a_program_that_says_nothing_is_refused(wheel):
    (wheel / "postgres").write_text("#!/bin/sh\necho hello\n")

    with pytest.raises(ServiceError, match="does not tell its version"):
        binaries.postgres_major(wheel)
