"""DBS checks, registrations and training: the list over all jobs, and the page of a person."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine.compliance import Kind, Standing
from hr.forms.checks import ComplianceFilter
from hr.models import DbsCheck, DutyBar, Registration, TrainingRecord
from hr.queries import compliance as found
from hr.queries import organisation
from hr.queries.compliance import Need, Wanted
from hr.views.base import PeopleView
from hr.views.people import as_options, as_uuid
from hr.views.right_to_work import OnPerson
from partners.views.lists import PartnerList
from sharedservices.common.formatting import counted, day
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Table
from sharedservices.common.tables import Kind as Shows

TITLE = "Checks and training"
STATES = {"MISSING": "overdue", "LAPSED": "overdue", "DUE": "review", "VALID": "valid"}
COLOURS = {"LAPSED": "orange", "MISSING": "orange", "DUE": "yellow", "VALID": "green"}
NOTHING = EmptyState("No job needs anything yet", "Say what jobs need: DBS checks, registrations and courses.")


def due_words(one: Need) -> str:
    """Say until when something is good, or by when it is needed."""
    if one.due_on is None:
        return "For good" if one.is_held else ""
    return day(one.due_on)


class ComplianceTable(Table):
    """A line for each person and each thing that a job of theirs needs; the worst first."""

    caption, nouns, filename = TITLE, ("line", "lines"), "checks-and-training"
    filter_form, empty = ComplianceFilter, NOTHING
    columns: ClassVar[Any] = (
        Column(
            "name", "Name", sort=("surname", "name"), header=True, href=lambda row: f"../people/{row.person}/checks/",
            hint=lambda row: row.job,
        ),
        Column("job", "Job", is_shown=False),
        Column(
            "standing_words", "Standing", kind=Shows.STATUS, sort="urgency",
        ),
        Column(
            "what", "What the job needs", sort="what",
            hint=lambda row: "Needed for the duties" if row.suspends else "",
        ),
        Column("kind_words", "Kind", is_shown=False),
        Column("due_on", "Good until, or needed by", kind=Shows.DATE, sort="due_on"),
        Column("unit", "Unit", sort="unit"),
    )  # fmt: skip


class Compliance(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """What jobs need and where it stands: for HR everybody, for a manager the own team."""

    permission = "checks.view"
    template_name = "hr/checks.html"
    table_class = ComplianceTable
    audited_as = "hr_dbscheck"

    def table_options(self) -> dict[str, Any]:
        """Offer the partner's units."""
        units = organisation.unit_choices(partner_id=self.partner.pk, on=timezone.localdate())
        return {"form_options": {"choices": {"unit": as_options(units)}}}

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return the lines."""
        wanted = Wanted(
            search=filters.get("q", ""), unit=as_uuid(filters.get("unit")), kind=filters.get("kind", ""),
            standing=filters.get("standing", ""),
        )  # fmt: skip
        return found.rows(partner_id=self.partner.pk, on=timezone.localdate(), wanted=wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add counts, and who may not do their duties."""
        on = timezone.localdate()
        every = found.counts(partner_id=self.partner.pk, on=on)
        tiles = [
            {
                "label": found.WORDS[one], "href": f"?standing={one.value}",
                "value": str(every.get(one.value, 0)),
            }
            for one in Standing
        ]  # fmt: skip
        may = self.may("checks.set_up")
        actions = [{"label": "What jobs need", "href": self.url("check_needs"), "kind": "secondary"}] if may else []
        return super().get_context_data(
            title=TITLE, tiles=tiles, actions=actions, breadcrumbs=self.crumbs((TITLE, "")),
            bars=[bar_shown(self, row) for row in found.bars(partner_id=self.partner.pk)], **kwargs,
        )  # fmt: skip


def bar_shown(view: PeopleView, row: DutyBar) -> dict[str, str]:
    """Return a bar from duties as pages show it."""
    return {
        "name": row.person.display_name,
        "what": row.what,
        "since": day(row.since),
        "href": view.url("person_checks", person=row.person.uuid),
        "end_href": view.url("duty_bar_end", bar=row.uuid) if view.may("checks.record") else "",
    }


