"""Changes of many by a file: a template for each kind, and reading it into one payload a job.

Nothing is changed here. A problem names its row and column and says what to do; with a problem there is no payload.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from finance.models import CostCentre
from hr.importing.cells import CellWrong, to_date
from hr.models import Assignment, AssignmentTerms, Grade, PayElement, RecurringElement, SpinePoint
from hr.queries.job_words import holding
from sharedservices.common.imports import Column, ImportFile, open_import

MOST_ROWS = 200
"""So many rows make one list: what somebody can still read before they approve it."""
Cells = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A kind of change by file: its columns, and the payload of a row. `is_grouped`: several rows make one payload."""

    code: str
    title: str
    kind: str
    columns: tuple[Column, ...]
    payload: Callable[[Assignment, Cells], dict[str, Any]]
    is_grouped: bool = False


@dataclass(slots=True)
class Read:
    """What a file says: one payload a job with the row it stands in, and the file with its problems."""

    file: ImportFile
    rows: list[dict[str, Any]] = field(default_factory=list)


def _hours(job: Assignment, cells: Cells) -> dict[str, Any]:
    now = holding(AssignmentTerms, cells["from"], assignment=job)
    if now is None:
        raise CellWrong("The job has no hours on that day.", "Check the day.")
    return {
        "assignment": str(job.uuid), "effective_from": cells["from"].isoformat(),
        "contract": cells["contract"] or now.contract, "contract_hours": cells["contract_hours"],
        "paid_weeks": cells["paid_weeks"] or (str(now.paid_weeks) if now.paid_weeks is not None else None),
        "working_pattern": cells["working_pattern"] or now.working_pattern,
    }  # fmt: skip


def _pay(job: Assignment, cells: Cells) -> dict[str, Any]:
    grade = Grade.objects.of(job.partner_id).filter(code=cells["grade"]).order_by("id").first()
    if grade is None:
        raise CellWrong(f"There is no grade {cells['grade']}.", "Copy the code from Grades.")
    points = SpinePoint.objects.of(job.partner_id).filter(scale_id=grade.scale_id, code=cells["point"])
    point = points.order_by("id").first()
    if point is None:
        raise CellWrong(f"The scale of the grade has no point {cells['point']}.", "Copy the point from Pay scales.")
    return {
        "assignment": str(job.uuid), "effective_from": cells["from"].isoformat(), "grade": str(grade.uuid),
        "spine_point": str(point.uuid),
    }  # fmt: skip


def _costs(job: Assignment, cells: Cells) -> dict[str, Any]:
    centre = CostCentre.objects.of(job.partner_id).filter(
        code=cells["cost_centre"], legal_entity_id=job.employment.legal_entity_id
    )
    found = centre.order_by("id").first()
    if found is None:
        raise CellWrong(f"There is no cost centre {cells['cost_centre']}.", "Copy the code from Cost centres.")
    return {
        "assignment": str(job.uuid), "effective_from": cells["from"].isoformat(),
        "shares": {str(found.uuid): cells["percent"]},
    }  # fmt: skip


def _element(job: Assignment, code: str) -> PayElement:
    found = PayElement.objects.of(job.partner_id).filter(code=code).first()
    if found is None:
        raise CellWrong(f"There is no pay element {code}.", "Copy the code from Pay elements.")
    return found


def _add(job: Assignment, cells: Cells) -> dict[str, Any]:
    return {
        "assignment": str(job.uuid), "effective_from": cells["from"].isoformat(),
        "element": str(_element(job, cells["element"]).uuid),
        "last_day": cells["last_day"].isoformat() if cells["last_day"] else None,
        **{name: cells[name] or None for name in ("amount", "units", "rate")},
    }  # fmt: skip


def _end(job: Assignment, cells: Cells) -> dict[str, Any]:
    element = _element(job, cells["element"])
    row = holding(RecurringElement, cells["last_day"], assignment=job, element=element)
    if row is None:
        raise CellWrong(f"The job does not have {element.name} on that day.", "Check the day and the job.")
    return {"recurring": str(row.uuid), "last_day": cells["last_day"].isoformat()}


