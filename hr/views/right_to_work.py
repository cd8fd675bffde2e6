"""Right to work: the checks of a person, permissions that end, suspensions; and documents about a person."""

from typing import Any, ClassVar

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.base import ReasonForm
from hr.forms.right_to_work import ChangeStatementForm, CheckForm, UploadForm
from hr.forms.starters import NoteForm
from hr.models import Assignment, Document, Person, RightToWork, RightToWorkSuspension
from hr.operations import contract_documents, documents, right_to_work
from hr.operations.documents import NewDocument
from hr.operations.right_to_work import Check
from hr.queries import documents as kept
from hr.queries import right_to_work as found
from hr.queries import starters
from hr.views.base import PeopleView, find, person_crumbs
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import counted, day, moment


class OnPerson(PeopleView):
    """A page about one person, found among the partner's."""

    person: Person

    def load(self) -> None:
        """Find the person."""
        self.person = find(Person.objects, uuid=self.kwargs["person"])

    def here(self, title: str) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return person_crumbs(self, person=self.person.uuid, name=self.person.display_name, here=title)


class RecordCheck(OnPerson, PartnerFormView):
    """The checks of a person, and a new one."""

    permission = "starters.edit"
    template_name = "hr/right_to_work.html"
    form_class = CheckForm
    success_message = "The check is recorded."
    valid: set[int]

    def perform(self, form: Form) -> str:
        """Record it with its copy, and go back to the case or the person."""
        given = dict(form.cleaned_data)
        file = given.pop("file")
        copy = documents.read_upload(file) if file else b""
        right_to_work.record(person=self.person.uuid, check=Check(**given), copy=copy, by=self.user, at=now())
        case = starters.case_of_person(partner_id=self.partner.pk, person_id=self.person.pk)
        if case is not None:
            return self.url("starter", starter_case=case.uuid)
        return self.url("person", person=self.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the checks so far."""
        rows = found.checks(partner_id=self.partner.pk, person_id=self.person.pk)
        proofs = found.valid_on(self.partner.pk, timezone.localdate()).filter(person_id=self.person.pk)
        self.valid = set(proofs.values_list("pk", flat=True))
        return super().get_context_data(
            name=self.person.display_name,
            checks=[self._shown(row) for row in rows],
            cancel_href=self.url("person", person=self.person.uuid),
            breadcrumbs=self.here("Right to work"),
            **kwargs,
        )

    def _shown(self, row: RightToWork) -> dict[str, Any]:
        ends = f"until {day(row.expires_on)}" if row.expires_on else "without time limit"
        is_valid = row.pk in self.valid
        hours = f", at most {row.weekly_hours_limit.normalize():f} hours a week" if row.weekly_hours_limit else ""
        who = row.checked_elsewhere_by or row.checked_by
        return {
            "title": f"{row.document_type}, {ends}{hours}",
            "state": "valid" if is_valid else "ended",
            "state_words": "Valid" if is_valid else "Withdrawn" if row.withdrawn_at else "Ended",
            "how": f"{row.get_method_display()}, {day(row.checked_on)}, by {who}",
            "why": row.withdrawn_why,
            "copy_href": self.url("document", person=self.person.uuid, document=row.copy.uuid),
            "withdraw_href": "" if row.withdrawn_at else self.url("right_to_work_withdraw", check=row.uuid),
        }


class WithdrawCheck(PeopleView, PartnerFormView):
    """Take back a check that was made in error."""

    permission = "starters.edit"
    template_name = "partners/form_page.html"
    form_class = ReasonForm
    check: RightToWork

    def load(self) -> None:
        """Find the check."""
        rows = RightToWork.objects.select_related("person").filter(withdrawn_at=None)
        self.check = find(rows, uuid=self.kwargs["check"])

    def perform(self, form: Form) -> str:
        """Withdraw it."""
        right_to_work.withdraw(check=self.check.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self._back()

    def _back(self) -> str:
        return self.url("right_to_work", person=self.check.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name = self.check.person.display_name
        words = {
            "title": f"Withdraw a check: {name}",
            "lead": "From now on it proves nothing: a start waits, and pay is held. The check stays on record.",
            "submit": "Withdraw the check",
            "kind": "warning",
            "cancel_href": self._back(),
        }
        trail = person_crumbs(self, person=self.check.person.uuid, name=name, here="Withdraw a check")
        return super().get_context_data(breadcrumbs=trail, **words, **kwargs)


class RightToWorkList(PeopleView, TemplateView):
    """Permissions that end within 60 days, and people who are suspended because theirs has."""

    permission = "starters.view"
    template_name = "hr/right_to_work_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give both lists."""
        today, may = timezone.localdate(), self.may("starters.edit")
        ending = [one for one in found.expiring(partner_id=self.partner.pk, on=today) if one.days_left >= 0]
        return super().get_context_data(
            ending=[
                [
                    {"text": one.row.person.display_name, "is_header": True,
                     "href": self.url("right_to_work" if may else "person", person=one.row.person.uuid)},
                    {"text": one.what},
                    {"text": day(one.ends_on), "hint": counted(one.days_left, "day left", "days left")},
                ]
                for one in ending
            ],
            headings=[{"label": one} for one in ("Name", "Document", "Last day")],
            suspended=[self._suspended(row) for row in found.suspensions(partner_id=self.partner.pk)],
            breadcrumbs=self.crumbs(("Starters", self.url("starters")), ("Right to work", "")),
            **kwargs,
        )  # fmt: skip

    def _suspended(self, row: RightToWorkSuspension) -> dict[str, Any]:
        decide = self.may("starters.approve")
        links = [("Renew", "suspension_renew")] + (
            [("End the employment", "suspension_let_go")] * (row.decided_by is None)
        )
        return {
            "name": row.person.display_name,
            "href": self.url("person", person=row.person.uuid),
            "since": day(row.since),
            "state_words": row.get_state_display(),
            "note": row.note,
            "actions": [{"label": label, "href": self.url(name, suspension=row.uuid)} for label, name in links]
            if decide
            else [],
        }


class _Decide(PeopleView, PartnerFormView):
    """A decision about somebody whose permission has ended."""

    permission = "starters.approve"
    template_name = "partners/form_page.html"
    form_class = NoteForm
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    act: ClassVar[Any]

    def load(self) -> None:
        """Find the suspension."""
        rows = RightToWorkSuspension.objects.select_related("person")
        self.row: RightToWorkSuspension = find(rows, uuid=self.kwargs["suspension"])

    def perform(self, form: Form) -> str:
        """Decide."""
        type(self).act(suspension=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("right_to_work_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        above = (("Starters", self.url("starters")), ("Right to work", self.url("right_to_work_list")))
        return super().get_context_data(
            title=f"{self.title}: {self.row.person.display_name}", lead=self.lead, submit="Record the decision",
            cancel_href=self.url("right_to_work_list"), breadcrumbs=self.crumbs(*above, (self.title, "")), **kwargs,
        )  # fmt: skip


class Renew(_Decide):
    """Back at work."""

    title, act = "Renew", staticmethod(right_to_work.renew)
    lead = "Record the new check first. Only a check that is valid today ends a suspension."


class LetGo(_Decide):
    """The employment is being ended."""

    title, act = "End the employment", staticmethod(right_to_work.let_go)
    lead = "This records the decision and ends nothing by itself: notice and last day follow as for any leaver."


# --- documents ------------------------------------------------------------------------------------------------------
class PersonDocuments(OnPerson, TemplateView):
    """The documents about a person."""

    permission = "documents.view"
    template_name = "hr/documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them."""
        rows = kept.every(partner_id=self.partner.pk, person_id=self.person.pk)
        add = {"label": "Add a document", "href": self.url("document_add", person=self.person.uuid), "kind": ""}
        return super().get_context_data(
            name=self.person.display_name,
            rows=[
                [
                    {"text": row.title, "is_header": True, "hint": self._kind(row),
                     "href": self.url("document", person=self.person.uuid, document=row.uuid)},
                    {"text": moment(timezone.localtime(row.uploaded_at)), "hint": f"by {row.uploaded_by}"},
                    {"text": f"{max(row.n_bytes // 1024, 1):,} KB"},
                    {"text": "Yes" if row.is_for_person else "No"},
                    {"text": "Superseded" if row.superseded_at else "In force"},
                ]
                for row in rows
            ],
            headings=[{"label": one} for one in ("Document", "Kept", "Size", "Person may see it", "State")],
            actions=[add] if self.may("documents.store") else [],
            breadcrumbs=self.here("Documents"),
            **kwargs,
        )  # fmt: skip

    def _kind(self, row: Document) -> str:
        return f"{row.get_kind_display()}, dated {day(row.dated_on)}" if row.dated_on else row.get_kind_display()


class AddDocument(OnPerson, PartnerFormView):
    """Keep a document."""

    permission = "documents.store"
    template_name = "hr/starter_form.html"
    form_class = UploadForm
    success_message = "The document is kept."

    def perform(self, form: Form) -> str:
        """Store it."""
        given = dict(form.cleaned_data)
        content = documents.read_upload(given.pop("file"))
        documents.add(person=self.person.uuid, new=NewDocument(content=content, **given), by=self.user, at=now())
        return self.url("documents", person=self.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            title=f"Add a document: {self.person.display_name}", submit="Keep it", is_upload=True,
            cancel_href=self.url("documents", person=self.person.uuid), breadcrumbs=self.here("Add a document"),
            **kwargs,
        )  # fmt: skip


class OpenDocument(OnPerson):
    """Open a document: looking leaves a trace."""

    permission = "documents.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        row = find(Document.objects.filter(person=self.person), uuid=self.kwargs["document"])
        return sent(documents.read(document=row.uuid, by=self.user, at=now()))


def sent(opened: documents.Opened) -> HttpResponse:
    """Return a document as a download that no page can run."""
    answer = HttpResponse(opened.content, content_type=opened.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{opened.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class StateChange(PeopleView, PartnerFormView):
    """Make the statement of what changed in the terms of a job."""

    permission = "documents.store"
    template_name = "partners/form_page.html"
    form_class = ChangeStatementForm
    success_message = "The statement is kept, and the person is told. They see it under their documents."

    def load(self) -> None:
        """Find the job of the person."""
        rows = Assignment.objects.select_related("person")
        self.job: Assignment = find(rows, uuid=self.kwargs["assignment"], person__uuid=self.kwargs["person"])

    def get_initial(self) -> dict[str, Any]:
        """Offer the day of the change that the reader comes from."""
        return {"on": self.on}

    def perform(self, form: Form) -> str:
        """Make it."""
        contract_documents.make_change(assignment=self.job.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("documents", person=self.job.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name = self.job.person.display_name
        words = {
            "title": f"Statement of change: {name}",
            "lead": "Other terms than before are told in writing within a month: from which day, and what changed.",
            "submit": "Make the statement",
            "cancel_href": self.url("person_jobs", person=self.job.person.uuid),
        }
        trail = person_crumbs(self, person=self.job.person.uuid, name=name, here="Statement of change")
        return super().get_context_data(breadcrumbs=trail, **words, **kwargs)
