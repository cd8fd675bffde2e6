"""What sick pay is forecast for absences, what may be paid given the notices sent, and which notices are due."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hr.engine import sick_pay
from hr.engine.sick_pay import Absence, Entitlement, PaidSpan, Pot, Rate, Segment, StepDown, Told
from hr.models import AbsenceRecord, FitNote, StepDownDecision, StepDownNotice
from hr.queries import step_down_notices
from hr.queries.absence_terms import JobFacts, job_facts
from hr.queries.days import last_day
from hr.queries.step_down_notices import Unsent
from partners.queries.holds import quiet

SELF_CERTIFIED_DAYS = 7
SICK = (AbsenceRecord.Kind.SICKNESS, AbsenceRecord.Kind.INJURY)
Sent = tuple[StepDownNotice, tuple[StepDownDecision, ...], Unsent | None]
_LONG = timedelta(days=sick_pay.FIRST_NOTICE_DAYS)
_SHORT = timedelta(days=sick_pay.SECOND_NOTICE_DAYS)


@dataclass(frozen=True, slots=True)
class Step:
    """A step-down with the notices sent about it."""

    step: StepDown
    first_sent_on: date | None
    second_sent_on: date | None
    notice: StepDownNotice | None = None
    decisions: tuple[StepDownDecision, ...] = ()
    fate: Unsent | None = None
    """What became of the notice that was queued last and has not left for the person; None when there is none such."""

    @property
    def told(self) -> Told:
        """What was done about it, as the engine takes it: the last decision counts, and what was put off stays so."""
        last = self.decisions[-1] if self.decisions else None
        confirmed = last.decided_on if last and last.kind == StepDownDecision.Kind.CONFIRM else None
        put_off = [one.extended_to for one in self.decisions if one.extended_to is not None]
        return Told(self.first_sent_on, confirmed, max(put_off, default=None))

    @property
    def is_confirmed(self) -> bool:
        """Whether the HR manager has confirmed it."""
        return self.told.confirmed_on is not None

    @property
    def takes_effect_on(self) -> date | None:
        """The day from which pay goes down, or would once it is confirmed; None while there is no notice."""
        if self.first_sent_on is None:
            return None
        return self.told._replace(confirmed_on=self.told.confirmed_on or self.step.on).begins(self.step.on)

    @property
    def unsent(self) -> str:
        """Why the notice that was queued last has not left; nothing when it has, or none was queued."""
        return self.fate.words if self.fate else ""

    @property
    def may_be_sent_again(self) -> bool:
        """Whether its notice will not leave by itself."""
        return self.fate is not None and self.fate.is_stuck

    def first_is_due(self, on: date) -> bool:
        """Whether the first notice is to be put on its way on a day."""
        return self.notice is None and self.step.first_notice_on <= on

    def lacks_notice(self, on: date) -> bool:
        """Whether the first notice ought to have left by a day, and has not."""
        return self.first_sent_on is None and self.step.first_notice_on <= on

    def second_is_due(self, on: date) -> bool:
        """Whether the second notice is to be put on its way on a day."""
        effect, notice = self.takes_effect_on, self.notice
        is_queued = notice is None or notice.second_queued_on is not None or self.second_sent_on is not None
        return effect is not None and not is_queued and effect - _SHORT <= on


@dataclass(frozen=True, slots=True)
class Forecast:
    """An absence with what it may be paid. Without an agreed scale, there is neither entitlement nor segment."""

    record: AbsenceRecord
    left: Entitlement | None
    segments: list[Segment]
    paid: list[Segment]
    steps: list[Step]


def forecasts(*, partner_id: int, assignment_ids: Collection[int]) -> dict[int, list[Forecast]]:
    """Return the sick pay of every absence of jobs, by job, in order of the first day.

    Six queries, and a seventh while a notice has not left.
    """
    facts = job_facts(partner_id=partner_id, assignment_ids=assignment_ids)
    rows = AbsenceRecord.objects.of(partner_id).filter(assignment_id__in=assignment_ids, kind__in=SICK)
    records: dict[int, list[AbsenceRecord]] = defaultdict(list)
    for row in rows.exclude(state="CANCELLED").order_by("valid", "id"):
        records[row.assignment_id].append(row)
    sent: dict[int, list[Sent]] = defaultdict(list)
    notices = StepDownNotice.objects.of(partner_id).filter(absence__assignment_id__in=assignment_ids)
    decided: dict[int, list[StepDownDecision]] = defaultdict(list)
    decisions = StepDownDecision.objects.of(partner_id).filter(notice__absence__assignment_id__in=assignment_ids)
    for one in decisions.order_by("id"):
        decided[one.notice_id].append(one)
    known = list(notices.order_by("id"))
    fates = step_down_notices.fates(partner_id=partner_id, notices=known)
    for notice in known:
        sent[notice.absence_id].append((notice, tuple(decided[notice.pk]), fates.get(notice.pk)))
    return {job: _of_job(facts[job], found, sent) for job, found in records.items()}


def _of_job(facts: JobFacts, records: Iterable[AbsenceRecord], sent: dict[int, list[Sent]]) -> list[Forecast]:
    """Walk through the absences of a job: each sees as used what the earlier ones are paid."""
    paid: list[PaidSpan] = []
    found = []
    for record in records:
        pot = Pot.INJURY if record.kind == AbsenceRecord.Kind.INJURY else Pot.ORDINARY
        absence = Absence(record.valid.lower, last_day(record.valid), pot)
        scale = facts.scale_on(absence.first_day)
        if scale is None:
            found.append(Forecast(record, None, [], [], []))
            continue
        left = sick_pay.entitlement(scale, service_from=facts.service_from, absence=absence, paid=paid)
        planned = (
            sick_pay.retested(absence, left, scale=scale, service_from=facts.service_from)
            if facts.retests_on(absence.first_day)
            else sick_pay.segments(absence, left)
        )
        steps = [_step(step, sent.get(record.pk, [])) for step in sick_pay.step_downs(planned)]
        actual = sick_pay.with_notices(planned, {one.step.on: one.told for one in steps})
        paid += sick_pay.paid_spans(actual, pot=pot)
        found.append(Forecast(record, left, planned, actual, steps))
    return found


def _step(step: StepDown, notices: list[Sent]) -> Step:
    for notice, decisions, fate in notices:
        if notice.step_on == step.on and notice.to_rate == step.to:
            return Step(step, notice.first_sent_on, notice.second_sent_on, notice, decisions, fate)
    return Step(step, None, None)


def open_forecasts(*, partner_id: int) -> list[Forecast]:
    """Return the forecasts of all open sickness of a partner. Nothing goes down after the last day of a job."""
    rows = quiet(AbsenceRecord.objects.of(partner_id).filter(state="OPEN", kind__in=SICK))
    jobs = dict(rows.order_by("assignment_id").values_list("assignment_id", "assignment__valid").distinct())
    found = forecasts(partner_id=partner_id, assignment_ids=jobs.keys())
    return [
        replace(one, steps=[step for step in one.steps if step.step.on in valid])
        for job, valid in jobs.items()
        for one in found[job]
        if one.record.state == "OPEN"
    ]


def steps_within(*, partner_id: int, on: date) -> list[tuple[AbsenceRecord, Step]]:
    """Return the step-downs of open absences that take effect within four weeks, or wait for their notice."""
    return [
        (one.record, step)
        for one in open_forecasts(partner_id=partner_id)
        for step in one.steps
        if step.lacks_notice(on) or (step.takes_effect_on is not None and on <= step.takes_effect_on <= on + _LONG)
    ]


def steps_to_decide(*, partner_id: int, on: date) -> list[Step]:
    """Return the step-downs with a notice that the HR manager has not confirmed, from four weeks before their day."""
    return [
        step
        for one in open_forecasts(partner_id=partner_id)
        for step in one.steps
        if step.takes_effect_on is not None and not step.is_confirmed and step.takes_effect_on - _LONG <= on
    ]


def days_without_fit_note(record: AbsenceRecord, notes: Iterable[FitNote], *, until: date) -> list[date]:
    """Return the days from the eighth on, to a day included, that no fit note covers."""
    first = record.valid.lower + timedelta(days=SELF_CERTIFIED_DAYS)
    rows = list(notes)
    days = (first + timedelta(days=number) for number in range((until - first).days + 1))
    return [day for day in days if not any(day in note.valid for note in rows)]


def without_fit_note(*, partner_id: int, on: date) -> list[AbsenceRecord]:
    """Return the open sickness of which a day from the eighth to the given one lacks a fit note."""
    eighth = on - timedelta(days=SELF_CERTIFIED_DAYS)
    rows = quiet(
        AbsenceRecord.objects.of(partner_id).filter(state="OPEN", kind__in=SICK, valid__startswith__lte=eighth)
    )
    records = list(rows.order_by("valid", "id"))
    notes: dict[int, list[FitNote]] = defaultdict(list)
    for note in FitNote.objects.of(partner_id).filter(absence__in=records).order_by("id"):
        notes[note.absence_id].append(note)
    return [one for one in records if days_without_fit_note(one, notes[one.pk], until=on)]


def rate_words(rate: str) -> str:
    """Return how people call a rate."""
    return {Rate.FULL: "Full pay", Rate.HALF: "Half pay", Rate.NIL: "No sick pay"}[Rate(rate)]
