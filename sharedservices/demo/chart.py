"""How the county adds its cost centres up for the government, and what is proposed about its codes.

A version of the revenue outturn is in force, the next one waits; a code waits for approval; two rules on codes hold.
"""

import io
from datetime import date
from typing import Any

from finance.models import CostCentre, Fund, Hierarchy, Period
from finance.operations import chart_changes, hierarchies
from finance.operations.chart_changes import CodeWanted
from finance.operations.chart_changes import CombinationWanted as Rule
from partners.models import LegalEntity, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.demo.access import office
from sharedservices.demo.dates import at
from sharedservices.demo.directory import Place
from sharedservices.demo.organisations import COUNTY

WRITTEN, DECIDED = at(date(2026, 11, 5), 10), at(date(2026, 11, 6), 11)
# The lines of the revenue outturn that services are reported on, and a word of the cost centres below each.
LINES = (
    ("RO3", "Adult social care", "Social care", ("adult", "social")),
    ("RO1", "Education services", "Education", ("school", "education", "child")),
    ("RO2", "Highways and transport services", "Highways and transport", ("highway", "place", "transport")),
    ("RO5", "Cultural and related services", "Culture", ("librar", "museum", "culture", "customer")),
    ("RO6", "Central services", "Central services", ("",)),
)


def make_chart(place: Place) -> dict[str, Any]:
    """Make them at the county; return how many hierarchies there are. In the scope."""
    if place.spec.code == COUNTY:
        _make(place, office("journals", place.spec), office("finance", place.spec))
    return {"hierarchies": Hierarchy.objects.of(place.partner.pk).count()}


def _make(place: Place, by: User, second: User) -> None:
    partner_id = place.partner.pk
    kept = Period.objects.of(partner_id).values("legal_entity")
    entity = LegalEntity.objects.of(partner_id).filter(pk__in=kept).order_by("id")[0]
    centres = list(CostCentre.objects.of(partner_id).filter(legal_entity=entity).order_by("code"))
    row = hierarchies.set_up(
        partner_id=partner_id, segment="COST_CENTRE", legal_entity=entity.uuid, code="RO",
        name="Revenue outturn", levels=["Form", "Line"], by=by, at=WRITTEN,
    )  # fmt: skip
    first = _load(row, centres[:-1], date(2026, 4, 1), "As the return of last year has it", by)
    changes.approve(change=first.uuid, content_hash=first.content_hash, by=second, at=DECIDED)
    _load(row, centres, date(2026, 12, 1), "The cost centre that stood nowhere is placed", by)
    for code, name, flags in (
        ("PUB", "Public health grant", {"is_ring_fenced"}), ("SCH", "Schools", {"is_delegated"}),
    ):  # fmt: skip
        if not Fund.objects.of(partner_id).filter(code=code).exists():
            wanted = CodeWanted(
                segment="fund", code=code, name=name, first_day=date(2020, 4, 1), flags=frozenset(flags), is_new=True
            )
            chart_changes.set_code(partner_id=partner_id, wanted=wanted, by=by, at=WRITTEN)
    for rule in (
        Rule(verdict="DENY", fund="SCH", subjective="55", first_day=date(2026, 4, 1),
             reason="Schools are not charged for shared services through their own fund"),
        Rule(verdict="DENY", fund="PUB", subjective="9", first_day=date(2026, 4, 1),
             reason="The public health grant is spent on public health, not on assets"),
    ):  # fmt: skip
        chart_changes.add_combination(partner_id=partner_id, wanted=rule, by=by, at=WRITTEN)
    _ask(
        place.partner.pk, "finance.code", "Asked for by the print room",
        {"segment": "subjective", "code": "40150", "name": "Recycled paper", "first_day": "2026-12-01",
         "flags": ["is_posting", "is_manual"], "is_new": True}, by,
    )  # fmt: skip


def _load(row: Hierarchy, centres: list[CostCentre], starts: date, words: str, by: User) -> Any:
    """Load a version and ask for it."""
    text = ["code,name,level_1_code,level_1_name,level_2_code,level_2_name"]
    for centre in centres:
        code, line, form, _words = next(one for one in LINES if any(word in centre.name.lower() for word in one[3]))
        text.append(f'{centre.code},"{centre.name}",{code},{form},{code}-1,{line}')
    version = hierarchies.load(
        hierarchy=row.uuid, starts_on=starts, description=words, content=io.BytesIO("\n".join(text).encode()), by=by,
        at=WRITTEN,
    )  # fmt: skip
    payload = {"version": str(version.uuid), "lines_hash": version.lines_hash}
    return _ask(row.partner_id, "finance.hierarchy", words, payload, by)


def _ask(partner_id: int, kind: str, reason: str, payload: dict[str, Any], by: User) -> Any:
    proposal = Proposal(kind=kind, payload=payload, reason=reason)
    return changes.submit(partner_id=partner_id, proposal=proposal, by=by, at=WRITTEN)
