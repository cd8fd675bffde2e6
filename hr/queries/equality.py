"""Equality figures of an employer, with small numbers left out by the database; and one’s own answers."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count

from hr.engine import equality
from hr.engine.equality import FEWEST_SHOWN, UNANSWERED_LABEL
from hr.models import Employment, EqualityAnswers, Person

SEX = "sex"


@dataclass(frozen=True, slots=True)
class Counted:
    """One answer and how many gave it; None for fewer than ten, or where it could be told from the others."""

    label: str
    n: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What an employer’s people answered to one question."""

    code: str
    label: str
    source: str
    counts: tuple[Counted, ...]


def own_answers(*, partner_id: int, person_id: int) -> dict[str, str]:
    """Return what somebody answered; only in a self-service scope is there anything to read."""
    found = EqualityAnswers.objects.of(partner_id).filter(person_id=person_id).values_list("answers", flat=True).first()
    return dict(found or {})


def figures(*, partner_id: int, entity_id: int, on: date) -> list[Answered]:
    """Return the counts of every question for those employed on a day. A query for each question, one for sex."""
    found = [_sex(partner_id, entity_id, on)]
    for question in equality.questions():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM hr_equality_counts(%s, %s, %s, %s)", [partner_id, entity_id, question.code, on]
            )
            counts: dict[str, int | None] = dict(cursor.fetchall())
        order = [*question.answers, ""]
        labels = {**question.answers, "": UNANSWERED_LABEL}
        rows = tuple(Counted(labels[code], counts[code]) for code in order if code in counts)
        found.append(Answered(question.code, question.label, question.source, rows))
    return found


def _sex(partner_id: int, entity_id: int, on: date) -> Answered:
    """Return men and women as recorded for HMRC; neither when one of them is small, for the sum would tell it."""
    rows = Employment.objects.of(partner_id).filter(legal_entity_id=entity_id, valid__contains=on)
    found = dict(rows.values_list("person__sex").annotate(n=Count("person_id", distinct=True)).order_by("person__sex"))
    is_small = any(n < FEWEST_SHOWN for n in found.values())
    counts = tuple(
        Counted(str(one.label), None if is_small else found[one.value]) for one in Person.Sex if one.value in found
    )
    return Answered(SEX, "Sex", "As recorded for HMRC", counts)
