"""What released pay runs paid each officer in a financial year, and what the note of the accounts makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from hr.queries import senior_posts
from hr.queries.senior_posts import SeniorHolder
from partners.models import LegalEntity
from payroll.engine import ledger, remuneration
from payroll.engine.remuneration import Band, Earned, Law
from payroll.queries.run_facts import CURRENT
from sharedservices.common.money import ZERO

FIRST_MONTH = 4
OFFICE = ("15020", "15030")
"""Codes of the ledger for severance and redundancy: what is posted there is compensation for loss of office."""

# People whom payslips paid nearly the floor, then the lines of those alone: most of a large partner is below it.
# Nearly, as untaxed expenses that are taken back make gross pay smaller than what counts.
EARNED = f"""
WITH slips AS (
  SELECT s.id, s.person_id, s.gross, s.benefits, s.employer_pension
  FROM payroll_payslip s {CURRENT}
  JOIN payroll_payrun r ON r.partner_id = s.partner_id AND r.id = s.run_id
  JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id
  JOIN hr_paygroup g ON g.partner_id = r.partner_id AND g.id = r.pay_group_id
  WHERE s.partner_id = %(partner)s AND r.state = 'RELEASED' AND g.legal_entity_id = %(entity)s
    AND p.pay_date BETWEEN %(first)s AND %(last)s
), large AS (
  SELECT person_id FROM slips GROUP BY person_id
  HAVING sum(gross + benefits) >= %(nearly)s OR person_id = ANY(%(always)s)
)
SELECT s.person_id,
       sum(s.gross - coalesce(x.untaxed, 0) - coalesce(x.office, 0) - coalesce(x.bonuses, 0) - coalesce(x.expenses, 0)),
       sum(s.benefits), sum(coalesce(x.office, 0)), sum(s.employer_pension), sum(coalesce(x.bonuses, 0)),
       sum(coalesce(x.expenses, 0))
FROM slips s JOIN large USING (person_id)
LEFT JOIN LATERAL (
  SELECT sum(l.amount) FILTER (WHERE l.code = ANY(%(office)s)) AS office,
         sum(l.amount) FILTER (WHERE l.code = ANY(%(untaxed)s) AND NOT l.code = ANY(%(office)s)) AS untaxed,
         sum(l.amount) FILTER (WHERE l.code = ANY(%(bonuses)s) AND NOT l.code = ANY(%(untaxed)s)) AS bonuses,
         sum(l.amount) FILTER (WHERE l.code = ANY(%(expenses)s) AND NOT l.code = ANY(%(untaxed)s)) AS expenses
  FROM payroll_payslipline l
  WHERE l.partner_id = %(partner)s AND l.payslip_id = s.id AND l.section = 'payment' OFFSET 0) x ON true
GROUP BY s.person_id ORDER BY s.person_id
"""  # noqa: S608 - a constant
UNTAXED = "SELECT code FROM hr_payelement WHERE partner_id = %s AND kind = 'payment' AND NOT taxable"
NAMES = """
SELECT p.id, p.uuid, coalesce(nullif(p.known_as, ''), p.forenames) || ' ' || p.surname
FROM hr_person p WHERE p.partner_id = %s AND p.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Senior:
    """A senior employee or relevant police officer; pounds. `name` is empty below the salary from which one is named.

    `earned` is None where somebody else reports it: a person is reported once, with the post held last.
    """

    person: int
    kind: str
    title: str
    name: str
    note: str
    salary: Decimal
    earned: Earned | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The note of an employer's year; `seniors` without those whose salary is below the floor: they are in brackets.

    `undesignated` are paid the named salary or more and hold no senior post.
    """

    law: Law
    bands: list[Band]
    seniors: list[Senior]
    others: list[Earned]
    undesignated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person of a bracket, for whoever may see pay."""

    person: UUID
    name: str
    earned: Earned


