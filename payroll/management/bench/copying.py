"""The yardstick: plain COPY of the very same rows into identical empty tables, by the owner role, without row security.

Identical means columns, keys, indexes, checks, foreign keys and durability; there is no policy and no trigger.
"""

import multiprocessing
import time
from pathlib import Path

from payroll.management.bench.scratch import connect

# Foreign keys to what exists anyway, and from lines to payslips: as on the real tables.
MAKE = """
CREATE TABLE bench_payslip (LIKE payroll_payslip INCLUDING ALL);
CREATE TABLE bench_payslipline (LIKE payroll_payslipline INCLUDING ALL);
ALTER TABLE bench_payslip
  ADD FOREIGN KEY (partner_id) REFERENCES partners_partner (id) DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (partner_id, run_id) REFERENCES payroll_payrun (partner_id, id),
  ADD FOREIGN KEY (partner_id, employment_id) REFERENCES hr_employment (partner_id, id),
  ADD FOREIGN KEY (partner_id, person_id) REFERENCES hr_person (partner_id, id);
ALTER TABLE bench_payslipline
  ADD FOREIGN KEY (partner_id) REFERENCES partners_partner (id) DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (partner_id, payslip_id) REFERENCES bench_payslip (partner_id, id);
"""
KEYS = """
SELECT conrelid::regclass::text, count(*) FROM pg_constraint
WHERE conrelid::regclass::text = ANY (%s) AND contype = 'f' GROUP BY 1 ORDER BY 1
"""
TABLES = ("payslip", "payslipline")
SPLIT = {
    "payslip": "SELECT * FROM payroll_payslip WHERE id %% {n} = {part} ORDER BY id",
    "payslipline": "SELECT * FROM payroll_payslipline WHERE payslip_id %% {n} = {part} ORDER BY payslip_id, number",
}


def seconds_to_copy(owner_url: str, processes: int, folder: Path) -> tuple[float, int, int]:
    """Return the seconds that plain COPY takes with so many processes, and the payslips and lines that it wrote."""
    with connect(owner_url) as link, link.cursor() as cursor:
        cursor.execute(MAKE)
        _require_same_keys(cursor)
        for part in range(processes):
            for table in TABLES:
                with (folder / f"{table}.{part}").open("wb") as out:
                    select = SPLIT[table].replace("%%", "%").format(n=processes, part=part)
                    cursor.copy_expert(f"COPY ({select}) TO STDOUT", out)
        seconds = _run(owner_url, processes, folder)
        cursor.execute("SELECT (SELECT count(*) FROM bench_payslip), (SELECT count(*) FROM bench_payslipline)")
        n_payslips, n_lines = cursor.fetchone()
        cursor.execute("DROP TABLE bench_payslipline, bench_payslip")
    return seconds, n_payslips, n_lines


def _require_same_keys(cursor: object) -> None:
    """Make sure that the yardstick has as many foreign keys as the real tables: it must not be lighter."""
    counts = []
    for names in (["bench_payslip", "bench_payslipline"], ["payroll_payslip", "payroll_payslipline"]):
        cursor.execute(KEYS, [names])  # type: ignore[attr-defined]
        counts.append([row[1] for row in cursor.fetchall()])  # type: ignore[attr-defined]
    if counts[0] != counts[1]:
        raise RuntimeError(f"the yardstick has {counts[0]} foreign keys, the real tables {counts[1]}")


def _run(owner_url: str, processes: int, folder: Path) -> float:
    """Start the processes, let them connect, and time them from one signal to the end of the last."""
    context = multiprocessing.get_context("spawn")
    ready, go = context.Barrier(processes + 1), context.Barrier(processes + 1)
    workers = [
        context.Process(target=copy_part, args=(owner_url, folder, part, ready, go)) for part in range(processes)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    began = time.perf_counter()
    go.wait()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - began
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a copying process failed")
    return seconds


def copy_part(owner_url: str, folder: Path, part: int, ready: object, go: object) -> None:
    """Copy one part: its payslips, then its lines, each in one statement."""
    with connect(owner_url) as link, link.cursor() as cursor:
        ready.wait()  # type: ignore[attr-defined]
        go.wait()  # type: ignore[attr-defined]
        for table in TABLES:
            with (folder / f"{table}.{part}").open("rb") as rows:
                cursor.copy_expert(f"COPY bench_{table} FROM STDIN", rows)
