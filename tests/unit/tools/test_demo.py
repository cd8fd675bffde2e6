import http.server
import os
import socket
import threading

import pytest

from tools import demo
from tools.children import Children
from tools.services import ServiceError


@pytest.fixture
def children(tmp_path):
    return Children(cwd=tmp_path, environment={}, logs=tmp_path)


@pytest.fixture
def listening():
    """Return a port that is taken."""
    with socket.socket() as taken:
        taken.bind((demo.HOST, 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.fixture
def site():
    """Serve one page and return its port and the handler, whose `page` can be set."""

    class Handler(http.server.BaseHTTPRequestHandler):
        page = b""

        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.page)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer((demo.HOST, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, Handler
        server.shutdown()
        thread.join()


def test_free_port_that_is_taken_gives_the_next_and_says_so(listening, capsys):
    port = demo.free_port(listening)

    assert listening < port < listening + demo.PORTS_TO_TRY
    assert f"port {listening} is taken; using {port}" in capsys.readouterr().out


def test_free_port_beyond_the_last_one_is_refused():
    with pytest.raises(demo.SiteSilent, match="make demo PORT="):
        demo.free_port(70_000)


def test_only_one_refuses_a_second_demonstration(tmp_path):
    lock = tmp_path / "demo.lock"

    with demo.only_one(lock), pytest.raises(ServiceError, match="runs already"), demo.only_one(lock):
        pass


def test_await_sign_in_page_that_is_there_returns(site, children, capsys):
    port, handler = site
    handler.page = b'<form><input type="password"></form>'

    demo.await_sign_in_page(children, port)

    assert "answers with its sign-in page (200)" in capsys.readouterr().out


def test_await_sign_in_page_that_is_another_page_says_so(site, children, monkeypatch):
    port, handler = site
    handler.page = b"It works!"
    monkeypatch.setattr(demo, "ANSWER_SECONDS", 0.2)

    with pytest.raises(demo.SiteSilent, match="no sign-in page"):
        demo.await_sign_in_page(children, port)


def test_await_sign_in_page_of_a_silent_port_points_at_the_log(children, monkeypatch):
    monkeypatch.setattr(demo, "ANSWER_SECONDS", 0.2)

    with pytest.raises(demo.SiteSilent, match=r"web\.log"):
        demo.await_sign_in_page(children, 9)


def test_static_files_are_collected_again_only_when_something_changed(tmp_path, children, monkeypatch):
    for folder in ("static", "staticfiles"):
        (tmp_path / folder).mkdir()
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "static" / "a.css").write_text("a")
    ran = []
    monkeypatch.setattr(demo, "REPOSITORY", tmp_path)
    monkeypatch.setattr(
        demo, "manage", lambda _, *command: ran.append(command) or (tmp_path / "staticfiles/staticfiles.json").touch()
    )

    for _ in range(2):
        demo.collect_static_files(children, tmp_path)
    (tmp_path / "static" / "a.css").write_text("longer")
    demo.collect_static_files(children, tmp_path)

    assert [command[0] for command in ran] == ["collectstatic", "collectstatic"]


def test_main_with_a_known_problem_prints_it_and_fails(monkeypatch, capsys):
    def broken():
        raise ServiceError("The cellar is flooded.")

    monkeypatch.setattr(demo, "Stack", broken)
    monkeypatch.setattr(demo.signal, "signal", lambda *_: None)

    assert demo.main() == 1
    assert capsys.readouterr().err == "\nThe cellar is flooded.\n"


def test_environment_has_demonstration_logins_and_no_debugging(monkeypatch):
    class Servers:
        def env(self):
            return {"DATABASE_URL": "postgresql:///x"}

    made = demo.environment(Servers())

    assert {name: made[name] for name in ("DATABASE_URL", "DEMO", "DEBUG")} == {
        "DATABASE_URL": "postgresql:///x",
        "DEMO": "1",
        "DEBUG": "0",
    }
    assert made.items() >= {name: value for name, value in os.environ.items() if name == "PATH"}.items()
