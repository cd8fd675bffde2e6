"""The pages of one person, as at a date: overview, jobs, pay and tax, pension, bank, pay elements, history."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr.models import DeathCase, MissingCase, Person
from hr.operations import disclosure
from hr.queries import addressees, death_family, deaths, former_names, leavings, missing, starters
from hr.queries.people import Former
from hr.queries.records import EmploymentOnDay, PersonRecord, person_record
from hr.queries.timeline import timeline
from hr.views import sections, sections_pay
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.blocks import Block
from partners.change_kinds import OPEN
from partners.models import ChangeRequest
from partners.permissions import COVERT
from partners.queries import changes as requests
from partners.queries import rights
from sharedservices.common.formatting import day

PAY = "people.view_pay"
EVENTS_A_PAGE = 30
SPEAK_STATUS = {"state": "inactive", "label": deaths.SPEAK, "hint": ""}
TABS = (
    ("person", "Overview", "people.view"),
    ("person_jobs", "Employment and jobs", "people.view"),
    ("person_tax", "Pay and tax", PAY),
    ("person_pension", "Pension", PAY),
    ("person_bank", "Bank", PAY),
    ("person_elements", "Pay elements", PAY),
    ("person_absence", "Absence and leave", "absence.view"),
    ("person_history", "History", PAY),
)


class PersonPage(PeopleView, TemplateView):
    """What the pages of a person share. `shows` names the sensitive data on the page, for the audit trail."""

    permission = "people.view"
    template_name = "hr/person.html"
    tab: ClassVar[str] = "person"
    shows: ClassVar[str] = ""
    record: PersonRecord

    def load(self) -> None:
        """Read the record on the date in view, and leave a trace of what it shows."""
        try:
            self.record = person_record(person=self.kwargs["person"], on=self.on)
        except Person.DoesNotExist:
            raise Http404 from None
        shown = self.shows if self.may(PAY) else ""
        covert = self.may(COVERT) and self.record.pk in addressees.covert(partner_id=self.partner.pk)
        restricted = self._has_restricted_name()
        if shown or covert or self.record.is_sensitive or restricted:
            row: Person = find(Person.objects, pk=self.record.pk)
            what = shown or ("restricted former name" if restricted else "protected person")
            disclosure.record_view(person=row, what=what, by=self.user, at=timezone.now())

    def _has_restricted_name(self) -> bool:
        """Return whether this page shows a former name that is kept from ordinary eyes."""
        if self.tab != "person" or Former.seen_by(self.access.permissions) is not Former.ALL:
            return False
        rows = former_names.of_person(partner_id=self.partner.pk, person_id=self.record.pk, sees_restricted=True)
        return any(one.is_restricted for one in rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give head, tabs, date in view and the blocks of the tab."""
        record = self.record
        return super().get_context_data(
            record=record,
            as_at=self.as_at,
            is_today=not self.on_asked,
            today_href=self.url(self.tab, person=record.person, query={"next": self.next}),
            on=self.on,
            here=self._label,
            next=self.next,
            caption=caption(record),
            status=SPEAK_STATUS if self.death or self.missing else status(record),
            death=self._death_words(),
            actions=self._actions(),
            tabs=self._tabs(),
            blocks=self.blocks(),
            requests=self._requests(),
            contested=rights.contested(partner_id=self.partner.pk, person_id=record.pk),
            leavings=self._leavings(),
            starter=self._starter(),
            breadcrumbs=person_crumbs(self, person=record.person, name=record.name, here=self._label),
            **kwargs,
        )

    def _starter(self) -> dict[str, str]:
        """Return the case of somebody who is to start or has started, for those who may see it."""
        if self.tab != "person" or not self.may("starters.view"):
            return {}
        case = starters.case_of_person(partner_id=self.partner.pk, person_id=self.record.pk)
        if case is None:
            return {}
        text = f"First day {day(case.start_date)}: {case.get_state_display().lower()}"
        return {"text": text, "href": self.url("starter", starter_case=case.uuid)}

    def _requests(self) -> list[dict[str, str]]:
        """Return the change requests about this person that are not settled, for those who may see them."""
        if not self.may("changes.follow"):
            return []
        found = list(requests.open_about(partner_id=self.partner.pk, person_id=self.record.pk))
        reader = requests.Reader(self.user, self.access.permissions)
        found = [one for one in found if reader.reads(one.kind)]
        return [
            {
                "text": f"{one.title}, proposed by {one.made_by}",
                "state": ChangeRequest.State(one.state).label.lower(),
                "href": reverse("change", args=[self.partner.code, one.uuid]),
            }
            for one in found
        ]

    def _leavings(self) -> list[dict[str, str]]:
        """Return the leavings of this person, for those who may see them."""
        if not self.may("leavers.view"):
            return []
        found = leavings.of_person(partner_id=self.partner.pk, person_id=self.record.pk)
        return [
            {
                "text": leavings.what_ends(one),
                "state": f"last day {day(one.last_day)}, {leavings.state_words(one).lower()}",
                "href": self.url("leaver", leaving=one.uuid),
            }
            for one in found
        ]

    @cached_property
    def death(self) -> DeathCase | None:
        """Return the case of somebody who has died."""
        return deaths.case_of_person(partner_id=self.partner.pk, person_id=self.record.pk)

    def _death_words(self) -> dict[str, str]:
        """Return the quiet banner on the pages of somebody who has died; nothing for anybody else."""
        if self.death is None:
            return self._missing_words()
        who = f"{self.death.officer}, the case officer," if self.death.officer else "HR"
        text = f"A death has been reported. Please speak to {who} before you contact the family or change anything."
        may = self.may("deaths.view") and not death_family.is_barred(self.death, self.user)
        href = self.url("death", death_case=self.death.uuid) if may else ""
        return {"text": text, "href": href}

    def _missing_words(self) -> dict[str, str]:
        """Return the same banner for somebody who is missing."""
        if self.missing is None:
            return {}
        text = "This person is missing. Please speak to HR before you contact the family or change anything."
        may = self.may("missing.manage")
        return {"text": text, "href": self.url("missing_case", missing_case=self.missing.uuid) if may else ""}

    @cached_property
    def missing(self) -> MissingCase | None:
        """Return the case of somebody who is missing."""
        return missing.case_of_person(partner_id=self.partner.pk, person_id=self.record.pk)

    def _actions(self) -> list[dict[str, str]]:
        """Offer documents and right to work, and to report a death once: on the first page."""
        if self.tab != "person":
            return []
        offered = [("documents.view", "Documents", "documents"), ("starters.edit", "Right to work", "right_to_work")]
        offered.append(("checks.view", "Checks and training", "person_checks"))
        offered.append(("people.view", "Working time", "person_working_time"))
        offered.append(("rosters.view", "Rosters", "person_rosters"))
        offered.append(("letters.view", "Letters", "letters"))
        if not self.death and not self.missing:
            offered.append(("people.merge", "Another record of them", "other_record"))
            offered.append(("missing.manage", "They are missing", "report_missing"))
        if not self.death:
            offered.insert(0, (OPEN, "Propose a change", "propose"))
            offered.append(("deaths.report", "Report a death", "report_death"))
        return [
            {"label": label, "href": self.url(name, person=self.record.person), "kind": "secondary"}
            for permission, label, name in offered
            if self.may(permission)
        ]

    @property
    def _label(self) -> str:
        return next(label for name, label, _ in TABS if name == self.tab) if self.tab != "person" else ""

    def _tabs(self) -> list[dict[str, Any]]:
        person = self.record.person
        return [
            {"label": label, "href": self.url(name, person=person, query=self.kept), "active": name == self.tab}
            for name, label, permission in TABS
            if self.may(permission)
        ]

    def blocks(self) -> list[Block]:
        """Return the blocks of the tab."""
        return sections.overview(self, self.record)


