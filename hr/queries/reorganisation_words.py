"""What a reorganisation does, step by step, in words: as it is on a day, for each unit and post that it touches."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hr.models import OrgUnit, Post, PostVersion, UnitVersion

DOES = {
    "create": "Create {name} ({code}) in {target}",
    "move": "Move {code} to {target}",
    "rename": "Rename {code} to {name}",
    "manage": "Let post {post} manage {code}",
    "move_post": "Move post {post} to {target}",
    "delete_post": "Delete post {post}",
    "close": "Close {code}",
}
TOP = "the top"


def sentence(step: Mapping[str, Any]) -> str:
    """Say what one step does."""
    shown = {name: step.get(name) or "" for name in ("code", "name", "target", "post")}
    shown["target"] = shown["target"] or TOP
    shown["post"] = shown["post"] or "none"
    return DOES[step["do"]].format(**shown)


def step_words(*, partner_id: int, payload: Mapping[str, Any], on: date) -> dict[str, str]:
    """Say for every unit and post of the steps what holds on a day."""
    units = {one[name].upper() for one in payload["steps"] for name in ("code", "target") if one.get(name)}
    numbers = {one["post"].upper() for one in payload["steps"] if one.get("post")}
    return {**_units(partner_id, units, on), **_posts(partner_id, numbers, on)}


def _units(partner_id: int, codes: set[str], on: date) -> dict[str, str]:
    known = {row.code.upper(): row for row in OrgUnit.objects.of(partner_id).order_by("id")}
    held = {
        row.unit_id: row
        for row in UnitVersion.objects.of(partner_id)
        .filter(valid__contains=on)
        .select_related("parent", "manager_post")
        .order_by("id")
    }
    found = {}
    for code in sorted(codes):
        row = known.get(code)
        version = held.get(row.pk) if row else None
        if version is None:
            found[f"Unit {code}"] = "Not there" if row is None else "Closed"
            continue
        place = f"in {version.parent.name}" if version.parent else "at the top"
        manager = f", managed by post {version.manager_post.post_no}" if version.manager_post else ""
        found[f"Unit {code}"] = f"{version.name}, {place}{manager}"
    return found


def _posts(partner_id: int, numbers: set[str], on: date) -> dict[str, str]:
    found = {}
    for row in Post.objects.of(partner_id).order_by("post_no").filter(post_no__in=numbers):
        version = PostVersion.objects.filter(post=row, valid__contains=on).select_related("org_unit").first()
        found[f"Post {row.post_no}"] = f"in {version.org_unit.name}" if version else "Deleted"
    return found
