"""The answer to an access request about starting, moving and leaving, changes of bank account, and HR cases.

Cases come through functions of the database that are open while a request is being answered, because their access lists
let hardly anybody read them. All of it is restricted: the reviewer decides, part by part, what is about other people.
"""

import json
from typing import Any

from hr import sealed
from hr.operations.person_checks import open_note
from hr.privacy_employment import bank_words
from hr.queries import transfers
from hr.transfer_content import LABELS, unpack
from partners.holdings import Section, section
from sharedservices.common import sealing

CHANGE = frozenset({"score", "findings", "called", "account", "needs_second"})
CASE = frozenset({"case"})
CHILDREN = (
    ("allegations", "Allegations", "hr.CaseAllegation"),
    ("sanctions", "Warnings and other outcomes", "hr.CaseSanction"),
    ("statements", "What witnesses said", "hr.CaseStatement"),
    ("case_log", "What was done in these cases", "hr.CaseEvent"),
)


def _change(row: Any) -> str:
    found = sealed.open_bank_change(row.details, change=row.uuid)
    return bank_words(found.sort_code, found.account_number, found.roll_number)


def _answered(row: Any) -> str:
    if not row.account:
        return ""
    text = sealing.open_sealed(row.account, aad=sealing.aad("hr_starteranswers", row.uuid, "account"))
    return bank_words(*json.loads(text))


def _envelope(row: Any) -> dict[str, Any]:
    found = unpack(sealing.open_sealed(row.content, aad=transfers.aad(row.uuid)))
    return {label: getattr(found, name) for name, label in LABELS.items()}


def _case(code: str, title: str, label: str) -> Section:
    return section(
        code, title, label, is_apart=True, without=CASE, beside={"reference": "Case"},
        query=f"SELECT t.*, c.reference FROM hr_answer_{code}(%(partner)s, %(person)s) t"  # noqa: S608 - from CHILDREN
        " JOIN hr_answer_cases(%(partner)s, %(person)s) c ON c.id = t.case_id ORDER BY t.id",
    )  # fmt: skip


def _sent(code: str, title: str, note: str) -> Section:
    return section(
        code, title, "hr.TransferEnvelope", opened={"content": _envelope}, without=frozenset({"content_hash", "note"}),
        query=f"SELECT v.* FROM hr_transferenvelope v JOIN {note} n ON n.envelope = v.uuid"  # noqa: S608 - two tables
        " WHERE n.partner_id = %(partner)s AND n.person_id = %(person)s ORDER BY v.id",
    )  # fmt: skip


