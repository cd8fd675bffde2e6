"""The columns of the files of records about people who are here: recurring pay, checks, documents (domain HR-11)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from hr.engine.compliance import justifications
from hr.importing.columns import Form, Level, PeopleColumn
from hr.models import DbsCheck, Document, RightToWork, Workforce

RIGHT_TO_WORK, DBS, REGISTRATION = "RIGHT_TO_WORK", "DBS", "REGISTRATION"
CHECK_KINDS: tuple[str, ...] = (RIGHT_TO_WORK, DBS, REGISTRATION)
"""Checks that a file may bring: each has a keeper in hr.operations.domain_checks."""
CHILDREN, ADULTS, BOTH = "CHILDREN", "ADULTS", "BOTH"
LONGEST_BODY = 50


class Takes(NamedTuple):
    """Which columns a kind of check has to fill, and which it may; those of every kind are left out."""

    needs: tuple[str, ...]
    may: tuple[str, ...]


TAKES: Mapping[str, Takes] = {
    RIGHT_TO_WORK: Takes(
        ("method", "document_type", "checked_by", "permission", "copy"),
        ("expires_on", "weekly_hours_limit", "work_limits"),
    ),
    DBS: Takes(
        ("level", "workforce", "result"),
        (
            "expires_on", "justification", "barred_lists", "decision", "requested_on", "application_ref",
            "update_service",
        ),
    ),
    REGISTRATION: Takes(("body", "expires_on"), ("part", "registered_on")),
}  # fmt: skip
LONGEST_NAME = 60
_EMPLOYEE: dict[str, Any] = {"level": Level.EMPLOYMENT, "form": Form.NUMBER, "longest": 20, "example": "100234"}
_J = Level.JOB


DEDUCTIONS = (
    PeopleColumn(name="employee_number", is_required=True, help="The employment: load the people first.", **_EMPLOYEE),
    PeopleColumn(
        name="job_number", level=_J, form=Form.NUMBER, longest=24, is_required=True, example="100234-1",
        help="The job that it is paid with or taken from.",
    ),
    PeopleColumn(
        name="element", level=_J, form=Form.CODE, longest=20, is_required=True, example="UNION",
        help="Code of a pay element here: allowance, honorarium, deduction or court order.",
    ),
    PeopleColumn(
        name="first_day", level=_J, form=Form.DATE, is_required=True, example="2027-04-01",
        help="From which it is paid or taken here: for people brought over, the first day of the first period.",
    ),
    PeopleColumn(
        name="last_day", level=_J, form=Form.DATE, example="2028-03-31", help="If it is known. Empty goes on.",
    ),
    PeopleColumn(
        name="amount", level=_J, form=Form.MONEY, example="18.50", help="Pounds a period, if the element takes them.",
    ),
    PeopleColumn(
        name="units", level=_J, form=Form.HOURS, example="4.00", help="Units a period, if the element takes them.",
    ),
    PeopleColumn(
        name="rate", level=_J, form=Form.MONEY, help="Pounds a unit, where the element has no rate of its own.",
    ),
    PeopleColumn(
        name="protected", level=_J, form=Form.YES_NO, example="no",
        help="yes for protected pay: the list of it is agreed person by person.",
    ),
    PeopleColumn(
        name="reference", level=_J, form=Form.TEXT, longest=40, example="AE 4471/25",
        help="Of a court order or a loan, as its papers give it.",
    ),
    PeopleColumn(
        name="remaining", level=_J, form=Form.MONEY, example="640.00",
        help="For court orders and loans: pounds left to take on the first day.",
    ),
)  # fmt: skip

CHECKS = (
    PeopleColumn(name="employee_number", is_required=True, help="The employment: load the people first.", **_EMPLOYEE),
    PeopleColumn(
        name="check", level=_J, form=Form.CHOICE, allowed=CHECK_KINDS, is_required=True, example=RIGHT_TO_WORK,
        help="What was checked. Columns that say “right to work”, “DBS” or “registration” are empty for the others.",
    ),
    PeopleColumn(
        name="method", level=_J, form=Form.CHOICE, allowed=tuple(RightToWork.Method.values), example="ONLINE",
        help="Right to work: how it was checked.",
    ),
    PeopleColumn(
        name="document_type", level=_J, form=Form.TEXT, longest=80, example="Share code",
        help="Right to work: what was seen.",
    ),
    PeopleColumn(
        name="document_number", level=_J, form=Form.TEXT, longest=40, is_required=True, is_sensitive=True,
        example="W12345678", help="Number of what was seen, of the DBS certificate, or in the register.",
    ),
    PeopleColumn(
        name="checked_on", level=_J, form=Form.DATE, is_required=True, example="2021-05-10",
        help="Day of the check; on which the DBS certificate was issued; on which the register was looked up.",
    ),
    PeopleColumn(
        name="checked_by", level=_J, form=Form.TEXT, example="A Clerk, Westmarsh HR",
        help="Right to work: who checked it at the employer before.",
    ),
    PeopleColumn(
        name="permission", level=_J, form=Form.CHOICE, allowed=tuple(RightToWork.Permission.values),
        example="TIME_LIMITED", help="Right to work: whether it ends.",
    ),
    PeopleColumn(
        name="expires_on", level=_J, form=Form.DATE, example="2028-05-09",
        help="Last day of a permission that ends or of a registration; day by which a DBS check is renewed, empty for "
        "what the role says.",
    ),
    PeopleColumn(
        name="weekly_hours_limit", level=_J, form=Form.HOURS, example="20",
        help="Right to work: hours a week at most, if limited.",
    ),
    PeopleColumn(
        name="work_limits", level=_J, form=Form.TEXT, longest=200, help="Right to work: other limits, in words."
    ),
    PeopleColumn(
        name="copy", level=_J, form=Form.TEXT, longest=LONGEST_NAME, example="100234-rtw.pdf",
        help="Right to work: file name of the copy in the list of documents. Load the documents first.",
    ),
    PeopleColumn(
        name="level", level=_J, form=Form.CHOICE, allowed=tuple(value for value, _label in DbsCheck.LEVELS),
        example="ENHANCED", help="DBS: level of the check. One above what the job asks for is not taken.",
    ),
    PeopleColumn(
        name="workforce", level=_J, form=Form.CHOICE, allowed=tuple(Workforce.values), example="CHILD",
        help="DBS: with whom the work is.",
    ),
    PeopleColumn(
        name="justification", level=_J, form=Form.CHOICE, allowed=tuple(justifications()), example="WORK_CHILDREN",
        help="DBS: why the law lets the level be asked for. Empty for what the role says.",
    ),
    PeopleColumn(
        name="barred_lists", level=_J, form=Form.CHOICE, allowed=(CHILDREN, ADULTS, BOTH), example=BOTH,
        help="DBS: which barred lists were checked, if any.",
    ),
    PeopleColumn(
        name="result", level=_J, form=Form.CHOICE, allowed=tuple(DbsCheck.Result.values), example="CLEAR",
        help="DBS: whether anything was disclosed, never what.",
    ),
    PeopleColumn(
        name="decision", level=_J, form=Form.CHOICE, allowed=tuple(DbsCheck.Decision.values), example="SUITABLE",
        help="DBS: what was decided, where something was disclosed.",
    ),
    PeopleColumn(
        name="requested_on", level=_J, form=Form.DATE, example="2024-01-15", help="DBS: day on which it was asked for.",
    ),
    PeopleColumn(
        name="application_ref", level=_J, form=Form.TEXT, longest=40, example="F0012345678",
        help="DBS: reference of the application.",
    ),
    PeopleColumn(
        name="update_service", level=_J, form=Form.YES_NO, example="no",
        help="DBS: whether the certificate is in the Update Service.",
    ),
    PeopleColumn(
        name="body", level=_J, form=Form.TEXT, longest=LONGEST_BODY, example="Social Work England",
        help="Registration: the professional body, named as the role here names it.",
    ),
    PeopleColumn(
        name="part", level=_J, form=Form.TEXT, longest=80,
        help="Registration: part of the register, or conditions of practice.",
    ),
    PeopleColumn(
        name="registered_on", level=_J, form=Form.DATE, example="2012-09-01",
        help="Registration: first day, if it is known.",
    ),
)  # fmt: skip

DOCUMENTS = (
    PeopleColumn(
        name="file_name", level=_J, form=Form.TEXT, longest=LONGEST_NAME, is_required=True, example="100234-rtw.pdf",
        help="Name of the file in the ZIP, with its folder if it is in one. Each file is named once.",
    ),
    PeopleColumn(name="employee_number", is_required=True, help="Whom it is about: load people first.", **_EMPLOYEE),
    PeopleColumn(
        name="kind", level=_J, form=Form.CHOICE, is_required=True, example=Document.Kind.RIGHT_TO_WORK.value,
        allowed=tuple(Document.Kind.values), help="What it is. OTHER if nothing else fits.",
    ),
    PeopleColumn(
        name="title", level=_J, form=Form.TEXT, longest=120, is_required=True, example="Passport, copy",
        help="What people call it, without what is confidential.",
    ),
    PeopleColumn(
        name="dated_on", level=_J, form=Form.DATE, is_required=True, example="2021-05-10", help="Date of the paper.",
    ),
    PeopleColumn(
        name="sha256", level=_J, form=Form.TEXT, longest=64, is_required=True,
        help="SHA-256 of the file in the old system, 64 digits and letters a to f: worked out there, not from the ZIP.",
    ),
)  # fmt: skip
