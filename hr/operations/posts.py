"""Posts of the establishment (domain HR-02): drafted, submitted, established, altered, frozen, deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from finance.models import CostCentre
from hr import rules
from hr import rules_organisation as org_rules
from hr.models import JobRole, OrgUnit, Post, PostFunding, PostVersion
from hr.operations import dated, room, versions
from hr.queries import blockers
from hr.states import POST, PostState
from partners.audit import audit
from partners.models import AuditAction, User
from sharedservices.common.db import transaction_required
from sharedservices.common.flow import next_state

ONE_DAY = timedelta(days=1)
NOUN = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTerms:
    """What a post is: public ids of unit and of the post it reports to; FTE; hours and weeks of one FTE; funding."""

    unit: UUID
    established_fte: Decimal
    reports_to: UUID | None = None
    location: str = ""
    full_time_hours: Decimal | None = None
    paid_weeks: Decimal | None = None
    funding: str = PostVersion.Funding.PERMANENT
    grant_ends_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """Return the columns of a version. Raises OrgUnit.DoesNotExist and Post.DoesNotExist."""
        above = None if self.reports_to is None else Post.objects.get(uuid=self.reports_to).pk
        plain = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in {"unit", "reports_to"}}
        return {**plain, "org_unit_id": OrgUnit.objects.get(uuid=self.unit).pk, "reports_to_id": above}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A line of funding: the public id of a cost centre, per cent with four places, and codes of the ledger."""

    cost_centre: UUID
    percent: Decimal
    subjective: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post to be: its number, the public id of its role, its terms and what pays for it."""

    post_no: str
    role: UUID
    terms: PostTerms
    shares: Sequence[Share] = ()


@transaction_required
def draft(*, partner_id: int, post: NewPost, effective_from: date, reason: str, by: User, at: datetime) -> Post:
    """Draft a post: it is no part of the establishment before others have approved it.

    :raises RuleBroken: for a number that is taken, funding that does not add up, or a unit that is not there
    :raises JobRole.DoesNotExist: if there is none in scope, and so for the others
    """
    number = " ".join(post.post_no.split()).upper()
    dated.check_date(effective_from, within=DateRange(effective_from, None), what=NOUN, at=at)
    columns = post.terms.columns()
    with versions.change(partner_id=partner_id, by=by, reason=reason):
        is_taken = Post.objects.of(partner_id).filter(post_no__iexact=number).exists()
        org_rules.PostNumberIsFree.require(not is_taken, taken=number)
        row: Post = Post.objects.create(
            partner_id=partner_id,
            post_no=number,
            role=JobRole.objects.get(uuid=post.role),
            org_unit_id=columns["org_unit_id"],
            location=post.terms.location,
            established_fte=post.terms.established_fte,
            state=PostState.DRAFT,
            valid=DateRange(effective_from, None),
        )
        PostVersion.objects.filter(post=row).update(**columns)
        _fund(row, post.shares, start=effective_from)
    return row


@transaction_required
def redraft(
    *, post: UUID, terms: PostTerms, shares: Sequence[Share], effective_from: date, reason: str, by: User, at: datetime
) -> Post:
    """Write a draft anew.

    :raises RuleBroken: as `draft`
    :raises WrongState: unless it is a draft
    :raises Post.DoesNotExist: if there is none in scope, and so for the others
    """
    row = lock(post)
    next_state(POST, "submit", row.state, noun=NOUN)
    dated.check_date(effective_from, within=DateRange(effective_from, None), what=NOUN, at=at)
    columns = terms.columns()
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        PostFunding.objects.filter(post=row).delete()
        row.valid = DateRange(effective_from, None)
        row.org_unit_id, row.location = columns["org_unit_id"], terms.location
        row.established_fte = terms.established_fte
        row.save(update_fields=["valid", "org_unit", "location", "established_fte"])
        PostVersion.objects.filter(post=row).update(valid=row.valid, **columns)
        _fund(row, shares, start=effective_from)
    return row


@transaction_required
def discard(*, post: UUID, reason: str, by: User, at: datetime) -> None:
    """Remove a draft that nobody wants: nothing has ever stood on it.

    :raises RuleBroken: unless it is a draft, or while something refers to it, which is named
    :raises Post.DoesNotExist: if there is none in scope
    """
    row = lock(post)
    next_state(POST, "submit", row.state, noun=NOUN)
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        found = blockers.of_post(row, until=date.min)
        org_rules.DraftStandsAlone.require(not found, post=row.post_no, blockers="; ".join(found))
        PostFunding.objects.filter(post=row).delete()
        PostVersion.objects.filter(post=row).delete()
        row.delete()


@transaction_required
def submit(*, post: UUID, by: User, at: datetime) -> Post:
    """Close a draft: it waits for approval as it is. Raises WrongState unless it is a draft."""
    return _move("submit", lock(post), by=by, reason="sent for approval")


@transaction_required
def take_back(*, post: UUID, by: User, at: datetime) -> Post:
    """Open a draft again after its approval was refused or withdrawn. Raises WrongState unless it was submitted."""
    return _move("take_back", lock(post), by=by, reason="taken back")


@transaction_required
def establish(*, post: UUID, reason: str, by: User, at: datetime) -> Post:
    """Make a submitted post a part of the establishment. Raises WrongState unless it was submitted."""
    return _move("establish", lock(post), by=by, reason=reason)


@transaction_required
def alter(
    *, post: UUID, terms: PostTerms, effective_from: date, reason: str, by: User, at: datetime,
    shares: Sequence[Share] | None = None,
) -> Post:  # fmt: skip
    """Give a post other terms, and other funding where it is given, from a day on.

    :raises RuleBroken: when nothing changes, the people in it would be over the establishment, the funding does not
        add up, or a unit or post is not there all that time
    :raises Post.DoesNotExist: if there is none in scope, and so for the others
    """
    row = lock(post)
    next_state(POST, "delete_post", row.state, noun=NOUN)  # only what is on the establishment
    dated.check_date(effective_from, within=row.valid, what=NOUN, at=at)
    columns = terms.columns()
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        is_funded = shares is not None and _fund(row, shares, start=effective_from)
        with room.kept(partner_id=row.partner_id, posts=[row.pk], since=effective_from, field="established_fte"):
            if not is_funded or _says_otherwise(row, columns, effective_from):
                versions.put(PostVersion, owner=row, start=effective_from, says=columns)
        versions.settle_one(row, on=timezone.localdate(at))
    return row


def _says_otherwise(row: Post, columns: dict[str, Any], on: date) -> bool:
    held = PostVersion.objects.filter(post=row, valid__contains=on).first()
    return held is None or any(getattr(held, name) != value for name, value in columns.items())


@transaction_required
def freeze(*, post: UUID, reason: str, by: User, at: datetime) -> Post:
    """Let nobody new start on a post. Who holds it stays.

    :raises RuleBroken: without a reason
    :raises WrongState: unless it is established
    """
    row = lock(post)
    row.frozen_reason = rules.check_reason(reason)
    return _move("freeze", row, by=by, reason=reason)


@transaction_required
def thaw(*, post: UUID, reason: str, by: User, at: datetime) -> Post:
    """Let people start on a frozen post again. Raises WrongState unless it is frozen."""
    row = lock(post)
    row.frozen_reason = ""
    return _move("thaw", row, by=by, reason=reason)


@transaction_required
def delete_post(*, post: UUID, last_day: date, reason: str, by: User, at: datetime) -> Post:
    """Take a post off the establishment after a last day.

    :raises RuleBroken: while somebody holds it or something depends on it, which is named, or for a day outside
    :raises WrongState: unless it is established or frozen
    :raises Post.DoesNotExist: if there is none in scope
    """
    row = lock(post)
    until = last_day + ONE_DAY
    next_state(POST, "delete_post", row.state, noun=NOUN)
    rules.WithinTheJob.require(
        row.valid.lower <= last_day, on=last_day, what=NOUN, first=row.valid.lower, until="on", field="last_day"
    )
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        found = blockers.of_post(row, until=until)
        org_rules.NothingStandsInTheWay.require(
            not found, what=f"Post {row.post_no}", on=last_day, blockers="; ".join(found), field="last_day"
        )
        row.frozen_reason = ""
        for share in PostFunding.objects.filter(post=row).order_by("valid", "id"):
            _cut(share, until)
        versions.end(PostVersion, owner=row, until=until)
        _move("delete_post", row, by=by, reason=reason)
    return row


def lock(post: UUID) -> Post:
    """Read a post and hold it. Raises Post.DoesNotExist if there is none in scope."""
    row: Post = Post.objects.select_for_update(of=("self",)).get(uuid=post)
    return row


def _move(action: str, row: Post, *, by: User, reason: str) -> Post:
    """Move a post along the table and say so on the audit trail."""
    state = PostState(next_state(POST, action, row.state, noun=NOUN))
    with versions.change(partner_id=row.partner_id, by=by, reason=reason):
        row.state = state
        row.save(update_fields=["state", "frozen_reason", "valid"])
        audit(
            action=AuditAction.APPROVE if state is PostState.ESTABLISHED else AuditAction.UPDATE,
            object_type="hr_post",
            object_id=row.pk,
            label=row.post_no,
            partner_id=row.partner_id,
            changes={"action": action, "state": state},
            reason=reason,
        )
    return row


# --- funding --------------------------------------------------------------------------------------------------------
def _fund(row: Post, shares: Sequence[Share], *, start: date) -> bool:
    """Let a post be paid by these shares from a day on; later ones go. Tell whether that is something else.

    Raises RuleBroken when they do not add up, or a cost centre is closed or another employer's.
    """
    total = sum((one.percent for one in shares), Decimal(0))
    org_rules.FundingAddsUp.require(not shares or total == rules.ALL, total=total)
    entity = OrgUnit.objects.get(pk=row.org_unit_id).legal_entity_id
    centres = {one.uuid: one for one in CostCentre.objects.of(row.partner_id).order_by("id")}
    wanted = []
    for one in shares:
        centre = centres.get(one.cost_centre)
        is_open = centre is not None and centre.legal_entity_id == entity and _contains(centre.valid, start)
        org_rules.FundingCentreFits.require(is_open, centre=centre or one.cost_centre, on=start)
        wanted.append((centre.pk if centre else 0, one.percent, one.subjective, one.project))
    rows = list(PostFunding.objects.filter(post=row).order_by("valid", "id"))
    held = [one for one in rows if _contains(one.valid, start)]
    said = [(one.cost_centre_id, one.percent, one.subjective, one.project) for one in held]
    if sorted(said) == sorted(wanted):
        return False
    for one in rows:
        _cut(one, start)
    PostFunding.objects.bulk_create(
        PostFunding(
            partner_id=row.partner_id, post=row, cost_centre_id=centre, percent=percent, subjective=subjective,
            project=project, valid=DateRange(start, row.valid.upper),
        )
        for centre, percent, subjective, project in wanted
    )  # fmt: skip
    return True


def _contains(valid: DateRange, on: date) -> bool:
    return bool(valid.lower <= on and (valid.upper is None or on < valid.upper))


def _cut(share: PostFunding, until: date) -> None:
    """End a share; one that begins later goes."""
    if share.valid.lower >= until:
        share.delete()
    elif share.valid.upper is None or share.valid.upper > until:
        share.valid = DateRange(share.valid.lower, until)
        share.save(update_fields=["valid"])
