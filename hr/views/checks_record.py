"""What is recorded about checks of a person: DBS checks, registrations, courses, and the end of a bar from duties."""

from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils import timezone

from hr.forms.base import ReasonForm
from hr.forms.checks import DbsForm, RegistrationForm, RiskForm, StatusForm, TrainingForm
from hr.models import DbsCheck, DutyBar
from hr.operations import person_checks
from hr.operations.check_faults import Dbs, Registered
from hr.operations.person_checks import RECORDS, Trained
from hr.queries import compliance as found
from hr.views.base import PeopleView, find
from hr.views.checks import TITLE
from hr.views.people import as_uuid
from hr.views.right_to_work import OnPerson
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import day


class _OnChecks(OnPerson, PartnerFormView):
    """A form about the checks of a person."""

    permission = "checks.record"
    template_name = "hr/starter_form.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    submit: ClassVar[str] = "Record it"
    kind: ClassVar[str] = ""

    @property
    def back(self) -> str:
        """Where the page leads when it is done."""
        return self.url("person_checks", person=self.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        words = {"title": f"{self.title}: {self.person.display_name}", "lead": self.lead, "submit": self.submit}
        return super().get_context_data(
            kind=self.kind, cancel_href=self.back, breadcrumbs=self.here(self.title), **words, **kwargs
        )


class RecordDbs(_OnChecks):
    """A DBS check."""

    form_class = DbsForm
    title = "Record a DBS check"
    lead = "Its level, number and result. What a certificate discloses is never kept: give it back."
    success_message = "The DBS check is recorded."

    def perform(self, form: Form) -> str:
        """Record it."""
        given = dict(form.cleaned_data)
        lists = given.pop("lists")
        check = Dbs(**given, children_barred="children" in lists, adults_barred="adults" in lists)
        person_checks.record_dbs(person=self.person.uuid, check=check, by=self.user, at=now())
        return self.back


class RecordRegistration(_OnChecks):
    """A registration."""

    form_class = RegistrationForm
    title = "Record a registration"
    lead = "Look it up in the register itself, not on a paper that somebody brings."
    success_message = "The registration is recorded."

    def get_initial(self) -> dict[str, Any]:
        """Offer the register that a job names."""
        roles = found.roles_of(partner_id=self.partner.pk, person_id=self.person.pk, on=timezone.localdate())
        return {"body": next((one.registration for one in roles if one.registration), "")}

    def perform(self, form: Form) -> str:
        """Record it."""
        registered = Registered(**form.cleaned_data)
        person_checks.record_registration(person=self.person.uuid, registered=registered, by=self.user, at=now())
        return self.back


class RecordTraining(_OnChecks):
    """A completed course."""

    form_class = TrainingForm
    title = "Record a course"
    success_message = "The course is recorded."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the partner's courses."""
        rows = found.courses(partner_id=self.partner.pk)
        return {**super().get_form_kwargs(), "courses": [(str(one.uuid), one.name) for one in rows]}

    def perform(self, form: Form) -> str:
        """Record it."""
        given = dict(form.cleaned_data)
        course = as_uuid(given.pop("course"))
        assert course is not None  # noqa: S101 - a required field
        done = Trained(course=course, **given)
        person_checks.record_training(person=self.person.uuid, done=done, by=self.user, at=now())
        return self.back


class _OnDbs(_OnChecks):
    """A form about one DBS check of a person."""

    def load(self) -> None:
        """Find the check among those of the person that stand."""
        super().load()
        rows = DbsCheck.objects.filter(person=self.person, withdrawn_at=None)
        self.check: DbsCheck = find(rows, uuid=self.kwargs["dbs_check"])


class LookUpStatus(_OnDbs):
    """What the Update Service answered."""

    form_class = StatusForm
    title = "Look up the status"
    lead = "Ask the person first. Without new information the check holds for another cycle; else ask for a new one."
    success_message = "The status is recorded."

    def perform(self, form: Form) -> str:
        """Record it."""
        person_checks.record_status(check=self.check.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back


class RiskAssessment(_OnDbs):
    """How a risk was weighed: read by few, each of them on record, and gone within six months."""

    permission = "checks.weigh"
    template_name = "hr/dbs_note.html"
    form_class = RiskForm
    title = "Risk assessment"
    success_message = "The risk assessment is kept, for six months at most."

    def load(self) -> None:
        """Find the check. :raises Http404: where nothing was weighed."""
        super().load()
        if self.check.result != DbsCheck.Result.CONTENT_REVIEWED:
            raise Http404
        self.note = found.notes(partner_id=self.partner.pk, checks=[self.check]).get(self.check.pk)

    def perform(self, form: Form) -> str:
        """Keep it."""
        person_checks.write_note(check=self.check.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what was written, or ask for it."""
        note = self.note
        text = person_checks.read_note(check=self.check.uuid, by=self.user, at=now()) if note else ""
        return super().get_context_data(
            text=text, destroy_by=day(note.destroy_by) if note else "",
            written=f"{day(note.written_on)}, by {note.written_by}" if note else "", **kwargs,
        )  # fmt: skip


class WithdrawRecord(_OnChecks):
    """Take back what was recorded in error."""

    form_class = ReasonForm
    title = "Withdraw a record"
    lead = "From now on it proves nothing. It stays on record with your reason."
    submit, kind = "Withdraw it", "warning"

    def load(self) -> None:
        """Find the record. :raises Http404: when there is none that stands."""
        super().load()
        self.kind_of = self.kwargs["check_kind"].upper()
        if self.kind_of not in RECORDS:
            raise Http404
        self.row = find(RECORDS[self.kind_of].objects.filter(person=self.person, withdrawn_at=None),
                        uuid=self.kwargs["record"])  # fmt: skip

    def perform(self, form: Form) -> str:
        """Withdraw it."""
        person_checks.withdraw(kind=self.kind_of, record=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.back


class EndBar(PeopleView, PartnerFormView):
    """Let somebody do their duties again."""

    permission = "checks.record"
    template_name = "hr/starter_form.html"
    form_class = ReasonForm
    success_message = "They may do their duties again. Tell them and their manager."

    def load(self) -> None:
        """Find the bar."""
        self.bar: DutyBar = find(
            DutyBar.objects.select_related("person").filter(ended_on=None), uuid=self.kwargs["bar"]
        )

    def perform(self, form: Form) -> str:
        """End it."""
        person_checks.end_bar(bar=self.bar.uuid, note=form.cleaned_data["reason"], by=self.user, at=now())
        return self.url("person_checks", person=self.bar.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name, here = self.bar.person.display_name, "End a bar from duties"
        return super().get_context_data(
            title=f"{here}: {name}", submit="End the bar",
            lead=f"{self.bar.what} ran out: no duties since {day(self.bar.since)}. Record what is needed first.",
            cancel_href=self.url("person_checks", person=self.bar.person.uuid),
            breadcrumbs=self.crumbs((TITLE, self.url("checks")), (here, "")), **kwargs,
        )  # fmt: skip
