"""People files to hand in: rows of invented newcomers, right and wrong."""

import csv
import io
from typing import Any

from hr.importing.columns import COLUMNS
from hr.models import Post

RIGHT = {
    "title": "Mx",
    "forenames": "Robin",
    "surname": "Newcomer",
    "date_of_birth": "1990-02-28",
    "sex": "F",
    "address_line_1": "1 New Street",
    "town": "Newtown",
    "postcode": "ZZ5 1AA",
    "pay_group": "MONTHLY",
    "employment_kind": "EMPLOYEE",
    "start_date": "2026-10-01",
    "contract": "PERMANENT",
    "contract_hours": "36",
    "annual_salary": "30000.00",
    "tax_code": "1257L",
    "ni_category": "A",
}


def row(number: str, **changes: str) -> dict[str, str]:
    """Return a right row for a new employee number in some existing post. Call inside the partner's scope."""
    post = Post.objects.filter(valid__upper_inf=True).order_by("id")[0]
    mine = {"employee_number": number, "job_number": f"{number}-1", "post_number": post.post_no}
    return RIGHT | mine | changes


def csv_file(*rows: dict[str, Any]) -> bytes:
    """Return the rows as a CSV file with every heading of the template."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [column.name for column in COLUMNS], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()
