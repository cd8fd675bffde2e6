"""What the establishment of the demonstration looks like: grades, managers, money, and what is under way."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from hr.models import EstablishmentMode, Grade, JobRole, OrgUnit, Post, PostFunding, PostVersion, UnitVersion
from hr.operations import posts, senior_posts, vacancies
from hr.operations.posts import NewPost, PostTerms, Share
from partners.models import LegalEntity, Partner, User
from partners.operations import changes
from partners.operations.change_trials import Proposal
from sharedservices.demo.dates import NOVEMBER, start_of_month_work
from sharedservices.demo.directory import Place
from sharedservices.demo.jobs import JOBS
from sharedservices.demo.organisations import COUNTY, POLICE, SOUTH, WELL_BEFORE, PartnerSpec

MANAGING = ("HOD", "HOS", "MGR", "TMG", "HED", "SUP", "CHI", "INS", "COM", "SMR", "WMR", "SGT", "WSU")
"""Roles that manage the unit in which they stand, the highest first."""
APRIL = date(2027, 4, 1)
SENT = "Directorate review, cabinet paper 14"


def load_establishment(spec: PartnerSpec, partner: Partner) -> None:
    """Give roles their grades, posts their money and units their managers. Reference data: rows, in the scope."""
    grades = {f"{one.scale.code}/{one.code}": one for one in Grade.objects.select_related("scale").order_by("id")}
    roles = {one.code: one for one in JobRole.objects.order_by("id")}
    for job in JOBS[spec.code]:
        roles[job.code].grade = grades.get(f"{job.scale}/{job.grade}")
    JobRole.objects.bulk_update(roles.values(), ["grade"])
    rows = list(Post.objects.select_related("org_unit", "role").order_by("post_no", "id"))
    PostFunding.objects.bulk_create(
        PostFunding(
            partner=partner, post=one, cost_centre_id=one.org_unit.default_cost_centre_id, percent=Decimal(100),
            valid=one.valid,
        )
        for one in rows[1:]  # one post has no money: the report of what is to be put right shows it
        if one.org_unit.default_cost_centre_id
    )  # fmt: skip
    _load_managers(rows)
    if spec.code == POLICE:
        _load_covert_unit(partner)


def _load_managers(rows: list[Post]) -> None:
    """Let the highest managing post of a unit manage it."""
    found: dict[int, Post] = {}
    for one in rows:
        if one.role.code not in MANAGING:
            continue
        best = found.get(one.org_unit_id)
        if best is None or MANAGING.index(one.role.code) < MANAGING.index(best.role.code):
            found[one.org_unit_id] = one
    for unit, post in sorted(found.items()):
        UnitVersion.objects.filter(unit_id=unit).update(manager_post=post)


def _load_covert_unit(partner: Partner) -> None:
    """Add a unit that stays off charts for those who need not know."""
    entity = LegalEntity.objects.filter(kind=LegalEntity.Kind.CHIEF_CONSTABLE).order_by("id").first()
    if entity is not None:
        OrgUnit.objects.create(
            partner=partner, legal_entity=entity, code="CSU", name="Confidential Support", kind=OrgUnit.Kind.TEAM,
            is_confidential=True, valid=DateRange(WELL_BEFORE, None),
        )  # fmt: skip


def make_establishment(place: Place) -> int:
    """Have what is under way in November: vacancies, a draft, a grant that ends, a plan. Return how many. In scope."""
    begun = start_of_month_work(NOVEMBER) + timedelta(days=9)
    if place.spec.code == SOUTH:
        EstablishmentMode.objects.create(
            partner=place.partner, mode="BLOCK_WITH_OVERRIDE", valid=DateRange(begun.date(), None),
            reason="Decided by the management team",
        )  # fmt: skip
        return 1
    return _county(place, place.hr, begun) if place.spec.code == COUNTY else 0


def _county(place: Place, by: User, at: datetime) -> int:
    who: dict[str, Any] = {"by": by, "at": at}
    rows = list(Post.objects.filter(role__code__in=("ADM", "SWK", "DSK")).order_by("post_no", "id"))
    grant = next(one for one in rows if one.role.code == "DSK")
    PostVersion.objects.filter(post=grant).update(funding=PostVersion.Funding.GRANT, grant_ends_on=date(2027, 1, 31))
    _search(rows[0], "VAC-2026-041", date(2026, 7, 20), (), who)
    _search(rows[1], "VAC-2026-058", date(2026, 10, 12), ("advertise", "shortlist"), who)
    for number, fte in (("ASW-RAP", "0.6"), ("ASW-ENA", "1")):
        _draft(place, number, fte, who)
    waiting = Post.objects.get(post_no="ASW-ENA")
    posts.submit(post=waiting.uuid, **who)
    _propose(place, "org.post_establish", {"post": str(waiting.uuid)}, "Enablement pilot, growth bid 7", who)
    steps = [
        {"do": "create", "code": "HCA", "name": "Home Care", "kind": "SERVICE", "target": "ADU"},
        {"do": "move", "code": "HOM", "target": "HCA"},
        {"do": "move", "code": "HOS", "target": "HCA"},
        {"do": "rename", "code": "ASW", "name": "Adult Social Work and Safeguarding"},
    ]
    payload = {"steps": steps, "difference": "", "effective_from": APRIL.isoformat()}
    _propose(place, "org.reorganise", payload, SENT, who)
    _senior_posts(place, at)
    return len(steps)


def _senior_posts(place: Place, at: datetime) -> None:
    """Let the accounts report the highest managers by post: two are agreed, one waits."""
    rows = [post for code in MANAGING for post in Post.objects.filter(role__code=code).order_by("post_no", "id")]
    for n, post in enumerate(rows[:3]):
        asked = senior_posts.propose(
            post=post.uuid, kind="CHIEF", first_day=date(2026, 4, 1), last_day=None,
            reason="Answers to the head of paid service", by=place.hr, at=at,
        )  # fmt: skip
        if n < 2:
            senior_posts.agree(senior_post=asked.uuid, by=place.approver, at=at)


def _search(post: Post, number: str, opened: date, steps: tuple[str, ...], who: dict[str, Any]) -> None:
    row = vacancies.open_vacancy(
        post=post.uuid, fte=Decimal("0.5"), authorisation=number, opened_on=opened, reason="Vacancy panel", **who
    )
    for action in steps:
        vacancies.advance(vacancy=row.uuid, action=action, reason="Vacancy panel", **who)


def _draft(place: Place, number: str, fte: str, who: dict[str, Any]) -> None:
    unit = OrgUnit.objects.select_related("default_cost_centre").get(code="ASW")
    role = JobRole.objects.get(code="SWK")
    shares = [Share(cost_centre=unit.default_cost_centre.uuid, percent=Decimal(100))]
    new = NewPost(
        post_no=number, role=role.uuid, terms=PostTerms(unit=unit.uuid, established_fte=Decimal(fte)), shares=shares
    )
    posts.draft(partner_id=place.partner.pk, post=new, effective_from=APRIL, reason=SENT, **who)


def _propose(place: Place, kind: str, payload: dict[str, Any], reason: str, who: dict[str, Any]) -> None:
    proposal = Proposal(kind=kind, payload=payload, reason=reason)
    changes.submit(partner_id=place.partner.pk, proposal=proposal, **who)
