"""What stands in the way when a unit or a post is to end: named, so that somebody can deal with it first."""

from datetime import date

from django.db import connection
from django.db.models import Q

from hr.models import ActingUp, AgencyAssignment, OrgUnit, Post, PostHolding, PostVersion, UnitVersion, Vacancy
from hr.states import VACANCY, VacancyState
from sharedservices.common.formatting import counted

SHOWN = 3
UNSEEN = "something that is not shown to you; a sensitive posts officer can settle it"
OPEN_STAGES = [state.value for state in VACANCY["withdraw_vacancy"].sources]


def _after(until: date) -> Q:
    return Q(valid__endswith__gt=until) | Q(valid__upper_inf=True)


def of_unit(unit: OrgUnit, *, until: date) -> list[str]:
    """Return what depends on a unit on or after a day, in words: units, posts, vacancies. Three queries."""
    versions = UnitVersion.objects.of(unit.partner_id).filter(_after(until), parent=unit).order_by("name", "id")
    units = list(dict.fromkeys(versions.values_list("name", flat=True)))
    posts = PostVersion.objects.of(unit.partner_id).filter(_after(until), org_unit=unit).order_by("post__post_no")
    numbers = list(dict.fromkeys(posts.values_list("post__post_no", flat=True)))
    searches = Vacancy.objects.of(unit.partner_id).filter(stage__in=OPEN_STAGES, post__org_unit=unit)
    return [
        *_said(units, "unit below it", "units below it"),
        *_said(numbers, "post", "posts"),
        *_said(list(searches.order_by("id").values_list("post__post_no", flat=True)), "vacancy", "vacancies"),
    ]


def of_post(post: Post, *, until: date) -> list[str]:
    """Return what depends on a post on or after a day, in words: jobs, cover, units, posts, vacancies. Six queries.

    Whoever is under notice, on leave, seconded or waits for redeployment holds the post until the job ends or moves.
    """
    jobs = PostHolding.objects.of(post.partner_id).filter(_after(until), post=post).order_by("assignment__number")
    numbers = list(jobs.values_list("assignment__number", flat=True))
    units = UnitVersion.objects.of(post.partner_id).filter(_after(until), manager_post=post).order_by("name", "id")
    acting = (
        ActingUp.objects.of(post.partner_id).filter(_after(until), covered_post=post).order_by("assignment__number")
    )
    sent = AgencyAssignment.objects.of(post.partner_id).filter(_after(until), post=post).order_by("reference")
    below = PostVersion.objects.of(post.partner_id).filter(_after(until), reports_to=post).order_by("post__post_no")
    searches = (
        Vacancy.objects.of(post.partner_id).filter(post=post, stage__in=OPEN_STAGES).exclude(stage=VacancyState.FILLED)
    )
    return [
        *(_said(list(dict.fromkeys(numbers)), "job in it", "jobs in it") or _unseen(post, until)),
        *_said(
            list(dict.fromkeys(acting.order_by("assignment__number").values_list("assignment__number", flat=True))),
            "job that acts up in it", "jobs that act up in it",
        ),
        *_said(
            list(dict.fromkeys(sent.values_list("reference", flat=True))), "agency worker in it", "agency workers in it"
        ),
        *_said(list(dict.fromkeys(units.values_list("name", flat=True))), "unit it manages", "units it manages"),
        *_said(
            list(dict.fromkeys(below.values_list("post__post_no", flat=True))),
            "post that reports to it", "posts that report to it",
        ),
        *_said(list(searches.order_by("id").values_list("authorisation", flat=True)), "vacancy", "vacancies"),
    ]  # fmt: skip


def _unseen(post: Post, until: date) -> list[str]:
    """Say that something stands in the way that this scope does not see, in words that tell nothing. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hr_post_is_held(%s, %s, %s)", [post.partner_id, post.pk, until])
        return [UNSEEN] if cursor.fetchone()[0] else []


def _said(names: list[str], one: str, several: str) -> list[str]:
    """Return "3 posts (A, B, C and others)", or nothing for none."""
    if not names:
        return []
    more = " and others" if len(names) > SHOWN else ""
    return [f"{counted(len(names), one, several)} ({', '.join(names[:SHOWN])}{more})"]
