import base64
import http.server
import json
import threading

import pytest

from tools.docker import healthcheck, make_secrets


@pytest.fixture
def site():
    """Serve /healthz and return the address and the list of headers that came."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        status = 200

        def do_GET(self):
            seen.append((self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"]))
            self.send_response(self.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address, Handler, seen
        server.shutdown()
        thread.join()


def test_web_that_answers_is_well_and_is_asked_as_behind_the_proxy(site, monkeypatch):
    address, _, seen = site
    monkeypatch.setenv("ALLOWED_HOSTS", "payroll.example, other.example")

    assert healthcheck.web(address)
    assert seen == [("/healthz", "payroll.example", "https")]


@pytest.mark.parametrize("status", [301, 400, 500, 503])
def test_web_that_answers_anything_else_is_not_well(site, status):
    address, handler, _ = site
    handler.status = status

    assert not healthcheck.web(address)


def test_web_that_does_not_answer_is_not_well():
    assert not healthcheck.web(("127.0.0.1", 9))


def test_beat_with_a_fresh_schedule_is_well(tmp_path):
    (tmp_path / "beat-schedule.db").touch()

    assert healthcheck.beat(tmp_path / "beat-schedule")


def test_beat_without_schedule_is_not_well(tmp_path):
    assert not healthcheck.beat(tmp_path / "beat-schedule")


def test_beat_with_an_old_schedule_is_not_well(tmp_path, monkeypatch):
    (tmp_path / "beat-schedule").touch()
    monkeypatch.setattr(healthcheck.time, "time", lambda: (tmp_path / "beat-schedule").stat().st_mtime + 601)

    assert not healthcheck.beat(tmp_path / "beat-schedule")


def test_fill_gives_every_empty_secret_a_value_of_its_own_and_leaves_the_rest():
    filled = make_secrets.fill("# A=\nONE=\nTWO=\nKEPT=value\n")

    comment, one, two, kept = filled.splitlines()
    assert (comment, kept) == ("# A=", "KEPT=value")
    assert len(one) > 40
    assert one.partition("=")[2] != two.partition("=")[2]


def test_new_value_of_field_keys_is_what_the_settings_read():
    made = json.loads(make_secrets.new_value("FIELD_KEYS").strip("'"))

    assert [len(base64.b64decode(key)) for key in (made["keys"]["k1"], made["index_key"])] == [32, 32]


def test_main_writes_a_private_file_once(tmp_path, monkeypatch, capsys):
    target = tmp_path / ".env"
    monkeypatch.setattr(make_secrets.sys, "argv", ["make_secrets.py", str(target)])

    first, written = make_secrets.main(), target.read_text()
    second = make_secrets.main()

    assert (first, second, target.read_text()) == (0, 1, written)
    assert target.stat().st_mode & 0o777 == 0o600
    assert "stays as it is" in capsys.readouterr().err
