"""What holds for a unit or a post from a day on, in words. Change requests compare these words."""

from datetime import date
from decimal import Decimal
from typing import Any

from hr import on_costs
from hr.models import Assignment, JobMark, OrgUnit, Post, PostFunding, PostVersion, SpineValue, UnitVersion
from hr.queries import establishment
from hr.queries.days import last_day
from partners.change_kinds import Figure
from sharedservices.common.formatting import day, money, number
from sharedservices.common.money import pence, round_half_up

Words = dict[str, str]


def unit(row: OrgUnit, on: date) -> Words:
    """Say name, unit above and manager, and from which later days they are otherwise; and the last day."""
    found = _with_later(UnitVersion, {"unit": row}, on, _unit, "parent", "manager_post")
    end = last_day(row.valid)
    return {**found, "Last day": day(end) if end else "No end"}


def _unit(row: Any) -> Words:
    if row is None:
        return dict.fromkeys(("Name", "Part of", "Managed by post"), "")
    return {
        "Name": row.name,
        "Part of": row.parent.name if row.parent else "Nothing: it stands at the top",
        "Managed by post": row.manager_post.post_no if row.manager_post else "None",
    }


def post(row: Post, on: date) -> Words:
    """Say everything of a post: state, terms, funding, and from which later days they are otherwise."""
    found = _with_later(PostVersion, {"post": row}, on, _post, "org_unit", "reports_to")
    end = last_day(row.valid)
    return {
        "State": row.get_state_display(),
        "Role": row.role.title,
        **found,
        "Paid from": funding(row, on),
        "Last day": day(end) if end else "No end",
    }


def _post(row: Any) -> Words:
    names = ("Unit", "Established FTE", "Reports to post", "Place", "Based on", "Funding")
    if row is None:
        return dict.fromkeys(names, "")
    hours = f"{number(row.full_time_hours)} hours a week" if row.full_time_hours else "Hours of the staff group"
    weeks = f"{number(row.paid_weeks)} weeks a year" if row.paid_weeks else "all of the year"
    ends = f", until {day(row.grant_ends_on)}" if row.grant_ends_on else ""
    values = (
        row.org_unit.name, number(row.established_fte), row.reports_to.post_no if row.reports_to else "None",
        row.location, f"{hours}, {weeks}", f"{row.get_funding_display()}{ends}",
    )  # fmt: skip
    return dict(zip(names, values, strict=True))


def shares(row: Post, on: date) -> list[PostFunding]:
    """Return the funding lines of a day, the largest first."""
    rows = PostFunding.objects.filter(post=row, valid__contains=on).select_related("cost_centre")
    return list(rows.order_by("-percent", "id"))


def funding(row: Post, on: date) -> str:
    """Say which cost centres pay which share."""
    said = [f"{one.cost_centre.code} {number(one.percent)}%" for one in shares(row, on)]
    return ", ".join(said) or "No funding recorded"


def _with_later(model: Any, owner: dict[str, Any], on: date, say: Any, *related: str) -> Words:
    rows = model.objects.filter(**owner).select_related(*related).order_by("valid", "id")
    known = list(rows)
    held = next((one for one in known if one.valid.lower <= on and (not one.valid.upper or on < one.valid.upper)), None)
    found: Words = say(held)
    before = found
    for one in known:
        if one.valid.lower > on:
            words = say(one)
            found = found | {
                f"{label} from {day(one.valid.lower)}": text for label, text in words.items() if before[label] != text
            }
            before = words
    return found


def job_mark(job: Assignment, on: date) -> Words:
    """Say how a job stands to its post on a day, and until when."""
    row = JobMark.objects.filter(assignment=job, valid__contains=on).select_related("covers").first()
    if row is None:
        return {"Counts against the post": "Yes", "Until": ""}
    of = f": job {row.covers.number}" if row.covers else ""
    return {"Counts against the post": f"{row.get_kind_display()}{of}", "Until": day(last_day(row.valid))}


def mode(partner_id: int, on: date) -> Words:
    """Say what is done about over-establishment on a day."""
    return {"When a post would be over its establishment": establishment.mode_on(partner_id=partner_id, on=on).words}


def post_figures(row: Post, on: date) -> list[Figure]:
    """Return what is vacant in a post from a day on, and its salary a year at the top of its grade: a cost."""
    if row.state in {Post.State.DRAFT, Post.State.SUBMITTED}:
        return []
    found = []
    line = establishment.worst(partner_id=row.partner_id, posts=[row.pk], since=on).get(row.pk)
    if line is not None:
        vacant = round_half_up(line.vacant, 2)
        found.append(Figure(label=f"Vacant in post {row.post_no}", value=vacant, words=f"{number(vacant)} FTE"))
    held = PostVersion.objects.filter(post=row, valid__contains=on).first()
    if held is not None:
        cost = salary_at_top(row, on)
        value = None if cost is None else pence(cost * held.established_fte)
        words = "Not known: the role has no grade" if value is None else money(value)
        found.append(Figure(label="Salaries a year at the top of the grade", value=value, words=words, is_cost=True))
        found += _whole_cost(row, cost, held.established_fte, on)
    return found


def _whole_cost(row: Post, salary: Decimal | None, fte: Decimal, on: date) -> list[Figure]:
    """Return what the employer pays a year for a post: salaries, National Insurance and pension of people full time.

    What is left of the full-time equivalents after them is one more person. Nothing where it cannot be worked out.
    """
    if salary is None:
        return []
    n_whole = int(fte)
    shares = [pence(salary)] * n_whole + ([pence(salary * (fte - n_whole))] if fte > n_whole else [])
    found = [
        on_costs.of_salary(partner_id=row.partner_id, salary=one, scheme=row.role.pension_kind, on=on) for one in shares
    ]
    known = [one for one in found if one is not None]
    if not shares or len(known) < len(shares):
        return []
    insurance = sum((one.national_insurance for one in known), Decimal(0))
    pension = sum((one.pension or Decimal(0) for one in known), Decimal(0))
    value = sum(shares, Decimal(0)) + insurance + pension
    is_whole = all(one.pension is not None for one in known)
    pensions = f"pension {money(pension)}" if is_whole else "pension not known: the role names no scheme"
    words = f"{money(value)}: of it National Insurance {money(insurance)}, {pensions}"
    return [Figure(label="Cost a year with on-costs", value=value, words=words, is_cost=True)]


def salary_at_top(row: Post, on: date) -> Any:
    """Return the full-time salary a year of the highest point of the role's grade, or None without a grade."""
    grade = row.role.grade
    if grade is None:
        return None
    value = SpineValue.objects.filter(point_id=grade.maximum_id, valid__contains=on).order_by("id").first()
    return value.annual if value else None
