#!/usr/bin/env python3
"""Run a management command; in a development checkout, with the embedded services' settings."""

import atexit
import contextlib
import os
import sys
from pathlib import Path

ENVIRONMENT_FREE = {"gross_to_net", "check_rates"}
START_SERVICES = {"bench_payroll"}  # these start PostgreSQL and Redis when they do not run, and stop them again


def use_development_services(*, start: bool = False) -> None:
    """Take the embedded PostgreSQL's and Redis's addresses, unless the environment already says where they are."""
    root = Path(__file__).resolve().parent
    if "DATABASE_URL" in os.environ or not (root / "tools" / "devservices.py").exists():
        return
    from tools.devservices import Stack

    stack = Stack(root / ".dev")
    if start:
        lease = contextlib.ExitStack()
        lease.enter_context(stack.lease())
        atexit.register(lease.close)
    if stack.is_initialised():
        for name, value in stack.env().items():
            os.environ.setdefault(name, value)


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedservices.settings")
    if len(sys.argv) > 1 and sys.argv[1] not in ENVIRONMENT_FREE:
        use_development_services(start=sys.argv[1] in START_SERVICES)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
