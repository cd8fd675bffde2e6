"""The measurement runs from start to end, at a size that says nothing about speed."""

import json
import os
import subprocess
import sys

import pytest

from tests import databases
from tests.live import ROOT

pytestmark = pytest.mark.live


def test_bench_payroll_prints_its_figures_as_json_and_leaves_no_database(django_db_blocker):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "sharedservices.settings", "DEBUG": "1"}
    with django_db_blocker.unblock():
        template = databases.migrated()
    size = ["--employees", "200", "--processes", "1"]
    done = subprocess.run(
        [sys.executable, "manage.py", "bench_payroll", *size, "--template", template, "--json"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert figures["employees"] == 200
    assert figures["payslips"] + figures["quarantined"] == 200
    assert figures["lines"] > 6 * figures["payslips"]
    assert figures["ratio"] == pytest.approx(figures["total_seconds"] / figures["copy_seconds"], rel=0.05)
    assert 0 < figures["worker_peak_mib"] < 400


def test_bench_ledger_measures_every_figure_beside_its_floor(django_db_blocker):
    with django_db_blocker.unblock():
        template = databases.migrated()
    size = ["--lines", "480", "--journal", "20", "--statement", "40"]
    done = subprocess.run(
        [sys.executable, "manage.py", "bench_ledger", *size, "--template", template, "--json"],
        cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "sharedservices.settings", "DEBUG": "1"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert (figures["journal lines"], figures["lines of a bank statement"]) == (480, 40)
    assert {"trial balance, ms", "budget report by cost centre, ms", "matching its lines, ms"} <= set(figures)


def test_bench_payroll_of_too_few_people_is_refused():
    done = subprocess.run(
        [sys.executable, "manage.py", "bench_payroll", "--employees", "5"],
        cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "sharedservices.settings", "DEBUG": "1"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "at least 100 employees" in done.stderr