def years(*, partner_id: int) -> list[int]:
    """Return the financial years in which something was released and paid, the latest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT extract(year FROM p.pay_date - interval '3 months')::int FROM payroll_payrun r"
            " JOIN payroll_payperiod p ON p.partner_id = r.partner_id AND p.id = r.period_id"
            " WHERE r.partner_id = %s AND r.state = 'RELEASED' ORDER BY 1 DESC",
            [partner_id],
        )
        return [year for (year,) in cursor.fetchall()]


def employers(*, partner_id: int) -> list[LegalEntity]:
    """Return the partner's legal entities by name. One query."""
    return list(LegalEntity.objects.of(partner_id).order_by("legal_name", "id"))


def note(*, partner_id: int, legal_entity_id: int, year: int) -> Note:
    """Return the note of a financial year: brackets of everybody but those who hold a senior post, and these apart."""
    first, last = date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH - 1, 31)
    law = remuneration.law_on(first)
    every = senior_posts.held_in(partner_id=partner_id, legal_entity_id=legal_entity_id, first=first, last=last)
    held = [
        one
        for one in every
        if one.is_police or one.full_time_salary is None or remuneration.is_senior(one.full_time_salary, law)
    ]
    apart = {one.person for one in held}
    rows = {
        one.person: one
        for one in earned(
            partner_id=partner_id, legal_entity_id=legal_entity_id, first=first, last=last, law=law, always=apart
        )
    }
    others = [one for one in rows.values() if one.person not in apart]
    return Note(
        law=law, bands=remuneration.bands(others, law), others=others,
        seniors=_seniors(held, rows, law, first=first, last=last),
        undesignated=sum(one.total - one.office >= law.named for one in others),
    )  # fmt: skip


def earned(
    *, partner_id: int, legal_entity_id: int, first: date, last: date, law: Law, always: set[int]
) -> list[Earned]:
    """Return what those were paid who come to the floor, and `always` some. Two queries."""
    named: Mapping[str, str] = ledger.accounts()["payment"]
    office = [code for code, account in named.items() if account in OFFICE]
    with connection.cursor() as cursor:
        cursor.execute(UNTAXED, [partner_id])
        untaxed = [code for (code,) in cursor.fetchall()]
        cursor.execute(
            EARNED,
            {"partner": partner_id, "entity": legal_entity_id, "first": first, "last": last,
             "nearly": law.floor - law.width, "always": sorted(always), "office": office, "untaxed": untaxed,
             **remuneration.categories()},
        )  # fmt: skip
        return [
            Earned(
                person=person,
                pay=pay,
                benefits=benefits,
                office=loss,
                pension=pension,
                bonuses=bonuses,
                expenses=expenses,
            )
            for person, pay, benefits, loss, pension, bonuses, expenses in cursor.fetchall()
        ]


def _seniors(
    held: list[SeniorHolder], rows: Mapping[int, Earned], law: Law, *, first: date, last: date
) -> list[Senior]:
    """Return those who held a senior post, each with what the year paid them: with the post that they held last."""
    latest = {one.person: one for one in sorted(held, key=lambda one: one.last_day)}
    found = []
    for one in held:
        is_last = latest[one.person] is one
        parts = []
        if one.first_day > first:
            parts.append(f"from {one.first_day:%-d %B %Y}")
        if one.last_day < last:
            parts.append(f"to {one.last_day:%-d %B %Y}")
        if not is_last:
            parts.append(f"reported as {latest[one.person].title}")
        found.append(
            Senior(
                person=one.person, kind=one.kind, title=one.title, name=one.name if one.salary >= law.named else "",
                note=", ".join(parts), salary=one.salary,
                earned=(rows.get(one.person) or _nothing(one.person)) if is_last else None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.salary, one.title, one.person))


def _nothing(person: int) -> Earned:
    return Earned(person=person, pay=ZERO, benefits=ZERO, office=ZERO, pension=ZERO)


def in_band(*, partner_id: int, found: Note, low: Decimal) -> list[Named]:
    """Return the people of a bracket with their names. One query."""
    rows = remuneration.in_band(found.others, low, found.law)
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [partner_id, [one.person for one in rows]])
        names: dict[int, tuple[Any, str]] = {pk: (uuid, name) for pk, uuid, name in cursor.fetchall()}
    return [
        Named(person=names[one.person][0], name=names[one.person][1], earned=one) for one in rows if one.person in names
    ]
