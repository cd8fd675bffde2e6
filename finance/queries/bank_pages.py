"""What the pages of the bank show (domain FIN-09)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from finance.models import BankAccount, BankItemNote, BankLine, BankMatch, BankMatchLine
from sharedservices.common.rowsources import QuerySetRows


def lines(account: BankAccount, wanted: Mapping[str, Any]) -> QuerySetRows:
    """Return the lines of an account's statements that the filters leave, each with its state."""
    live = BankMatchLine.objects.of(account.partner_id).filter(line_id=OuterRef("pk"), is_live=True)
    rows = BankLine.objects.of(account.partner_id).filter(account=account).select_related("statement")
    rows = rows.annotate(
        state=Coalesce(Subquery(live.values("match__state")[:1]), Value("UNMATCHED"), output_field=CharField()),
        in_time=F("booked_on"),
    )
    if words := wanted.get("q"):
        rows = rows.filter(Q(reference__icontains=words) | Q(narrative__icontains=words))
    if state := wanted.get("state"):
        rows = rows.filter(state=state)
    return QuerySetRows(rows)


def matches_of(line: BankLine) -> list[BankMatch]:
    """Return the matches that a line is or was in, the newest first."""
    keys = BankMatchLine.objects.of(line.partner_id).filter(line=line).values("match_id")
    rows = BankMatch.objects.of(line.partner_id).filter(pk__in=keys).select_related("made_by", "undone_by")
    return list(rows.order_by("-id"))


def postings_of(match: BankMatch, *, most: int) -> list[BankMatchLine]:
    """Return so many lines of the ledger that a match holds, each with its journal. One query."""
    rows = BankMatchLine.objects.of(match.partner_id).filter(match=match, journal_line__isnull=False)
    return list(rows.select_related("journal_line__journal").order_by("id")[:most])


def notes_of(line: BankLine) -> list[BankItemNote]:
    """Return what was noted of a line, the newest first."""
    rows = BankItemNote.objects.of(line.partner_id).filter(line=line).select_related("owner")
    return list(rows.order_by("-id"))