class PersonJobs(PersonPage):
    """Employments and jobs."""

    tab, shows = "person_jobs", "pay terms"

    def blocks(self) -> list[Block]:
        return sections.jobs(self, self.record)


class PersonTax(PersonPage):
    """Tax code, National Insurance and student loans."""

    permission = PAY
    tab, shows = "person_tax", "pay and tax"

    def blocks(self) -> list[Block]:
        return sections_pay.tax(self, self.record)


class PersonPension(PersonPage):
    """Pension memberships."""

    permission = PAY
    tab, shows = "person_pension", "pension"

    def blocks(self) -> list[Block]:
        return sections_pay.pension(self, self.record)


class PersonBank(PersonPage):
    """Bank accounts."""

    permission = PAY
    tab, shows = "person_bank", "bank account"

    def blocks(self) -> list[Block]:
        return sections_pay.bank(self, self.record)


class PersonElements(PersonPage):
    """What recurs every period."""

    permission = PAY
    tab, shows = "person_elements", "pay elements"

    def blocks(self) -> list[Block]:
        return sections_pay.elements(self, self.record)


class PersonHistory(PersonPage):
    """Who did what to the record, when and why."""

    permission = PAY
    template_name = "hr/person_history.html"
    tab, shows = "person_history", "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the history."""
        with_looks = self.may("audit.view")
        events = timeline(partner_id=self.partner.pk, person_id=self.record.pk, with_looks=with_looks)
        page = Paginator(events, EVENTS_A_PAGE).get_page(self.request.GET.get("page"))
        address = {key: value for key, value in self.kept.items() if value}
        turn = {
            name: self.url(self.tab, person=self.record.person, query={**address, "page": str(number)})
            for name, number in (
                ("newer", page.previous_page_number() if page.has_previous() else 0),
                ("older", page.next_page_number() if page.has_next() else 0),
            )
            if number
        }
        return super().get_context_data(events=list(page), n_events=page.paginator.count, turn=turn, **kwargs)

    def blocks(self) -> list[Block]:
        return []


def caption(record: PersonRecord) -> str:
    """Return the numbers of a person, as the head shows them."""
    return " · ".join(one.employee_no for one in record.employments)


def status(record: PersonRecord) -> dict[str, str]:
    """Return where a person stands on the date in view."""
    states = {_state(one, record) for one in record.employments}
    for state, words in (("current", "Employed"), ("new", "Starting"), ("left", "Left")):
        if state in states:
            return {"state": state, "label": words, "hint": _hint(state, record)}
    return {"state": "inactive", "label": "No employment", "hint": ""}


def _state(one: EmploymentOnDay, record: PersonRecord) -> str:
    if one.starts_on > record.on:
        return "new"
    return "left" if one.last_day is not None and one.last_day < record.on else "current"


def _hint(state: str, record: PersonRecord) -> str:
    if state == "new":
        return f"Starts on {day(min(one.starts_on for one in record.employments if one.starts_on > record.on))}"
    if state == "left":
        return f"Left on {day(max(one.last_day for one in record.employments if one.last_day))}"
    leaving = [
        one.last_day for one in record.employments if one.last_day is not None and _state(one, record) == "current"
    ]
    return f"Leaves on {day(min(leaving))}" if leaving else ""
