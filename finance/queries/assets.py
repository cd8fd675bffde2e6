"""Fixed assets: what the register holds, how it compares with the ledger, and what its pages show (domain FIN-14)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from finance.controls import Evidence, Where
from finance.engine import depreciation as engine
from finance.engine import fiscal
from finance.models import Asset, AssetComponent, AssetEntry, AssetMove, JournalLine, Period
from finance.states import AssetMoveState, AssetState
from partners.models import LegalEntity
from sharedservices.common.formatting import counted, money
from sharedservices.common.money import ZERO
from sharedservices.common.rowsources import QuerySetRows

CONSTRUCTION = "90300"
COUNTS = (AssetMoveState.APPLIED, AssetMoveState.REVERSED)
"""What is reversed counts, too: its reversal takes it off."""
QUARTERS = (3, 6, 9, 12)


def get(asset: UUID) -> Asset:
    """Return an asset. :raises Asset.DoesNotExist: when there is none in scope."""
    rows = Asset.objects.select_related("legal_entity", "custodian", "project", "made_by", "partner")
    row: Asset = rows.get(uuid=asset)
    return row


def move(asset_move: UUID) -> AssetMove:
    """Return a change. :raises AssetMove.DoesNotExist: when there is none in scope."""
    rows = AssetMove.objects.select_related(
        "legal_entity", "asset", "period", "journal", "made_by", "decided_by", "reverses", "partner"
    )
    row: AssetMove = rows.get(uuid=asset_move)
    return row


def components(row: Asset) -> list[AssetComponent]:
    """Return the components of an asset in their order, without those that nobody has approved. One query."""
    approved = AssetEntry.objects.of(row.partner_id).filter(component=OuterRef("pk"), move__state__in=COUNTS)
    rows = AssetComponent.objects.of(row.partner_id).filter(Exists(approved), asset=row)
    return list(rows.order_by("number"))


def in_use(partner_id: int, legal_entity_id: int, *, on: date) -> list[AssetComponent]:
    """Return the components that wear out and are in use, of a legal entity. One query."""
    rows = AssetComponent.objects.of(partner_id).filter(
        asset__legal_entity_id=legal_entity_id, asset__state=AssetState.IN_USE, begins__lte=on, months__gt=0
    )
    return list(rows.order_by("asset__number", "number"))


def entries(row: AssetMove) -> list[AssetEntry]:
    """Return the entries of a change with their assets. One query."""
    rows = AssetEntry.objects.of(row.partner_id).filter(move=row)
    return list(
        rows.select_related("component__asset__custodian", "component__asset__project")
        .order_by("component__asset__number", "component__number")
    )  # fmt: skip


def touched(partner_id: int, parts: Collection[int]) -> QuerySet[AssetMove]:
    """Return the approved changes of components."""
    of = AssetEntry.objects.of(partner_id).filter(component_id__in=parts)
    rows: QuerySet[AssetMove] = AssetMove.objects.of(partner_id).filter(pk__in=of.values("move"), state__in=COUNTS)
    return rows


def registered(line: JournalLine) -> Decimal:
    """Return what of a posted line is registered or waits to be, in pounds. One query."""
    rows = AssetEntry.objects.of(line.partner_id).filter(line=line).exclude(move__state=AssetMoveState.REFUSED)
    found = rows.aggregate(pounds=Sum(F("cost") + F("construction")))["pounds"]
    return found or ZERO


def basis_before(partner_id: int, parts: Collection[int], row: AssetMove) -> dict[int, AssetEntry]:
    """Return the last entry that set what a component spreads before a change. One query."""
    rows = AssetEntry.objects.of(partner_id).filter(
        component_id__in=parts, months__isnull=False, move__state__in=COUNTS
    )
    return {one.component_id: one for one in rows.exclude(move=row).filter(id__lt=_first_entry(row)).order_by("id")}


def used_of(one: AssetEntry, before: AssetEntry | None) -> Decimal:
    """Return what was charged of a basis between two entries that set it, in pounds. One query."""
    if before is None:
        return ZERO
    rows = AssetEntry.objects.of(one.partner_id).filter(
        component_id=one.component_id, months__isnull=True, id__gt=before.pk, id__lt=one.pk, move__state__in=COUNTS
    )
    return before.used + (rows.aggregate(used=Sum("used"))["used"] or ZERO)


def _first_entry(row: AssetMove) -> int:
    first = AssetEntry.objects.of(row.partner_id).filter(move=row).order_by("id").values_list("id", flat=True).first()
    return int(first or 0)


# --- the register beside the ledger ---------------------------------------------------------------------------------
SIDES = """
WITH policy(code, cost, depreciation) AS (
  SELECT * FROM unnest(%(classes)s::text[], %(costs)s::text[], %(offs)s::text[])),
