#!/usr/bin/env python3
"""Say by the exit status whether the service in this container is well: healthcheck web|worker|beat.

The web must answer /healthz, a worker a ping through the broker; beat must have written its schedule lately.
"""

import http
import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

WEB = ("127.0.0.1", 8000)
SCHEDULE = Path("/tmp/beat-schedule")  # noqa: S108 - a private tmpfs in the container
SCHEDULE_SECONDS = 600  # beat writes it every three minutes
ANSWER_SECONDS = 4


def web(address: tuple[str, int] = WEB) -> bool:
    """Say whether the site answers as it does behind the proxy, to the first host name that it serves."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".") or "localhost"
    connection = http.client.HTTPConnection(*address, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def worker() -> bool:
    """Say whether this container's own worker answers."""
    ping = [
        "celery",
        "-A",
        "sharedservices.celery",
        "inspect",
        "ping",
        "-t",
        "10",
        "-d",
        f"celery@{socket.gethostname()}",
    ]
    return subprocess.run(ping, stdout=subprocess.DEVNULL, check=False).returncode == 0


def beat(schedule: Path = SCHEDULE) -> bool:
    """Say whether beat wrote its schedule within ten minutes."""
    return any(
        time.time() - path.stat().st_mtime < SCHEDULE_SECONDS for path in schedule.parent.glob(f"{schedule.name}*")
    )


CHECKS = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
