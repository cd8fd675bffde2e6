import subprocess

import pytest

from tools import syslibs
from tools.syslibs import Missing

PANGO = Missing("libpango-1.0.so.0", "libpango-1.0-0")
CHROMIUM = Missing("Chromium", "chromium")


@pytest.fixture
def bare_host(monkeypatch):
    """Pretend a host with nothing on it."""
    monkeypatch.setattr(syslibs, "has_library", lambda name: False)
    monkeypatch.setattr(syslibs, "has_font", lambda: False)
    monkeypatch.setattr(syslibs.shutil, "which", lambda name: None)


def test_missing_on_a_bare_host_names_everything(bare_host):
    packages = {item.package for item in syslibs.missing(browser=True, environ={})}

    assert packages == {
        "libglib2.0-0", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz0b", "libharfbuzz-subset0", "libfontconfig1",
        "fonts-liberation", "chromium",
    }  # fmt: skip


def test_missing_without_browser_does_not_ask_for_chromium(bare_host):
    assert CHROMIUM not in syslibs.missing(browser=False, environ={})


def test_missing_with_a_wrong_override_names_it_and_installs_nothing_for_it(bare_host):
    lacking = syslibs.missing(browser=True, environ={"CHROMIUM": "/opt/none"})

    assert Missing("/opt/none, which CHROMIUM names", "") in lacking
    assert "chromium" not in syslibs.packages_of(lacking)


def test_has_library_tells_a_real_one_from_an_invented_one():
    assert syslibs.has_library("libc.so.6")
    assert not syslibs.has_library("libnobodyhasthis.so.9")


def test_has_font_finds_it_below_a_folder(tmp_path):
    (tmp_path / "liberation").mkdir()
    (tmp_path / "liberation" / "LiberationSans-Regular.ttf").touch()

    assert syslibs.has_font((str(tmp_path),))
    assert not syslibs.has_font((str(tmp_path / "none"),))


def test_find_browser_override_must_exist(tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)

    assert syslibs.find_browser({"CHROMIUM": str(program)}) == str(program)
    assert syslibs.find_browser({"CHROMIUM": str(tmp_path / "other")}) is None


@pytest.mark.parametrize(
    ("user", "command"),
    [
        (0, "apt-get update && apt-get install -y --no-install-recommends chromium libpango-1.0-0"),
        (1000, "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium libpango-1.0-0"),
    ],
)
def test_explain_gives_the_exact_command(user, command, monkeypatch):
    monkeypatch.setattr(syslibs.os, "geteuid", lambda: user)

    message = syslibs.explain([PANGO, CHROMIUM])

    assert command in message.splitlines()[-2]
    assert "libpango-1.0.so.0  (Debian package libpango-1.0-0)" in message


def test_ensure_as_ordinary_user_installs_nothing_and_explains(monkeypatch):
    monkeypatch.setattr(syslibs, "missing", lambda browser: [PANGO])
    monkeypatch.setattr(syslibs, "can_install", lambda: False)
    monkeypatch.setattr(syslibs.subprocess, "run", lambda *_, **__: pytest.fail("nothing may be run"))

    assert "libpango-1.0-0" in syslibs.ensure(browser=False)


def test_ensure_as_root_updates_then_installs(monkeypatch, capsys):
    ran, answers = [], iter([[PANGO], []])
    monkeypatch.setattr(syslibs, "missing", lambda browser: next(answers))
    monkeypatch.setattr(syslibs, "can_install", lambda: True)
    monkeypatch.setattr(
        syslibs.subprocess, "run", lambda command, **_: ran.append(command) or subprocess.CompletedProcess(command, 0)
    )

    assert syslibs.ensure(browser=False) is None
    assert ran == [
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", "libpango-1.0-0"],
    ]


def test_ensure_when_the_installation_fails_explains(monkeypatch):
    monkeypatch.setattr(syslibs, "missing", lambda browser: [PANGO])
    monkeypatch.setattr(syslibs, "can_install", lambda: True)
    monkeypatch.setattr(syslibs.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 100))

    assert "libpango-1.0-0" in syslibs.ensure(browser=False)


def test_main_with_everything_there_is_silent(monkeypatch, capsys):
    monkeypatch.setattr(syslibs, "missing", lambda browser: [])

    assert syslibs.main(["--browser"]) == 0
    assert capsys.readouterr() == ("", "")


def test_main_with_something_missing_fails_on_standard_error(monkeypatch, capsys):
    monkeypatch.setattr(syslibs, "ensure", lambda browser: "sentence")

    assert syslibs.main([]) == 1
    assert capsys.readouterr() == ("", "sentence\n")
