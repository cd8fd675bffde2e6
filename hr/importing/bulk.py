"""Changes of many by a file: a template for each kind, and reading it into one payload a job.

Nothing is changed here. A problem names its row and column and says what to do; with a problem there is no payload.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from finance.models import CostCentre
from hr.importing.cells import CellWrong, to_date
from hr.models import (
    Assignment,
    AssignmentTerms,
    Grade,
    PayElement,
    PayGroup,
    Post,
    RecurringElement,
    SpinePoint,
)
from hr.queries.job_words import holding
from sharedservices.common.imports import Column, ImportFile, open_import

MOST_ROWS = 200
"""So many rows make one list: what somebody can still read before they approve it."""
Cells = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A kind of change by file: its columns, and the payload of a row. `is_grouped`: several rows make one payload.

    `total` is the field of a payload whose pounds are added up as a control total.
    """

    code: str
    title: str
    kind: str
    columns: tuple[Column, ...]
    payload: Callable[[Assignment, Cells], dict[str, Any]]
    is_grouped: bool = False
    total: str = ""


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


def _grading(job: Assignment, cells: Cells) -> tuple[Grade, SpinePoint]:
    """Return the grade and the point that a row names by their codes. :raises CellWrong: when there is none."""
    grade = Grade.objects.of(job.partner_id).filter(code=cells["grade"]).order_by("id").first()
    if grade is None:
        raise CellWrong(f"There is no grade {cells['grade']}.", "Copy the code from Grades.", column="grade")
    points = SpinePoint.objects.of(job.partner_id).filter(scale_id=grade.scale_id, code=cells["point"])
    point = points.order_by("id").first()
    if point is None:
        raise CellWrong(
            f"The scale of the grade has no point {cells['point']}.", "Copy the point from Pay scales.", column="point"
        )
    return grade, point


def _from(job: Assignment, cells: Cells) -> dict[str, Any]:
    return {"assignment": str(job.uuid), "effective_from": cells["from"].isoformat()}


def _pay(job: Assignment, cells: Cells) -> dict[str, Any]:
    grade, point = _grading(job, cells)
    return {**_from(job, cells), "grade": str(grade.uuid), "spine_point": str(point.uuid)}


def _post(job: Assignment, cells: Cells) -> Post:
    found = Post.objects.of(job.partner_id).filter(post_no=cells["post"]).first()
    if found is None:
        raise CellWrong(f"There is no post {cells['post']}.", "Copy the number from Posts.", column="post")
    return found


def _move(job: Assignment, cells: Cells) -> dict[str, Any]:
    """Return a move; with a grade it says which decision that is, and on which evaluation."""
    graded: dict[str, Any] = {}
    if cells["grade"] or cells["point"]:
        grade, point = _grading(job, cells)
        graded = {"grade": str(grade.uuid), "spine_point": str(point.uuid)}
    return {
        **_from(job, cells), **graded, "post": str(_post(job, cells).uuid), "title": cells["title"] or None,
        "location": cells["place_of_work"] or None, "kind": cells["decision"] or None,
        "evaluation": cells["evaluation"],
    }  # fmt: skip


def _contract(job: Assignment, cells: Cells) -> dict[str, Any]:
    ends_on = cells["ends_on"]
    return {
        **_from(job, cells), "contract": cells["contract"], "ends_on": ends_on.isoformat() if ends_on else None,
        "ground": cells["ground"], "justification": cells["justification"],
    }  # fmt: skip


def _acting(job: Assignment, cells: Cells) -> dict[str, Any]:
    grade, point = _grading(job, cells)
    return {
        **_from(job, cells), "last_day": cells["last_day"].isoformat(), "post": str(_post(job, cells).uuid),
        "percent": cells["percent"], "grade": str(grade.uuid), "spine_point": str(point.uuid),
        "review_on": cells["review_on"].isoformat(),
        "element": str(_element(job, cells["element"]).uuid) if cells["element"] else None,
    }  # fmt: skip


def _honorarium(job: Assignment, cells: Cells) -> dict[str, Any]:
    return {
        **_from(job, cells), "last_day": cells["last_day"].isoformat(),
        "element": str(_element(job, cells["element"]).uuid),
        **{name: cells[name] for name in ("amount", "basis", "basis_words")},
    }  # fmt: skip


def _pay_group(job: Assignment, cells: Cells) -> dict[str, Any]:
    group = PayGroup.objects.of(job.partner_id).filter(code=cells["pay_group"]).first()
    if group is None:
        raise CellWrong(
            f"There is no pay group {cells['pay_group']}.", "Copy the code from Pay groups.", column="pay_group"
        )
    return {
        "employment": str(job.employment.uuid), "pay_group": str(group.uuid),
        "effective_from": cells["from"].isoformat(),
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
        raise CellWrong(f"There is no pay element {code}.", "Copy the code from Pay elements.", column="element")
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


def added_up(template: Template, rows: list[dict[str, Any]]) -> Decimal | None:
    """Return the control total of a list in pounds; None for a kind that has none, or an amount that is no number."""
    if not template.total:
        return None
    try:
        return sum((Decimal(one["payload"][template.total] or 0) for one in rows), Decimal(0))
    except InvalidOperation:
        return None


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
            columns=_columns("from", "element", optional=("amount", "units", "rate", "last_day")), total="amount",
        ),
        Template(
            code="element-end", title="End a pay element", kind="hr.element_end", payload=_end,
            columns=_columns("element", "last_day"),
        ),
        Template(
            code="place", title="Place of work", kind="hr.location", payload=_place,
            columns=_columns("from", "place_of_work"),
        ),
        Template(
            code="move", title="Move to another post", kind="hr.move", payload=_move,
            columns=_columns(
                "from", "post", optional=("title", "place_of_work", "decision", "grade", "point", "evaluation")
            ),
        ),
        Template(
            code="contract", title="Contract and its end", kind="hr.contract", payload=_contract,
            columns=_columns("from", "contract", optional=("ends_on", "ground", "justification")),
        ),
        Template(
            code="acting", title="Acting up", kind="hr.acting", payload=_acting,
            columns=_columns(
                "from", "last_day", "post", "percent", "grade", "point", "review_on", optional=("element",)
            ),
        ),
        Template(
            code="honorarium", title="Honoraria", kind="hr.honorarium", payload=_honorarium, total="amount",
            columns=_columns("from", "last_day", "element", "amount", "basis", "basis_words"),
        ),
        Template(
            code="pay-group", title="Pay group", kind="hr.pay_group", payload=_pay_group,
            columns=_columns("from", "pay_group"),
        ),
    )
}  # fmt: skip
DAYS = {"from", "last_day", "ends_on", "review_on"}


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
        column = wrong.column or template.columns[1].name
        found.file.report(number, column, wrong.message, wrong.remedy, value=str(cells.get(column, "")))
        return
    if key not in seen:
        seen[key] = {"row": number, "payload": payload}
        found.rows.append(seen[key])
    elif template.is_grouped and seen[key]["payload"]["effective_from"] == payload["effective_from"]:
        seen[key]["payload"]["shares"] |= payload["shares"]
    else:
        message = f"Row {seen[key]['row']} changes the same already."
        found.file.report(number, "job_number", message, "Leave one of the two out.", value=cells["job_number"])
