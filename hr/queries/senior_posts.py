"""Posts that the accounts report by themselves, and who held them in a year (domain FIN-15)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import Post, PostHolding, SeniorPost, SensitivePost
from hr.queries.establishment_report import holders
from hr.states import SeniorPostState
from sharedservices.common.rowsources import QuerySetRows

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeniorHolder:
    """Who held a senior post in a year, up to which day of it; pounds of the annual salary on that day.

    `full_time_salary` is what full time would be paid; None where the records do not say, so that nobody is left out.

    `name` is empty for somebody whose role is covert or who is under protection: nothing names them.
    """

    person: int
    kind: str
    title: str
    name: str
    salary: Decimal
    full_time_salary: Decimal | None
    is_police: bool
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SeniorPostRow:
    """A senior post in a list. `last_day` is None while it goes on."""

    uuid: UUID
    post_no: str
    role: str
    kind: str
    first_day: date
    last_day: date | None
    state: str
    state_words: str
    reason: str
    proposed_by: str
    proposed_human: UUID
    decided_by: str
    words: str


def listed(*, partner_id: int, state: str = "", search: str = "") -> QuerySetRows:
    """Return senior posts as rows of a list."""
    rows = SeniorPost.objects.of(partner_id).select_related("post__role", "proposed_by", "decided_by")
    if state:
        rows = rows.filter(state=state)
    if search:
        rows = rows.filter(post__role__title__icontains=search)
    return QuerySetRows(rows, row=row_of)


def row_of(row: SeniorPost) -> SeniorPostRow:
    """Return a senior post as its pages show it."""
    until = row.valid.upper
    return SeniorPostRow(
        uuid=row.uuid, post_no=row.post.post_no, role=row.post.role.title, kind=row.get_kind_display(),
        first_day=row.valid.lower, last_day=until - ONE_DAY if until else None, state=row.state,
        state_words=row.get_state_display(), reason=row.reason, proposed_by=row.proposed_by.full_name,
        proposed_human=row.proposed_human, decided_by=row.decided_by.full_name if row.decided_by else "",
        words=row.words,
    )  # fmt: skip


def one(senior_post: UUID) -> SeniorPost:
    """Return one. :raises SeniorPost.DoesNotExist: if there is none in scope."""
    found: SeniorPost = SeniorPost.objects.select_related("post__role", "proposed_by", "decided_by").get(
        uuid=senior_post
    )
    return found


def posts(*, partner_id: int) -> list[tuple[str, str]]:
    """Return the posts that are there, for a choice. One query."""
    rows = Post.objects.of(partner_id).exclude(state__in=["DRAFT", "SUBMITTED"]).select_related("role")
    return [(str(one.uuid), f"{one.role.title}, {one.post_no}") for one in rows.order_by("role__title", "post_no")]


def held_in(*, partner_id: int, legal_entity_id: int, first: date, last: date) -> list[SeniorHolder]:
    """Return who held an agreed senior post of an employer in some days; each person once for each post.

    A few queries for each day on which a holding, or the year, ends.
    """
    days = DateRange(first, last + ONE_DAY)
    agreed = SeniorPost.objects.of(partner_id).filter(state=SeniorPostState.AGREED, valid__overlap=days)
    kinds: dict[int, list[SeniorPost]] = defaultdict(list)
    for row in agreed.select_related("post__role").order_by("id"):
        kinds[row.post_id].append(row)
    held = PostHolding.objects.of(partner_id).filter(
        post__in=list(kinds), valid__overlap=days, employment__legal_entity=legal_entity_id
    )
    hidden = set(
        SensitivePost.objects.of(partner_id).filter(lifted_at=None).values_list("person_id", flat=True)
    )  # fmt: skip
    found = []
    for holding in held.select_related("person").order_by("post_id", "valid", "id"):
        for row in kinds[holding.post_id]:
            begins = max(first, holding.valid.lower, row.valid.lower)
            ends = min([last, *(one - ONE_DAY for one in (holding.valid.upper, row.valid.upper) if one)])
            if begins > ends:
                continue
            by_post = holders(partner_id=partner_id, on=ends, posts=[holding.post_id]).get(holding.post_id, [])
            job = next((one for one in by_post if one.assignment == holding.assignment_id), None)
            is_hidden = holding.person_id in hidden or holding.person.is_sensitive
            found.append(
                SeniorHolder(
                    person=holding.person_id, kind=row.get_kind_display(), title=row.post.role.title,
                    name="" if is_hidden else holding.person.display_name,
                    salary=job.salary if job else Decimal("0.00"),
                    full_time_salary=(job.full_time_salary or None) if job else None,
                    is_police=row.kind == SeniorPost.Kind.POLICE, first_day=begins, last_day=ends,
                )
            )  # fmt: skip
    return found
