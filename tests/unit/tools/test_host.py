import os
import subprocess
import sys

import pytest

from tools.services import ServiceError, host


def test_private_directory_made_has_exactly_the_mode(tmp_path):
    made = host.private_directory(tmp_path / "a" / "b", mode=0o711)

    assert made.stat().st_mode & 0o777 == 0o711


def test_private_directory_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)

    with pytest.raises(ServiceError, match="belongs to somebody else"):
        host.private_directory(tmp_path / "link")


def test_private_directory_of_somebody_else_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(host.os, "geteuid", lambda: 12345)

    with pytest.raises(ServiceError, match=f"user id {os.getuid()}"):
        host.private_directory(tmp_path)


def test_write_private_replaces_and_only_the_owner_can_read(tmp_path):
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)

    host.write_private(path, "new")

    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)


@pytest.mark.parametrize("text", ["", "\n", "not a number\n"])
def test_read_pid_of_a_damaged_file_is_none(tmp_path, text):
    path = tmp_path / "pid"
    path.write_text(text)

    assert host.read_pid(path) is None


def test_read_pid_without_file_is_none(tmp_path):
    assert host.read_pid(tmp_path / "absent") is None


def test_command_line_of_a_live_process_names_its_arguments():
    waiting = [sys.executable, "-c", "print(flush=True); input()", "marked"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        command = host.command_line(process.pid)
        process.communicate()

    assert command.split()[-1] == "marked"


def test_command_line_of_a_zombie_is_empty():
    process = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    process.stdout.read()  # it has closed its output: it is ending
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

    command = host.command_line(process.pid)

    process.communicate()
    assert command == ""


def test_command_line_of_a_process_that_never_was_is_empty():
    assert host.command_line(2**22 + 1) == ""


def test_server_account_of_an_ordinary_user_is_none(monkeypatch):
    monkeypatch.setattr(host.os, "geteuid", lambda: 1000)

    assert host.server_account() is None


def test_server_account_of_root_without_any_account_is_refused(monkeypatch):
    monkeypatch.setattr(host.os, "geteuid", lambda: 0)
    monkeypatch.setattr(host, "SERVER_ACCOUNTS", ("nobody-has-this-name",))

    with pytest.raises(ServiceError, match="does not run as root"):
        host.server_account()


def test_nearest_existing_climbs_to_what_is_there(tmp_path):
    assert host.nearest_existing(tmp_path / "a" / "b") == tmp_path