register AS (
  SELECT side.code, sum(side.pounds) AS pounds
  FROM finance_assetentry e
  JOIN finance_assetmove m ON m.partner_id = e.partner_id AND m.id = e.move_id
  JOIN finance_period p ON p.partner_id = m.partner_id AND p.id = m.period_id
  JOIN finance_assetcomponent c ON c.partner_id = e.partner_id AND c.id = e.component_id
  JOIN finance_asset a ON a.partner_id = c.partner_id AND a.id = c.asset_id
  JOIN policy k ON k.code = a.asset_class
  CROSS JOIN LATERAL (VALUES (%(construction)s, e.construction), (k.cost, e.cost), (k.depreciation, -e.depreciation))
    AS side(code, pounds)
  WHERE e.partner_id = %(partner)s AND m.legal_entity_id = %(entity)s AND m.state IN ('APPLIED', 'REVERSED')
    AND (p.year, p.number) <= (%(year)s, %(number)s)
  GROUP BY side.code),
ledger AS (
  SELECT s.code, sum(b.debit - b.credit) AS pounds
  FROM finance_balance b
  JOIN finance_period p ON p.partner_id = b.partner_id AND p.id = b.period_id
  JOIN finance_coding c ON c.partner_id = b.partner_id AND c.id = b.coding_id
  JOIN finance_subjective s ON s.partner_id = c.partner_id AND s.id = c.subjective_id
  WHERE b.partner_id = %(partner)s AND p.legal_entity_id = %(entity)s AND p.year = %(year)s AND p.number <= %(number)s
    AND s.code = ANY(%(codes)s)
  GROUP BY s.code)
SELECT coalesce(r.code, l.code), coalesce(r.pounds, 0), coalesce(l.pounds, 0)
FROM register r FULL JOIN ledger l ON l.code = r.code
WHERE coalesce(r.pounds, 0) <> 0 OR coalesce(l.pounds, 0) <> 0
ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """A code of fixed assets: pounds in the register and in the ledger, debits above nought."""

    code: str
    register: Decimal
    ledger: Decimal

    @property
    def difference(self) -> Decimal:
        """What the ledger has and the register has not."""
        return self.ledger - self.register


def beside_ledger(*, partner_id: int, legal_entity_id: int, year: int, number: int) -> list[CodeRow]:
    """Return every code of fixed assets at the end of a period. One statement."""
    classes = engine.policy_on(fiscal.spans(year)[number].last).classes.values()
    codes = sorted({CONSTRUCTION, *(one.cost for one in classes), *(one.depreciation for one in classes)})
    facts: dict[str, Any] = {
        "partner": partner_id, "entity": legal_entity_id, "year": year, "number": number, "codes": codes,
        "construction": CONSTRUCTION, "classes": [one.code for one in classes], "costs": [one.cost for one in classes],
        "offs": [one.depreciation for one in classes],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SIDES, facts)
        return [CodeRow(code=code, register=register, ledger=ledger) for code, register, ledger in cursor.fetchall()]


def quarter_agrees(where: Where) -> Evidence:
    """Find out whether register and ledger agree at the end of a quarter, and no change waits. For the month's end."""
    begun = AssetMove.objects.of(where.partner_id).filter(
        legal_entity_id=where.legal_entity_id, state__in=COUNTS, on__lte=where.last_day
    )
    if not begun.exists():
        return Evidence(True, "No register of assets has begun by then.")
    waiting = AssetMove.objects.of(where.partner_id).filter(
        legal_entity_id=where.legal_entity_id, state=AssetMoveState.PROPOSED, on__lte=where.last_day
    )
    if n := waiting.count():
        return Evidence(False, f"{counted(n, 'change of assets waits', 'changes of assets wait')} for approval.")
    month = engine.month_of(where.first_day)
    parts = in_use(where.partner_id, where.legal_entity_id, on=where.last_day)
    missing = sum((engine.charge(one.spread, one.used, month) for one in parts), ZERO)
    charged = begun.filter(kind="DEPRECIATION", state=AssetMoveState.APPLIED, on=where.last_day)
    if missing and where.number <= fiscal.LAST and not charged.exists():
        return Evidence(False, f"Depreciation of {money(missing)} is not posted.")
    if where.number not in QUARTERS:
        return Evidence(True, "Register and ledger are compared at the end of each quarter.")
    rows = beside_ledger(
        partner_id=where.partner_id, legal_entity_id=where.legal_entity_id, year=where.year, number=where.number
    )
    wrong = [f"{one.code} by {money(one.difference)}" for one in rows if one.difference]
    if wrong:
        return Evidence(False, f"Register and ledger differ: {', '.join(wrong)}.")
    return Evidence(True, "The register agrees with the ledger on every code.")


