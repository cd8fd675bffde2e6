"""Lists of data protection as their pages show them: holds, lookers, the record of processing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from partners import holdings, retention
from partners.queries import retention as found
from partners.roles import ROLE_PERMISSIONS, Role
from sharedservices.common.formatting import moment
from sharedservices.common.rowsources import ListRows


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A legal hold as a list shows it."""

    covers: str
    reason: str
    set_by: str
    set_at: datetime
    lifted: str
    lift_reason: str
    action: str
    href: str


def hold_rows(*, partner_id: int, with_lifted: bool, can_lift: bool) -> ListRows:
    """Return legal holds, those that stand or all of them."""
    rows = list(found.legal_holds(partner_id, only_open=not with_lifted).order_by("-set_at", "-id"))
    names = holdings.name_people(partner_id=partner_id, ids=[one.person_id for one in rows if one.person_id])
    listed = []
    for one in rows:
        who = names.get(one.person_id or 0, "Everybody") if one.person_id else "Everybody"
        what = retention.class_name(one.data_class) if one.data_class else "all data"
        can = can_lift and one.lifted_at is None
        lifted = f"{one.lifted_by}, {moment(one.lifted_at)}" if one.lifted_at else ""
        listed.append(
            HoldRow(
                f"{who}: {what}", one.reason, str(one.set_by), one.set_at, lifted, one.lift_reason,
                "Lift" if can else "", f"{one.uuid}/lift/" if can else "",
            )
        )  # fmt: skip
    return ListRows(listed)


def processing(*, partner_id: int) -> list[dict[str, Any]]:
    """Return the record of processing: for each class of data what, why, how long and who sees it."""
    schedule = found.schedule_in_force(partner_id)
    rules = found.rules(schedule)
    entries = []
    for one in retention.classes():
        rule = rules.get(one.code)
        kept = f"{rule.months} months" if rule else f"{retention.seed()[one.code].months} months, not approved yet"
        tables = [{"text": retention.table_words(label), "hint": treatment} for label, treatment in one.tables.items()]
        entries.append(
            {
                "name": one.name,
                "rows": [
                    {"key": "Purpose", "value": one.purpose},
                    {"key": "Lawful basis", "value": one.basis, "hint": one.special},
                    {"key": "Kept", "value": kept, "hint": f"Starts: {one.starts[:1].lower()}{one.starts[1:]}"},
                    {"key": "Who sees it", "value": ", ".join(_roles(one.permissions))},
                    {"key": "Given to", "value": one.recipients or "Nobody outside"},
                ],
                "tables": [[{"text": row["text"], "is_header": True}, {"text": row["hint"]}] for row in tables],
            }
        )
    return entries


def _roles(permissions: frozenset[str]) -> list[str]:
    return [role.label for role in Role if ROLE_PERMISSIONS[role] & permissions]
