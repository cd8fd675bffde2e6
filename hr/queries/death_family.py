"""The family of somebody who has died: talks with them, who of them works here, what they answered (domain HR-09)."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from hr.models import DeathCase, FamilyAnswer, FamilyKin, FamilyTalk
from partners.models import User
from partners.queries import deciders


class Talk(NamedTuple):
    """An entry of the log as it stands, and what it was corrected from, the newest first."""

    stands: FamilyTalk
    before: tuple[FamilyTalk, ...]


def open_to(cases: "QuerySet[DeathCase]", user: User, *, partner_id: int) -> "QuerySet[DeathCase]":
    """Return those of the cases whose next of kin the reader is not, by any login. One query, and one more."""
    mine = deciders.own_people(user, partner_id)
    barred = FamilyKin.objects.of(partner_id).filter(case_id=OuterRef("pk"), person_id__in=mine, ended_at=None)
    return cases.exclude(Exists(barred))


def is_barred(case: DeathCase, user: User) -> bool:
    """Tell whether somebody is next of kin in a case, by any login: they neither see it nor work on it."""
    mine = deciders.own_people(user, case.partner_id)
    return bool(mine) and kin(case).filter(person_id__in=mine).exists()


def kin(case: DeathCase) -> "QuerySet[FamilyKin]":
    """Return the next of kin of a case who work here."""
    rows: QuerySet[FamilyKin] = FamilyKin.objects.of(case.partner_id).filter(case=case, ended_at=None)
    return rows.select_related("person", "noted_by", "told_by").order_by("id")


def talks(case: DeathCase) -> list[Talk]:
    """Return the log of the talks with a family, the newest day first, each with what it was corrected from."""
    rows = FamilyTalk.objects.of(case.partner_id).filter(case=case).select_related("noted_by")
    by_pk = {one.pk: one for one in rows}
    replaced = {one.corrects_id for one in by_pk.values()}
    found = []
    for one in by_pk.values():
        if one.pk in replaced:
            continue
        before, at = [], one.corrects_id
        while at is not None and at in by_pk:
            before.append(by_pk[at])
            at = by_pk[at].corrects_id
        found.append(Talk(one, tuple(before)))
    return sorted(found, key=lambda talk: (talk.stands.held_on, talk.stands.pk), reverse=True)


def is_corrected(talk: FamilyTalk) -> bool:
    """Tell whether another entry stands in the place of one."""
    return bool(FamilyTalk.objects.of(talk.partner_id).filter(corrects=talk).exists())


def answers(case: DeathCase) -> list[FamilyAnswer]:
    """Return what the family answered, in order. One query."""
    return list(FamilyAnswer.objects.of(case.partner_id).filter(case=case).select_related("noted_by").order_by("id"))


def manager_answer(kin_row: FamilyKin) -> FamilyAnswer | None:
    """Return what a next of kin said last about telling their own manager; None when nobody has asked."""
    rows = FamilyAnswer.objects.of(kin_row.partner_id).filter(kin=kin_row).order_by("-id")
    found: FamilyAnswer | None = rows.first()
    return found


def contact_answer(case: DeathCase) -> FamilyAnswer | None:
    """Return what the family said last about one contact for two employers; None when nobody has asked."""
    rows = FamilyAnswer.objects.of(case.partner_id).filter(case=case, question=FamilyAnswer.Question.CONTACT)
    found: FamilyAnswer | None = rows.order_by("-id").first()
    return found
