"""My requests: what somebody asks for about themselves, sent to HR for approval.

Not below me/: a proposal is tried before it is sent, and self-service may only read. The permission of these pages
narrows the scope of the runtime role to one's own rows instead (partners.roles.OWN_PERMISSIONS).
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.forms import Form
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr import change_kinds, change_kinds_duties, change_kinds_own
from hr.forms.own import MyBirthForm, MyHoursForm, MyNameForm, MyNinoForm
from hr.models import Assignment, AssignmentTerms, Person
from hr.operations import documents, own_changes
from hr.operations.own_changes import Wish
from hr.queries import job_words
from hr.queries.job_words import holding
from hr.views.base import PeopleView, find
from hr.views.change import JobProposal
from hr.views.change_job import plain
from partners.change_kinds import ChangeKind, Effect
from partners.models import ChangeRequest
from partners.operations import changes
from partners.queries import changes as requests
from partners.queries.changes import ChangeDocument, ChangeFilter, Reader
from partners.roles import Role
from partners.views.base import PartnerActionView, PartnerFormView, now
from partners.views.changes import EFFECT_HEADINGS, HEADINGS, effect_cells, event_cells, fact_cells
from sharedservices.common.formatting import day

OWN = change_kinds_own.OWN
DETAILS = (
    ("my_name", "Legal name", "With a certificate, deed, order or passport"),
    ("my_birth", "Date of birth", "With a birth certificate or passport"),
    ("my_nino", "National Insurance number", "With a letter of HMRC or a P60"),
)
OF_ONES_OWN = change_kinds_own.OF_ONES_OWN
AGAIN = {
    change_kinds_duties.NAME.code: "my_name",
    change_kinds_own.BIRTH.code: "my_birth",
    change_kinds_own.NINO.code: "my_nino",
}


class OwnView(PeopleView):
    """A page of one's own requests: the middleware has narrowed the scope to the user's own rows."""

    permission = OWN

    def own_crumbs(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs from My requests."""
        trail = self.crumbs(("My requests", self.url("my_changes") if steps else ""), *steps)
        return trail[1:] if self.access.roles == {Role.EMPLOYEE} else trail

    def mine(self) -> Any:
        """Return the requests that this person made about themselves."""
        wanted = ChangeFilter()
        found = requests.proposed_by(partner_id=self.partner.pk, user=self.user, wanted=wanted)
        return found.filter(person_id__in=self.access.person_ids)


class MyChanges(OwnView, TemplateView):
    """What one asked for and how it gets on; and what may be asked for."""

    template_name = "hr/my_changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the requests, the latest first, and the ways to new ones."""
        rows = self.mine().order_by("-submitted_at", "-id")
        people = Person.objects.filter(pk__in=self.access.person_ids).order_by("id")
        offered = [
            {
                "title": f"Hours and working pattern: {job.title}",
                "href": self.url("my_hours", assignment=job.uuid),
                "hint": "More or fewer hours, or other days. You see what it does to your pay and leave first",
            }
            for job in _jobs(self.access.person_ids)
        ]
        offered += [
            {"title": title, "href": self.url(name, person=one.uuid), "hint": hint}
            for one in people
            for name, title, hint in DETAILS
        ]
        return super().get_context_data(
            requests=[
                {
                    "title": one.title, "href": self.url("my_change", own_change=one.uuid), "state": one.state,
                    "words": ChangeRequest.State(one.state).label, "at": timezone.localtime(one.submitted_at),
                }
                for one in rows
            ],
            offered=offered, breadcrumbs=self.own_crumbs(), **kwargs,
        )  # fmt: skip


def _jobs(person_ids: Iterable[int]) -> list[Assignment]:
    """Return the jobs that these people hold today."""
    rows = Assignment.objects.filter(person_id__in=person_ids, valid__contains=timezone.localdate())
    return list(rows.order_by("number", "id"))


class _OwnChange(OwnView):
    found: ChangeDocument

    def load(self) -> None:
        """Find one's own request; what others propose about one is not on these pages."""
        row = find(self.mine(), uuid=self.kwargs["own_change"])
        self.found = requests.document(
            partner_id=self.partner.pk, change=row.uuid, reader=Reader(self.user, frozenset(), shows_own=True),
            on=timezone.localdate(), at=now(),
        )  # fmt: skip

    @property
    def page(self) -> str:
        """The address of the request's page."""
        return self.url("my_change", own_change=self.found.row.uuid)