def to_register(*, partner_id: int, legal_entity_id: int, on: date) -> QuerySet[JournalLine]:
    """Return posted lines on codes of assets with what of them is `left` to register; no opening balances."""
    classes = engine.policy_on(on).classes.values()
    codes = {CONSTRUCTION, *(one.cost for one in classes)}
    rows: QuerySet[JournalLine] = JournalLine.objects.of(partner_id).filter(
        journal__legal_entity_id=legal_entity_id,
        journal__state="POSTED",
        coding__subjective__code__in=codes,
        debit__gt=0,
    )
    mine = AssetEntry.objects.of(partner_id).filter(line=OuterRef("pk")).exclude(move__state=AssetMoveState.REFUSED)
    taken = mine.order_by().values("line").annotate(pounds=Sum(F("cost") + F("construction"))).values("pounds")
    return (
        rows.exclude(journal__kind="OPENING").exclude(journal__source="assets")
        .annotate(left=F("debit") - Coalesce(Subquery(taken), ZERO, output_field=DecimalField())).filter(left__gt=0)
        .select_related("journal", "coding__subjective", "coding__project").order_by("-journal__accounting_date", "id")
    )  # fmt: skip


def to_add_to(line: JournalLine) -> list[Asset]:
    """Return the assets that a posted line may add to: under construction, or in use on its code. One query."""
    code = line.coding.subjective.code
    rows = Asset.objects.of(line.partner_id).filter(legal_entity_id=line.journal.legal_entity_id)
    if code == CONSTRUCTION:
        return list(rows.filter(state=AssetState.CONSTRUCTION).order_by("number"))
    classes = engine.policy_on(line.journal.accounting_date).classes
    mine = [name for name, one in classes.items() if one.cost == code]
    return list(rows.filter(state=AssetState.IN_USE, asset_class__in=mine).order_by("number"))


