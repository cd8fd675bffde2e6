"""Offer letters, contracts with the written statement, and statements of change: made from the record, kept as PDF."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from hr import rules
from hr import rules_starters as starter_rules
from hr.engine.starters import Owner, gate_specs
from hr.models import Assignment, Document, StarterCase
from hr.models.concealed import require_named
from hr.operations import dated, documents, statement_news
from hr.operations.documents import NewDocument
from hr.operations.freeze import require_free
from hr.operations.starters_case import log
from hr.queries import starters as found
from hr.queries import statement
from partners.models import Partner, User
from sharedservices.common.db import transaction_required
from sharedservices.common.formatting import day
from sharedservices.common.pdf import render_pdf


@transaction_required
def make_offer(*, case: UUID, by: User, at: datetime) -> Document:
    """Make the offer letter of a starter and keep it.

    :raises RuleBroken: while the offer is not complete, or when it is about oneself or somebody close
    :raises StarterCase.DoesNotExist: if there is none in scope
    """
    row = found.one(case)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_oneself(row, by=by)
    _require_complete(row)
    facts = {"facts": statement.offer_facts(row), "gates": _gate_words(row)}
    return _keep(row, "OFFER", f"Offer: {row.title}", "hr/letter_offer.html", facts, "offer", by=by, at=at)


@transaction_required
def make_contract(*, case: UUID, by: User, at: datetime) -> Document:
    """Make the contract of a starter, with every particular of the written statement, and keep it.

    A contract that was made before and says something else is superseded.

    :raises RuleBroken: while the offer is not complete, nobody has said what contracts of the staff group say, or when
        it is about oneself or somebody close
    :raises StarterCase.DoesNotExist: if there is none in scope
    """
    row = found.one(case)
    require_free(partner_id=row.partner_id, person_id=row.person_id)
    dated.refuse_oneself(row, by=by)
    _require_complete(row)
    assert row.post is not None  # noqa: S101 - a complete offer has one
    terms = statement.statement_terms(row)
    if terms is None:
        raise starter_rules.StatementAgreed.broken(group=row.post.role.staff_group.name)
    for earlier in Document.objects.of(row.partner_id).filter(
        person=row.person, kind="CONTRACT", superseded_at=None, about__startswith=f"case:{row.pk}:"
    ):
        documents.supersede(document=earlier.uuid, reason="A newer contract was made", by=by, at=at)
    facts = {"parts": statement.particulars(row, terms)}
    return _keep(row, "CONTRACT", f"Contract: {row.title}", "hr/letter_contract.html", facts, "contract", by=by, at=at)


@transaction_required
def make_change(*, assignment: UUID, on: date, by: User, at: datetime) -> Document:
    """Make the statement of what changed in the terms of a job on a day, keep it for the person to see, and tell them.

    Source: Employment Rights Act 1996 s 4: no later than one month after the change.

    :raises RuleBroken: when nothing changed on that day
    :raises Assignment.DoesNotExist: if there is none in scope
    """
    job: Assignment = Assignment.objects.select_related(
        "person", "employment__pay_group__legal_entity", "partner", "post__org_unit"
    ).get(uuid=assignment)
    require_free(partner_id=job.partner_id, person_id=job.person_id)
    rows = statement.changes(job, on)
    if not rows:
        raise rules.SomethingToEnd.broken(what="change of terms", on=on, field="on")
    context = {
        "person": statement.full_name(job.person),
        "address": statement.address_of(job.person),
        "employer": job.employment.pay_group.legal_entity.legal_name,
        "partner": job.partner,
        "job": f"{job.title}, {job.number}",
        "made_on": day(timezone.localdate(at)),
        "from_day": day(on),
        "changes": rows,
    }
    title = f"Statement of change from {on:%d.%m.%Y}"
    with dated.change(partner_id=job.partner_id, by=by, reason=title):
        content = render_pdf("hr/letter_change.html", context, title=title)
        new = NewDocument(
            kind="CHANGE", title=title, content=content, about=f"change:{job.pk}:{on.isoformat()}", is_for_person=True
        )
        made = documents.store(person=job.person.uuid, new=new, by=by, at=at)
        statement_news.tell(job=job, on=on, changes=rows, by=by, at=at)
    return made


def _require_complete(row: StarterCase) -> None:
    missing = found.missing_of_offer(row)
    starter_rules.JobComplete.require(not missing, missing=", ".join(missing))


def _gate_words(row: StarterCase) -> list[str]:
    listed = gate_specs(on=row.start_date).values()
    is_added = row.route == StarterCase.Route.ADDED
    wanted = [one for one in listed if one.is_always and (one.is_for_added or not is_added)]
    return [one.title for one in wanted if one.owner != Owner.MANAGER]


def _keep(  # noqa: PLR0917 - the parts of a letter
    row: StarterCase,
    kind: str,
    title: str,
    template: str,
    facts: dict[str, Any],
    action: str,
    *,
    by: User,
    at: datetime,
) -> Document:
    assert row.pay_group is not None  # noqa: S101 - a complete offer has one
    require_named(facts)
    context = {
        "person": statement.full_name(row.person),
        "address": statement.address_of(row.person),
        "employer": row.pay_group.legal_entity.legal_name,
        "partner": Partner.objects.get(pk=row.partner_id),
        "job": row.title,
        "start": day(row.start_date),
        "made_on": day(timezone.localdate(at)),
        **facts,
    }
    with dated.change(partner_id=row.partner_id, by=by, reason=title):
        content = render_pdf(template, context, title=title)
        new = NewDocument(kind=kind, title=title, content=content, about=found.contract_about(row), is_for_person=True)
        made = documents.store(person=row.person.uuid, new=new, by=by, at=at)
        log(row, action, by=by, at=at)
    return made