class MyChange(_OwnChange, TemplateView):
    """One of one's own requests."""

    template_name = "hr/my_change.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what was asked for, who decides, and what has happened."""
        row, found = self.found.row, self.found
        is_open = "approve" in found.actions
        return super().get_context_data(
            row=row,
            facts=fact_cells([one for one in row.rows if one[1] != one[2]] or row.rows),
            effects=effect_cells([one for one in row.effects if one[0].startswith(OF_ONES_OWN)]),
            headings=HEADINGS,
            effect_headings=EFFECT_HEADINGS,
            who=[step.title for step in found.steps if step.is_open] if is_open else [],
            due=day(row.due_on) if is_open else "",
            expires=day(found.expires_on),
            events=[event_cells(line) for line in found.log],
            may_withdraw="withdraw" in found.actions,
            again=self._again() if "resubmit" in found.actions else "",
            breadcrumbs=self.own_crumbs((row.title, "")),
            **kwargs,
        )

    def _again(self) -> str:
        """Return the address of the form with what was asked for."""
        payload, name = self.found.payload, AGAIN.get(self.found.kind)
        ids: dict[str, Any] = {"person": payload["person"]} if name else {"assignment": payload["assignment"]}
        return self.url(name or "my_hours", query={"change": str(self.found.row.uuid)}, **ids)


class WithdrawMyChange(_OwnChange, PartnerActionView):
    """Take one's own request back."""

    success_message = "Your request is withdrawn."

    def perform(self) -> str:
        """Withdraw."""
        changes.withdraw(change=self.found.row.uuid, by=self.user, at=now())
        return self.page

    def back(self) -> str:
        """Return to the request."""
        return self.page


class MyHours(OwnView, JobProposal):
    """Ask for other hours, and see first what they do to pay and leave."""

    permission = OWN
    kind = change_kinds.HOURS
    form_class = MyHoursForm
    title = "Ask for other hours"
    send = "Send to HR"
    with_pay = True
    noun = "you"
    sent = "Your request is with HR. Nothing is changed before they approve it."
    consequences = (
        "Talk to your manager first: HR asks them.",
        "The law gives you the right to ask twice in twelve months, and an answer within two months. "
        "Whoever says no says which of the reasons in the law it is (Employment Rights Act 1996, section 80G).",
    )

    def load(self) -> None:
        """Find one's own job."""
        rows = Assignment.objects.select_related("employment", "person", "post__org_unit")
        self.job = find(rows, uuid=self.kwargs["assignment"], person_id__in=self.access.person_ids)
        self.person = self.job.person

    def initial_values(self) -> dict[str, Any]:
        """Offer the hours that hold."""
        row = holding(AssignmentTerms, self.on, assignment=self.job)
        found = {name: plain(getattr(row, name)) for name in ("contract_hours", "working_pattern")} if row else {}
        return {"effective_from": None, **found}

    def get_initial(self) -> dict[str, Any]:
        """Offer no day: it is for the person to say."""
        return {**super().get_initial(), **({} if self.earlier else {"effective_from": None})}

    def before(self, on: date) -> dict[str, str]:
        """Say contract and hours."""
        return job_words.hours(self.job, on)

    def given(self, form: Form) -> dict[str, Any]:
        """Return the hours; what else the contract says stays."""
        names = ("contract_hours", "working_pattern", "effective_from")
        return own_changes.hours_payload(
            self.job, **{name: form.cleaned_data[name] for name in names}, today=timezone.localdate()
        )

    def waiting(self) -> Iterable[ChangeRequest]:
        """Return one's own requests that nobody has decided."""
        found: Iterable[ChangeRequest] = self.mine().filter(settled_at__isnull=True)
        return found

    def page_of(self, row: ChangeRequest) -> str:
        """Return the page of the request, among one's own."""
        return self.url("my_change", own_change=row.uuid)

    def readable_effects(self, effects: Sequence[Effect]) -> list[Effect]:
        """Return the effects on oneself."""
        return [one for one in effects if one.label.startswith(OF_ONES_OWN)]

    def back(self) -> str:
        """Return to My requests."""
        return self.url("my_changes")

    def trail(self) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.own_crumbs((self.title, ""))

    @property
    def caption(self) -> str:
        """Return which job it is."""
        return f"Job {self.job.number}, {self.job.title}"


