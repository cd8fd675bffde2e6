import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from payroll.engine.gross_to_net import OUTPUT_COLUMNS

ROOT = Path(__file__).parents[4]
HEADER = (
    "case_id,tax_year,frequency,period,tax_code,week1month1,taxable_pay,taxable_pay_to_date,tax_to_date_before,"
    "ni_category,niable_pay,student_loan_plans,loan_pay,director_method,director_weeks,director_last_payment,"
    "niable_pay_to_date_before,employee_ni_to_date_before,employer_ni_to_date_before"
)


def run(path, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "gross_to_net", str(path)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_needs_no_environment_and_fails_when_a_row_fails(tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text(
        f"\ufeff{HEADER},remark\n"
        "good,2026-27,monthly,1,1257L,0,3000.00,,,A,5000.00,2,3500.00,,,,,,,hello\n"
        "bad,2026-27,monthly,1,1257Z,0,3000.00\n"
        '"after, the bad",2026-27,weekly\n',
        encoding="utf-8",
    )

    done = run(cases)

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert (done.returncode, done.stderr) == (1, "")
    assert [row["case_id"] for row in rows] == ["good", "bad", "after, the bad"]
    assert (rows[0]["tax"], rows[0]["employee_ni"], rows[0]["student_loan"]) == ("390.20", "267.50", "94.00")
    assert [bool(row["error"]) for row in rows] == [False, True, False]
    assert tuple(rows[0]) == OUTPUT_COLUMNS


def test_command_succeeds_when_every_row_does(tmp_path):
    cases, said = tmp_path / "cases.csv", io.StringIO()
    cases.write_text("case_id,tax_year,frequency,ni_category,niable_pay\n1,2026-27,weekly,A,1000\n", encoding="utf-8")

    call_command("gross_to_net", str(cases), stdout=said)

    assert said.getvalue().splitlines()[1] == "1,,58.66,135.60,129.00,113.00,725.00,,,"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory. Give the path of a CSV file"),
        (b"", "has no column case_id and no column tax_year and no column frequency"),
        (b"case_id,tax_year\n1,2026-27\n", "has no column frequency. Its first row must name them"),
        (b"case_id;tax_year;frequency\n", "separated by semicolons. Save it as CSV with commas"),
        (b"case_id,tax_year,frequency\n\xff\xfe,2026-27,weekly\n", "is not UTF-8 text. Save it as CSV (UTF-8)"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_message(tmp_path, content, message):
    cases = tmp_path / "cases.csv"
    if content is not None:
        cases.write_bytes(content)

    with pytest.raises(CommandError) as refused:
        call_command("gross_to_net", str(cases), stdout=io.StringIO())

    assert message in str(refused.value)


def test_a_directory_is_one_clear_message_and_no_traceback(tmp_path):
    done = run(tmp_path)

    assert done.returncode == 1
    assert "Is a directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_output_that_cannot_be_written_is_not_taken_for_a_bad_file(tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text("case_id,tax_year,frequency\n1,2026-27,weekly\n", encoding="utf-8")

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "manage.py", "gross_to_net", str(cases)],
            cwd=ROOT,
            env={},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == "CommandError: Standard output cannot be written: No space left on device\n"


def test_a_reader_of_the_output_may_leave_early(tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text(
        "case_id,tax_year,frequency\n" + "".join(f"{n},2026-27,weekly\n" for n in range(20_000)), encoding="utf-8"
    )
    command = f"{sys.executable} manage.py gross_to_net {cases} | head -n 1"

    done = subprocess.run(command, shell=True, cwd=ROOT, env=dict(os.environ), capture_output=True, check=False)

    assert done.stdout.decode() == ",".join(OUTPUT_COLUMNS) + "\n"
    assert done.stderr == b"CommandError: Standard output was closed before all answers were written\n"


def test_answers_are_utf8_whatever_the_environment_says(tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text("case_id,tax_year,frequency\nZoë ✓,2026-27,weekly\n", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "gross_to_net", cases.name],
        cwd=tmp_path,
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").splitlines()[1] == "Zoë ✓,,,,,,,,,"
