"""Lists of data protection as their pages show them: holds, lookers, the record of processing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from partners import holdings, retention
from partners.models import RetentionRule
from partners.queries import retention as found
from partners.roles import PERMISSIONS, ROLE_PERMISSIONS, Role
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


@dataclass(frozen=True, slots=True)
class Activity:
    """A processing activity as the register says it. Source: UK GDPR article 30(1).

    `roles`: who sees it, each role with the permissions that let it, as the registry of permissions has them.
    """

    name: str
    purpose: str
    basis: str
    special: str
    data: tuple[str, ...]
    kept: str
    starts: str
    roles: tuple[tuple[str, tuple[str, ...]], ...]
    recipients: str


def register(*, partner_id: int) -> list[Activity]:
    """Return the register of processing activities of a partner, made from what the system itself registers."""
    rules = found.rules(found.schedule_in_force(partner_id))
    return [
        Activity(
            name=one.name, purpose=one.purpose, basis=one.basis, special=one.special,
            data=tuple(retention.table_words(label) for label in one.tables), kept=_kept(one.code, rules),
            starts=one.starts, roles=_roles(one.permissions), recipients=one.recipients or "Nobody outside",
        )
        for one in retention.classes()
    ]  # fmt: skip


def _kept(code: str, rules: Mapping[str, RetentionRule]) -> str:
    rule = rules.get(code)
    return f"{rule.months} months" if rule else f"{retention.seed()[code].months} months, not approved yet"


def processing(*, partner_id: int) -> list[dict[str, Any]]:
    """Return the record of processing: for each class of data what, why, how long and who sees it."""
    entries = []
    for one, told in zip(retention.classes(), register(partner_id=partner_id), strict=True):
        words = "; ".join(dict.fromkeys(word for _role, permissions in told.roles for word in permissions))
        tables = [{"text": retention.table_words(label), "hint": treatment} for label, treatment in one.tables.items()]
        entries.append(
            {
                "name": one.name,
                "rows": [
                    {"key": "Purpose", "value": one.purpose},
                    {"key": "Lawful basis", "value": one.basis, "hint": one.special},
                    {"key": "Kept", "value": told.kept, "hint": f"Starts: {one.starts[:1].lower()}{one.starts[1:]}"},
                    {"key": "Who sees it", "value": ", ".join(role for role, _words in told.roles), "hint": words},
                    {"key": "Given to", "value": told.recipients},
                ],
                "tables": [[{"text": row["text"], "is_header": True}, {"text": row["hint"]}] for row in tables],
            }
        )
    return entries


def _roles(permissions: frozenset[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the roles that hold one of these permissions, each with the words of those that it holds."""
    return tuple(
        (role.label, tuple(PERMISSIONS[one] for one in sorted(held)))
        for role in Role
        if (held := ROLE_PERMISSIONS[role] & permissions)
    )
