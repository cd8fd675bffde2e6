"""Measure a month's payroll in a scratch database, and hold it against plain COPY of the very same rows."""

import json
import os
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from partners.scope import partner_scope
from payroll.management.bench import copying, scratch
from payroll.management.bench.population import Body, populate
from payroll.models import PayRun, RunBatch
from payroll.operations import pay_runs

POLL_SECONDS = 0.05
MILLION = 1_000_000
ROUNDED = 3
TIMINGS = """
SELECT coalesce(sum((timings->>'read')::bigint), 0), coalesce(sum((timings->>'calculate')::bigint), 0),
       coalesce(sum((timings->>'write')::bigint), 0)
FROM payroll_runbatch WHERE run_id = ANY (%s)
"""


class Command(BaseCommand):
    help = "Measure a month's payroll: bench_payroll --employees 90000 --json"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--employees", type=int, default=90_000, help="how many employments (90000)")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="workers (as many as cores)")
        parser.add_argument("--template", help="a migrated, empty database to begin from: saves migrating another one")
        parser.add_argument("--json", action="store_true", help="print the figures as one JSON object at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        employees, processes, template = options["employees"], options["processes"], options["template"]
        if employees < 100 or processes < 1:
            raise CommandError("Give at least 100 employees and 1 process.")
        with tempfile.TemporaryDirectory(prefix="bench-") as name, scratch.database(template) as environment:
            self._say(f"making {employees:,} employees")
            bodies = populate(employees, environment["DATABASE_OWNER_URL"])
            found = self._measure(bodies, environment, processes, Path(name))
        for label, value in found.items():
            self.stdout.write(f"{label:<26}{value:>16,}" if value is not None else label)
        if options["json"]:
            self.stdout.write(json.dumps(found))

    def _measure(self, bodies: list[Body], environment: dict[str, str], processes: int, folder: Path) -> dict[str, Any]:
        """Run the month through the workers, then copy its rows."""
        with scratch.workers(environment, processes, folder / "worker.log") as running:
            self._say(f"running a month through {processes} workers")
            began = time.perf_counter()
            runs = [self._start(body) for body in bodies]
            planned = time.perf_counter()
            self._await(runs)
            total = time.perf_counter() - began
            peak = running.peak_mib()
        read, calculate, write, counts = self._results(runs)
        self._say("copying the very same rows into identical empty tables")
        copy, n_payslips, n_lines = copying.seconds_to_copy(environment["DATABASE_OWNER_URL"], processes, folder)
        return {
            "employees": counts["n_in"],
            "processes": processes,
            "plan_seconds": self._round(planned - began),
            "read_seconds": self._round(read / processes),
            "calculate_seconds": self._round(calculate / processes),
            "write_seconds": self._round(write / processes),
            "total_seconds": self._round(total),
            "payslips": n_payslips,
            "lines": n_lines,
            "quarantined": counts["n_quarantined"],
            "worker_peak_mib": peak,
            "copy_seconds": self._round(copy),
            "ratio": self._round(total / copy),
        }

    def _start(self, body: Body) -> PayRun:
        """Make the November run of a partner and start its calculation."""
        with partner_scope(body.partner.pk, actor_id=body.processor.pk, reason="bench"):
            run = pay_runs.create(period_id=body.period.pk, by=body.processor, at=timezone.now())
            return pay_runs.calculate(run_id=run.pk, by=body.processor, at=timezone.now())

    def _await(self, runs: list[PayRun]) -> None:
        """Wait until every run is calculated. :raises CommandError: when a batch fails."""
        ids, partners = [run.pk for run in runs], {run.partner_id for run in runs}
        while True:
            with partner_scope(*partners, reason="bench"):
                if not PayRun.objects.filter(pk__in=ids, is_calculating=True).exists():
                    return
                if RunBatch.objects.filter(run_id__in=ids, state=RunBatch.State.FAILED).exists():
                    raise CommandError("A batch has failed.")
            time.sleep(POLL_SECONDS)

    def _results(self, runs: list[PayRun]) -> tuple[Any, Any, Any, dict[str, int]]:
        """Return seconds of reading, calculating and writing over all workers, and the counts."""
        with partner_scope(*{run.partner_id for run in runs}, reason="bench"):
            with connection.cursor() as cursor:
                cursor.execute(TIMINGS, [[run.pk for run in runs]])
                read, calculate, write = (value / MILLION for value in map(int, cursor.fetchone()))
            rows = PayRun.objects.filter(pk__in=[run.pk for run in runs]).values("n_in", "n_quarantined")
            counts = {name: sum(row[name] for row in rows) for name in ("n_in", "n_quarantined")}
        return read, calculate, write, counts

    def _round(self, seconds: Any) -> Any:
        """Return seconds to the millisecond."""
        return int(seconds * 10**ROUNDED) / 10**ROUNDED

    def _say(self, what: str) -> None:
        """Tell the person what happens."""
        self.stdout.write(f"==> {what}")
        self.stdout.flush()
