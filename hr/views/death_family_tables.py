"""What the page of a case says of the family: talks with them, next of kin who work here, what they answered."""

from typing import TYPE_CHECKING, Any

from hr.models import FamilyAnswer, FamilyKin
from hr.operations.family_talks import OVER
from hr.queries import death_family
from hr.queries.death_family import Talk
from sharedservices.common.formatting import day, day_short, moment

if TYPE_CHECKING:
    from hr.views.deaths import CaseView

TALK_HEADINGS = [
    {"label": "Day"}, {"label": "With whom"}, {"label": "Spoken of"}, {"label": "Agreed"}, {"label": "Asked for"},
    {"label": "Action"},
]  # fmt: skip


def tables(page: "CaseView") -> dict[str, Any]:
    """Return the log of the talks, and who of the family works here, for the page of a case."""
    found = death_family.talks(page.case)
    return {
        "talk_headings": TALK_HEADINGS,
        "talks": [_talk(page, one) for one in found],
        "talks_before": [_before(one) for talk in found for one in talk.before],
        "kin": [_kin(page, one) for one in death_family.kin(page.case)],
        "contact": _contact(death_family.contact_answer(page.case)),
    }


def steps(page: "CaseView") -> list[dict[str, str]]:
    """Return what this reader may do about the family."""
    if page.case.state in OVER or not page.may("deaths.manage"):
        return []
    names = (
        ("Note a talk with the family", "death_talk"), ("Next of kin who works here", "death_kin"),
        ("One contact for two employers", "death_one_contact"),
    )  # fmt: skip
    return [{"label": label, "href": page.case_url(name), "why_not": ""} for label, name in names]


def _may(page: "CaseView") -> bool:
    return page.case.state not in OVER and page.may("deaths.manage")


def _talk(page: "CaseView", talk: Talk) -> list[dict[str, Any]]:
    one = talk.stands
    noted = f"{one.get_kind_display()}. Noted by {one.noted_by}, {moment(one.noted_at)}"
    if talk.before:
        noted += f". Corrected: {one.why}"
    act: dict[str, Any] = {"text": ""}
    if _may(page):
        href = page.url("death_talk_correct", death_case=page.case.uuid, family_talk=one.uuid)
        act = {"text": "Correct", "href": href, "context": f"the entry of {day(one.held_on)}"}
    return [
        {"text": day_short(one.held_on), "is_header": True, "is_nowrap": True},
        {"text": one.with_whom},
        {"text": one.said, "hint": noted},
        {"text": one.agreed},
        {"text": one.asked_for},
        act,
    ]


def _before(one: Any) -> str:
    said = " ".join(filter(None, (one.said, one.agreed, one.asked_for)))
    return f"{day(one.held_on)}, {one.with_whom}: {said} ({one.noted_by}, {moment(one.noted_at)})"


def _kin(page: "CaseView", row: FamilyKin) -> dict[str, Any]:
    said = death_family.manager_answer(row)
    told = f" Told {moment(row.told_at)}." if row.told_at else ""
    words = "Nobody has asked them whether their own manager may be told."
    if said is not None:
        agreed = "agrees that" if said.agreed else "does not wish that"
        words = f"{said.said_by} {agreed} their own manager is told ({day(said.said_on)}).{told}"
    links: list[dict[str, str]] = []
    if _may(page):
        ids: dict[str, Any] = {"death_case": page.case.uuid, "family_kin": row.uuid}
        ask = "Record another answer" if said else "May their manager be told?"
        offered = [(ask, "death_kin_answer")]
        if said is not None and said.agreed and row.told_at is None:
            offered.append(("Tell their manager", "death_kin_tell"))
        offered.append(("Not next of kin", "death_kin_end"))
        links = [{"label": label, "href": page.url(name, **ids)} for label, name in offered]
    return {"name": row.person.display_name, "relationship": row.relationship, "words": words, "links": links}


def _contact(said: FamilyAnswer | None) -> str:
    if said is None:
        return ""
    wish = "One contact for us and" if said.agreed else "No common contact with"
    return f"{wish} {said.other_employer}: {said.said_by}, {day(said.said_on)}."