class _WithEvidence(OwnView, PartnerFormView):
    """A detail that is put right on a document: sent at once, because a file is not carried from page to page."""

    template_name = "hr/starter_form.html"
    success_message = "Your request is with HR. Nothing is changed before they approve it."
    kind: ClassVar[ChangeKind]
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    person: Person

    def load(self) -> None:
        """Find one's own record."""
        self.person = find(Person.objects, uuid=self.kwargs["person"], pk__in=self.access.person_ids)

    @cached_property
    def earlier(self) -> ChangeRequest | None:
        """Find the request that its maker puts right, when the address names one."""
        try:
            wish = UUID(self.request.GET.get("change", ""))
        except ValueError:
            return None
        found: ChangeRequest | None = self.mine().filter(uuid=wish, kind=self.kind.code, settled_at=None).first()
        return found

    @abstractmethod
    def payload(self, form: Form) -> dict[str, Any]:
        """Return what is asked for, without the document."""

    def perform(self, form: Form) -> str:
        """Keep the document, then propose."""
        wish = Wish(
            kind=self.kind.code, title=self.kind.title, payload=self.payload(form), reason=form.cleaned_data["reason"],
            document=documents.read_upload(form.cleaned_data["document"].file),
        )  # fmt: skip
        row = own_changes.ask_with_evidence(
            person=self.person.uuid, wish=wish, by=self.user, at=now(),
            change=self.earlier.uuid if self.earlier else None,
        )  # fmt: skip
        return self.url("my_change", own_change=row.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=self.title, lead=self.lead, submit="Send to HR", is_upload=True,
            cancel_href=self.url("my_changes"), breadcrumbs=self.own_crumbs((self.title, "")), **kwargs,
        )  # fmt: skip


class MyName(_WithEvidence):
    """Ask for one's new legal name to be recorded."""

    kind = change_kinds_duties.NAME
    form_class = MyNameForm
    title = "Ask for a new legal name"
    lead = "The new name holds once HR has seen the document. For the name that colleagues use, change “Known as”."

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded, or what was asked for."""
        found = {name: getattr(self.person, name) for name in ("title", "forenames", "surname")}
        asked: Mapping[str, Any] = self.earlier.payload if self.earlier else {}
        found |= {name: asked[name] for name in (*found, "evidence") if name in asked}
        return {**found, "is_restricted": "yes" if asked.get("is_restricted") else "no"}

    def payload(self, form: Form) -> dict[str, Any]:
        """Return the name, from today on."""
        names = ("title", "forenames", "surname", "evidence", "is_restricted")
        given = {name: form.cleaned_data[name] for name in names}
        return {"known_as": self.person.known_as, "effective_from": timezone.localdate().isoformat(), **given}


class MyBirth(_WithEvidence):
    """Ask for one's date of birth to be put right."""

    kind = change_kinds_own.BIRTH
    form_class = MyBirthForm
    title = "Ask for your date of birth to be put right"
    lead = "Pension and National Insurance depend on it, so HR compares it with your document."

    def payload(self, form: Form) -> dict[str, Any]:
        """Return the day."""
        given = form.cleaned_data
        return {
            "date_of_birth": given["date_of_birth"].isoformat(), "age_confirmed": given.get("age_confirmed", False)
        }  # fmt: skip


class MyNino(_WithEvidence):
    """Ask for one's National Insurance number to be put right."""

    kind = change_kinds_own.NINO
    form_class = MyNinoForm
    title = "Ask for your National Insurance number to be put right"
    lead = "The number is sealed at once. HR sees it only to compare it with your document, and that leaves a trace."

    def payload(self, form: Form) -> dict[str, Any]:
        """Return the number, sealed for this person."""
        return {"number": change_kinds_own.sealed_number(form.cleaned_data["nino"], person=self.person)}