def _place(job: Assignment, cells: Cells) -> dict[str, Any]:
    return {
        "assignment": str(job.uuid), "effective_from": cells["from"].isoformat(), "location": cells["place_of_work"],
    }  # fmt: skip


def _columns(*names: str, optional: tuple[str, ...] = ()) -> tuple[Column, ...]:
    required = tuple(Column(name, is_required=True) for name in ("job_number", *names))
    return required + tuple(Column(name) for name in optional)


TEMPLATES: dict[str, Template] = {
    one.code: one
    for one in (
        Template(
            code="hours", title="Hours", kind="hr.hours", payload=_hours,
            columns=_columns("from", "contract_hours", optional=("contract", "paid_weeks", "working_pattern")),
        ),
        Template(
            code="pay", title="Grade and point", kind="hr.pay", payload=_pay,
            columns=_columns("from", "grade", "point"),
        ),
        Template(
            code="costs", title="Cost split", kind="hr.costs", payload=_costs, is_grouped=True,
            columns=_columns("from", "cost_centre", "percent"),
        ),
        Template(
            code="element-add", title="Add a pay element", kind="hr.element_add", payload=_add,
            columns=_columns("from", "element", optional=("amount", "units", "rate", "last_day")),
        ),
        Template(
            code="element-end", title="End a pay element", kind="hr.element_end", payload=_end,
            columns=_columns("element", "last_day"),
        ),
        Template(
            code="place", title="Place of work", kind="hr.location", payload=_place,
            columns=_columns("from", "place_of_work"),
        ),
    )
}  # fmt: skip
DAYS = {"from", "last_day"}


def read(upload: BinaryIO, template: Template) -> Read:
    """Read a file into payloads. Look at the file's problems before you use them.

    :raises ImportRefused: for a file that cannot be read as a whole
    """
    file = open_import(upload, columns=template.columns, max_rows=MOST_ROWS)
    found = Read(file)
    seen: dict[str, dict[str, Any]] = {}
    for number, values in file:
        cells = _cells(file, number, values, template)
        if cells is not None:
            _take(found, template, number, cells, seen)
    return found


def _cells(file: ImportFile, number: int, values: dict[str, str], template: Template) -> Cells | None:
    """Return a row's values, days read; None when one of them cannot be used."""
    before = file.n_problems
    cells: Cells = {}
    for column in template.columns:
        text = values.get(column.name)
        if text is None:
            continue  # reported already
        if not text and column.is_required:
            file.report(number, column.name, "This is empty.", "Fill it in.")
        elif text and column.name in DAYS:
            try:
                cells[column.name] = to_date(text)
            except CellWrong as wrong:
                file.report(number, column.name, wrong.message, wrong.remedy, value=text)
        else:
            cells[column.name] = text or ""
    is_whole = len(cells) == len(template.columns) and file.n_problems == before
    return cells if is_whole else None


def _take(found: Read, template: Template, number: int, cells: Cells, seen: dict[str, dict[str, Any]]) -> None:
    """Add the payload of a row, or report why there is none."""
    jobs = Assignment.objects.select_related("person", "employment", "post")
    job = jobs.filter(number=cells["job_number"]).first()
    if job is None:
        found.file.report(
            number, "job_number", "There is no such job.", "Copy the number from the page of the person.",
            value=cells["job_number"],
        )  # fmt: skip
        return
    key = f"{job.pk}:{cells.get('element', '')}"
    try:
        payload = template.payload(job, cells)
    except CellWrong as wrong:
        found.file.report(number, template.columns[1].name, wrong.message, wrong.remedy)
        return
    if key not in seen:
        seen[key] = {"row": number, "payload": payload}
        found.rows.append(seen[key])
    elif template.is_grouped and seen[key]["payload"]["effective_from"] == payload["effective_from"]:
        seen[key]["payload"]["shares"] |= payload["shares"]
    else:
        message = f"Row {seen[key]['row']} changes the same already."
        found.file.report(number, "job_number", message, "Leave one of the two out.", value=cells["job_number"])