SECTIONS = (
    section("extracts", "Rows about you from an earlier system", "hr.StagedRow",
            without=frozenset({"load", "digest", "bank_index"}),
            query="SELECT s.* FROM hr_stagedrow s WHERE s.partner_id = %(partner)s AND s.employee_no IN (SELECT"
            " e.employee_no FROM hr_employment e WHERE e.partner_id = s.partner_id AND e.person_id = %(person)s)"
            " ORDER BY s.id"),
    section("starts", "Your start", "hr.StarterCase",
            without=frozenset({"manager", "signed_document", "covers", "joins"})),
    section("start_answers", "What you told us before you started", "hr.StarterAnswers", without=CASE,
            opened={"account": _answered}),
    section("start_checks", "Checks before you started", "hr.StarterGate", path="case__person_id", without=CASE),
    section("start_log", "What was done about your start", "hr.StarterEvent", path="case__person_id", without=CASE),
    section("right_to_work", "Checks of your right to work", "hr.RightToWork", without=frozenset({"copy"})),
    section("right_to_work_notices", "Notices before a permission ended", "hr.RightToWorkNotice",
            without=frozenset({"right_to_work"})),
    section("right_to_work_suspensions", "Suspensions without a right to work", "hr.RightToWorkSuspension",
            without=frozenset({"right_to_work"})),
    section("dbs", "Your DBS checks", "hr.DbsCheck"),
    section("dbs_notes", "How the risk of a DBS certificate was weighed", "hr.DbsNote", is_apart=True,
            without=frozenset({"dbs_check"}), opened={"text": open_note}),
    section("registrations", "Your professional registrations", "hr.Registration"),
    section("training", "Courses that you have completed", "hr.TrainingRecord"),
    section("duty_bars", "When you were kept from duties", "hr.DutyBar", without=frozenset({"requirement"})),
    section("documents", "Documents", "hr.Document", where={"is_for_person": True},
            without=frozenset({"content", "about", "sha256", "is_for_person"})),
    section("documents_staff", "Documents that staff keep", "hr.Document", is_restricted=True,
            where={"is_for_person": False}, without=frozenset({"content", "about", "sha256", "is_for_person"})),
    section("bank_changes", "Changes of bank account", "hr.BankChange", without=CHANGE, opened={"details": _change}),
    section("bank_findings", "What was found out about these changes", "hr.BankChange", is_restricted=True,
            only=frozenset({"requested_at", "score", "findings"})),
    section("bank_log", "What was done about them", "hr.BankChangeEvent", is_restricted=True,
            without=frozenset({"change"})),
    section("bank_calls", "Calls to confirm them", "hr.BankCallBack", is_restricted=True, path="change__person_id",
            without=frozenset({"change"})),
    section("transfers_out", "Transfers to another partner", "hr.TransferOut", without=frozenset({"envelope"})),
    _sent("transfers_out_content", "What the other partner was told", "hr_transferout"),
    section("transfers_in", "Transfers from another partner", "hr.TransferIn", without=frozenset({"envelope"})),
    _sent("transfers_in_content", "What the partner before told us", "hr_transferin"),
    section("leavings", "Leaving", "hr.Leaving", without=frozenset({"ended"})),
    section("leaving_tasks", "What was to be done when you left", "hr.LeavingTask", path="leaving__person_id",
            without=frozenset({"leaving"})),
    section("leaving_log", "What was done about it", "hr.LeavingEvent", path="leaving__person_id",
            without=frozenset({"leaving"})),
    section("leaving_pension", "Your pension when you left", "hr.LeavingPension",
            without=frozenset({"leaving", "certificate"})),
    section("liability_information", "What a new employer was told about you", "hr.LiabilityPerson",
            without=frozenset({"disclosure"})),
    section("overpayments", "Pay after you had left", "hr.OverpaymentCase", without=frozenset({"leaving", "run"})),
    section("overpayment_lines", "What was too much, by element", "hr.OverpaymentLine", without=frozenset({"case"})),
    section("overpayment_figures", "What was too much, worked out by hand", "hr.OverpaymentFigure",
            without=frozenset({"case"})),
    section("p45", "Your P45", "hr.IssuedP45", without=frozenset({"leaving"})),
    section("repayment_plans", "Plans to pay it back", "hr.RepaymentPlan", without=frozenset({"leaving"})),
    section("repayments", "What came back", "hr.RepaymentEntry", without=frozenset({"plan", "monthly_input"})),
    section("questions", "What you asked HR", "hr.HrQuestion",
            query="SELECT * FROM hr_answer_questions(%(partner)s, %(person)s) ORDER BY id"),
    section("interests", "Interests that you declared", "hr.DeclaredInterest",
            without=frozenset({"about", "holder", "linked_by", "linked_at"})),
    section("question_messages", "The answers, and what you wrote", "hr.HrQuestionMessage",
            without=frozenset({"question"}),
            query="SELECT * FROM hr_answer_question_messages(%(partner)s, %(person)s) ORDER BY id"),
    section("cases", "HR cases about you", "hr.HrCase", is_apart=True,
            query="SELECT * FROM hr_answer_cases(%(partner)s, %(person)s) ORDER BY id"),
    *(_case(*one) for one in CHILDREN),
    section("own_statements", "What you said in cases about other people", "hr.CaseStatement", is_apart=True,
            without=CASE, query="SELECT * FROM hr_answer_own_statements(%(partner)s, %(person)s) ORDER BY id"),
)  # fmt: skip
