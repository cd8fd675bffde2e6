"""Setting up the chart of accounts of a partner (domain FIN-01)."""

import csv
from datetime import date, datetime
from pathlib import Path

from django.db.backends.postgresql.psycopg_any import DateRange

from finance.models import Fund, Subjective
from partners.models import User
from partners.scope import partner_scope
from sharedservices.common.db import transaction_required

SEED = Path(__file__).resolve().parent.parent / "data" / "subjectives.csv"
GENERAL = "GEN"


@transaction_required
def set_up(*, partner_id: int, valid_from: date, by: User, at: datetime) -> list[Subjective]:
    """Give a partner the seeded subjective codes and a general fund; return what it lacked. Safe to call twice.

    The groups are those of CIPFA's standard subjective analysis; the codes are the partnership's.
    """
    with partner_scope(partner_id, actor_id=by.pk, reason="Set up the chart of accounts"):
        days = DateRange(valid_from, None)
        there = set(Subjective.objects.of(partner_id).values_list("code", flat=True))
        made: list[Subjective] = Subjective.objects.bulk_create(
            Subjective(
                partner_id=partner_id, code=row["code"], name=row["name"], group=row["group"], control=row["control"],
                is_manual=row["manual"] == "yes", valid=days,
            )
            for row in _seed()
            if row["code"] not in there
        )  # fmt: skip
        if not Fund.objects.of(partner_id).filter(code=GENERAL).exists():
            Fund.objects.create(partner_id=partner_id, code=GENERAL, name="General fund", valid=days)
    return made


def _seed() -> list[dict[str, str]]:
    with SEED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