class PersonChecks(OnPerson, TemplateView):
    """What the jobs of somebody need, and everything that is recorded."""

    permission = "checks.view"
    template_name = "hr/person_checks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show needs, bars and records."""
        of, on = self.partner.pk, timezone.localdate()
        dbs, registrations, training = found.records(partner_id=of, person_id=self.person.pk)
        written = found.notes(partner_id=of, checks=dbs) if self.may("checks.weigh") else {}
        needs = found.needs(partner_id=of, on=on, wanted=Wanted(person_id=self.person.pk))
        whose: dict[str, Any] = {"person": self.person.uuid}
        adds = [("Record a DBS check", "dbs_record"), ("Record a registration", "registration_record"),
                ("Record a course", "training_record")]  # fmt: skip
        return super().get_context_data(
            name=self.person.display_name,
            needs=[need_shown(one) for one in needs],
            need_headings=[{"label": one} for one in ("What", "Standing", "When")],
            bars=[bar_shown(self, row) for row in found.bars_of(partner_id=of, person_id=self.person.pk)],
            dbs=[self._dbs(row, written) for row in dbs],
            registrations=[self._registration(row) for row in registrations],
            training=[self._training(row) for row in training],
            actions=[
                {"label": label, "href": self.url(name, **whose), "kind": "secondary"} for label, name in adds
            ] if self.may("checks.record") else [],
            breadcrumbs=self.here(TITLE),
            **kwargs,
        )  # fmt: skip

    def _dbs(self, row: DbsCheck, written: Mapping[int, Any]) -> dict[str, Any]:
        in_full = self.may("checks.record")
        lists = [
            words for is_checked, words in ((row.children_barred, "children’s"), (row.adults_barred, "adults’"))
            if is_checked
        ]  # fmt: skip
        rows = [
            {"key": "Workforce", "value": row.get_workforce_display()},
            *([{"key": "Barred lists", "value": " and ".join(lists)}] if lists else []),
            *([{"key": "Why this level", "value": found.justification_words(row.justification)}]
              if row.justification else []),
            *([{"key": "Certificate", "value": row.certificate_no}] if in_full else []),
            {"key": "Issued on", "value": day(row.issued_on)},
            *([{"key": "Result", "value": row.get_result_display(), "hint": row.get_decision_display()}]
              if in_full else []),
            {"key": "Update Service", "value": _status_words(row)},
            {"key": "Renewed by", "value": day(row.recheck_due)},
        ]  # fmt: skip
        return self._shown(row, Kind.DBS, str(row), row.recheck_due, rows, self._dbs_links(row, written))

    def _dbs_links(self, row: DbsCheck, written: Mapping[int, Any]) -> list[dict[str, str]]:
        whose: dict[str, Any] = {"person": self.person.uuid, "dbs_check": row.uuid}
        links = []
        if self.may("checks.record"):
            links.append({"label": "Look up the status", "href": self.url("dbs_status", **whose)})
        if self.may("checks.weigh") and row.result == DbsCheck.Result.CONTENT_REVIEWED:
            name = "Read the risk assessment" if row.pk in written else "Write the risk assessment"
            links.append({"label": name, "href": self.url("dbs_note", **whose)})
        return links

    def _registration(self, row: Registration) -> dict[str, Any]:
        rows = [
            *([{"key": "Number", "value": row.number}] if self.may("checks.record") else []),
            *([{"key": "Part or conditions", "value": row.part}] if row.part else []),
            {"key": "Looked up on", "value": day(row.checked_on), "hint": f"by {row.recorded_by}"},
            {"key": "Last day", "value": day(row.expires_on)},
        ]
        return self._shown(row, Kind.REGISTRATION, row.body, row.expires_on, rows, [])

    def _training(self, row: TrainingRecord) -> dict[str, Any]:
        rows = [
            {"key": "Completed on", "value": day(row.completed_on), "hint": row.provider},
            {"key": "Counts until", "value": day(row.expires_on) if row.expires_on else "For good"},
        ]
        return self._shown(row, Kind.TRAINING, row.course.name, row.expires_on, rows, [])

    def _shown(  # noqa: PLR0917 - the parts of a card
        self, row: Any, kind: Kind, title: str, ends: Any, rows: list[dict[str, Any]], links: list[dict[str, str]]
    ) -> dict[str, Any]:
        """Return a record as a card: with its state, and what may be done with it."""
        is_good = ends is None or ends >= timezone.localdate()
        state = "withdrawn" if row.withdrawn_at else "valid" if is_good else "ended"
        words = {"withdrawn": "Withdrawn", "valid": "Valid", "ended": "Has run out"}[state]
        if row.withdrawn_at:
            rows, links = [*rows, {"key": "Withdrawn", "value": row.withdrawn_why}], []
        elif self.may("checks.record"):
            href = self.url("check_withdraw", person=self.person.uuid, check_kind=kind.lower(), record=row.uuid)
            links = [*links, {"label": "Withdraw", "href": href}]
        return {"title": title, "state": state, "words": words, "rows": rows, "links": links}


def need_shown(one: Need) -> list[dict[str, Any]]:
    """Return what is needed as cells of a short table."""
    label = {"MISSING": "Needed by", "LAPSED": "Ended", "DUE": "By", "VALID": "Until"}[one.standing]
    return [
        {"text": one.what, "is_header": True, "hint": "Needed for the duties" if one.suspends else ""},
        {"text": one.standing_words, "colour": COLOURS[one.standing]},
        {"text": f"{label} {due_words(one)}" if one.due_on else due_words(one)},
    ]  # fmt: skip


def _status_words(row: DbsCheck) -> str:
    if row.last_status:
        return f"{row.get_last_status_display()}, {day(row.last_status_on)}"
    return "In it, not looked up yet" if row.update_service else "Not in it"


def days_words(n: int) -> str:
    """Say how long somebody has."""
    return f"Within {counted(n, 'day', 'days')}" if n else "From the first day"