# --- pages ----------------------------------------------------------------------------------------------------------
def assets(*, partner_id: int, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return assets with what they carry. One query a page."""
    rows = Asset.objects.of(partner_id).select_related("legal_entity", "custodian").exclude(state=AssetState.REFUSED)
    if words := wanted.get("q"):
        digits = words.upper().removeprefix("A").lstrip("0")
        number = Q(number=int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 9 else Q()
        rows = rows.filter(Q(name__icontains=words) | Q(location__icontains=words) | number)
    for name, column in (("entity", "legal_entity__uuid"), ("asset_class", "asset_class"), ("state", "state")):
        if wanted.get(name):
            rows = rows.filter(**{column: wanted[name]})
    if wanted.get("valuation") == "due":
        rows = rows.filter(pk__in=due_valuations(partner_id=partner_id, on=wanted["on"]).values("pk"))
    parts = AssetComponent.objects.of(partner_id)
    sums = {
        name: _sum_of(parts, name) for name in ("construction", "cost", "depreciation")
    }  # fmt: skip
    return QuerySetRows(rows.annotate(**{f"sum_{name}": one for name, one in sums.items()}))


def _sum_of(parts: QuerySet[AssetComponent], name: str) -> Any:
    mine = parts.filter(asset=OuterRef("pk")).order_by().values("asset").annotate(pounds=Sum(name))
    return Subquery(mine.values("pounds"))


def due_valuations(*, partner_id: int, on: date) -> QuerySet[Asset]:
    """Return land and buildings in use whose last valuation, or first day of use, lies too long back."""
    years = engine.policy_on(on).valued_within
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    limit = on.replace(year=on.year - years, day=day)
    rows: QuerySet[Asset] = Asset.objects.of(partner_id).filter(
        state=AssetState.IN_USE, asset_class__in=["LAND", "BUILDINGS"]
    )
    return rows.filter(Q(valued_on__lt=limit) | Q(valued_on__isnull=True, in_use_on__lt=limit))


def moves(*, partner_id: int, asset: Asset | None = None, state: str = "") -> QuerySetRows:
    """Return changes, of an asset or of all; those of many assets stand with each of them."""
    rows = AssetMove.objects.of(partner_id).select_related("asset", "legal_entity", "made_by", "decided_by", "journal")
    if asset is not None:
        of = AssetEntry.objects.of(partner_id).filter(component__asset=asset)
        rows = rows.filter(pk__in=of.values("move"))
    if state:
        rows = rows.filter(state=state)
    return QuerySetRows(rows)


MOVEMENTS = (
    ("Additions", ("ADDITION",)), ("Taken on", ("TAKE_ON",)), ("Brought into use", ("IN_USE",)),
    ("Revaluations", ("REVALUATION",)), ("Impairments", ("IMPAIRMENT",)), ("Depreciation", ("DEPRECIATION",)),
    ("Disposals", ("DISPOSAL",)),
)  # fmt: skip
NOTE = """
SELECT a.asset_class, CASE WHEN p.year < %(year)s THEN 'OPENING' ELSE coalesce(r.kind, m.kind) END,
       sum(e.construction), sum(e.cost), sum(e.depreciation)
FROM finance_assetentry e
JOIN finance_assetmove m ON m.partner_id = e.partner_id AND m.id = e.move_id
LEFT JOIN finance_assetmove r ON r.partner_id = m.partner_id AND r.id = m.reverses_id
JOIN finance_period p ON p.partner_id = m.partner_id AND p.id = m.period_id
JOIN finance_assetcomponent c ON c.partner_id = e.partner_id AND c.id = e.component_id
JOIN finance_asset a ON a.partner_id = c.partner_id AND a.id = c.asset_id
WHERE e.partner_id = %(partner)s AND m.legal_entity_id = %(entity)s AND m.state IN ('APPLIED', 'REVERSED')
  AND (p.year, p.number) <= (%(year)s, %(number)s)
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A line of the note on movements: pounds by class of asset, and of assets under construction."""

    words: str
    by_class: dict[str, Decimal]
    is_sum: bool = False

    @property
    def total(self) -> Decimal:
        """All classes."""
        return sum(self.by_class.values(), ZERO)


def note(*, partner_id: int, legal_entity_id: int, year: int, number: int) -> list[NoteRow]:
    """Return the movements of a year up to a period: cost, then depreciation, then what is carried. One statement.

    Cost under construction stands in a column of its own, whatever its class. Reversals stand with what they reverse.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"partner": partner_id, "entity": legal_entity_id, "year": year, "number": number})
        rows = cursor.fetchall()
    cost: dict[str, dict[str, Decimal]] = {}
    off: dict[str, dict[str, Decimal]] = {}
    for klass, kind, construction, gross, depreciation in rows:
        at_cost = cost.setdefault(kind, {})
        at_cost[klass] = at_cost.get(klass, ZERO) + gross
        at_cost[CONSTRUCTION] = at_cost.get(CONSTRUCTION, ZERO) + construction
        off.setdefault(kind, {})[klass] = -depreciation
    found: list[NoteRow] = []
    closings = []
    for title, sums in (("Cost or valuation", cost), ("Accumulated depreciation", off)):
        lines = [NoteRow(words=f"{title} on 1 April", by_class=sums.get("OPENING", {}), is_sum=True)]
        lines += [
            NoteRow(words=words, by_class=sums[kinds[0]])
            for words, kinds in MOVEMENTS
            if any(sums.get(kinds[0], {}).values())
        ]
        closing = _together(lines)
        found += [*lines, NoteRow(words=f"{title} at the end", by_class=closing, is_sum=True)]
        closings.append(closing)
    carried = {one: closings[0].get(one, ZERO) + closings[1].get(one, ZERO) for one in {*closings[0], *closings[1]}}
    opened = {
        one: cost.get("OPENING", {}).get(one, ZERO) + off.get("OPENING", {}).get(one, ZERO) for one in carried
    }  # fmt: skip
    return [
        *found, NoteRow(words="Carried on 1 April", by_class=opened, is_sum=True),
        NoteRow(words="Carried at the end", by_class=carried, is_sum=True),
    ]  # fmt: skip


def _together(rows: Sequence[NoteRow]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        for one, pounds in row.by_class.items():
            found[one] = found.get(one, ZERO) + pounds
    return found


def months_to_charge(entity: LegalEntity, *, on: date) -> list[Period]:
    """Return the months up to a day that are after the last one charged, of years that are set up. Two queries."""
    last = (
        AssetMove.objects.of(entity.partner_id)
        .filter(legal_entity=entity, kind="DEPRECIATION", state__in=[AssetMoveState.APPLIED, AssetMoveState.PROPOSED])
        .order_by("-on").values_list("on", flat=True).first()
    )  # fmt: skip
    rows = Period.objects.of(entity.partner_id).filter(
        legal_entity=entity, number__gte=fiscal.FIRST, number__lte=fiscal.LAST, covers__startswith__lte=on
    )
    if last is not None:
        rows = rows.filter(covers__startswith__gt=last)
    return list(rows.order_by("-year", "-number"))
