"""Who looks after HR cases: the list for whoever names officers, and the pages that pass a part on."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from hr.forms.case_officers import FindWorkerForm, HandOverForm, OfficersFilter
from hr.models import CaseMember
from hr.operations import case_officers as operations
from hr.operations import cases
from hr.queries import case_officers as found
from hr.queries import cases as found_cases
from hr.views.base import PeopleView
from hr.views.cases import CaseView, as_people
from partners.models import User
from partners.views.base import REFUSED, PartnerFormView, now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import day
from sharedservices.common.rowsources import ListRows
from sharedservices.common.tables import Column, EmptyState, Kind, Table

R = CaseMember.Role
MOST = 20
GOES = "They see the case no more from this moment on. As a witness they can still be asked for a statement."
COMES = "They see the whole case from this moment on: choose somebody who has nothing to do with it."
SEALED = "A sealed name of whoever raised it stays sealed: the case officer alone opens it, and gives a reason."
TOLD = "Both are told by e-mail, without a word about the case. It is in the log of the case and in the audit trail."
MORE = {
    R.OFFICER: SEALED,
    R.INVESTIGATOR: "What they asked and wrote down stays. They cannot decide, or hear an appeal, in this case.",
    R.DECIDER: "What they decided stays. They cannot investigate, or hear an appeal, in this case.",
    R.APPEAL: "They cannot investigate or decide in this case.",
}


class OfficersTable(Table):
    """The open cases and who looks after each."""

    caption, nouns, filename = "Open cases and their officers", ("case", "cases"), "hr-case-officers"
    filter_form, default_sort = OfficersFilter, "reference"
    empty = EmptyState("No case is open", "When one is, its reference and its officer are here.")
    columns: ClassVar[Sequence[Column]] = (
        Column("reference", "Case", sort="reference", header=True, href=lambda row: f"../{row.case}/officer/"),
        Column("received_on", "Received", kind=Kind.DATE, sort="received_on"),
        Column("officers", "Case officer", sort="officers", value=lambda row: row.officers or "Nobody"),
        Column(
            "has_officer", "Works on cases here", sort="has_officer",
            value=lambda row: "Yes" if row.has_officer else "No: it has no officer",
        ),
    )  # fmt: skip


class CaseOfficers(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """The open cases by reference, for whoever names officers: nothing of whom or what they are about."""

    permission = "cases.reassign"
    template_name = "hr/case_officers.html"
    table_class = OfficersTable
    audited_as = cases.TABLE
    audited_id = "officers"

    def load(self) -> None:
        """Leave a trace."""
        cases.record_view(partner_id=self.partner.pk, what="officers", by=self.user)

    def rows(self, filters: Mapping[str, Any]) -> ListRows:
        """Return the cases that the filter leaves."""
        words = filters.get("q", "").casefold().split()
        return ListRows(
            one
            for one in found.officers(partner_id=self.partner.pk, on=timezone.localdate())
            if not (filters.get("without") and one.has_officer)
            and all(word in f"{one.reference} {one.officers}".casefold() for word in words)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        trail = self.crumbs(("Cases", self.url("cases")), ("Case officers", ""))
        return super().get_context_data(breadcrumbs=trail, **kwargs)


class _PassOn(PeopleView, PartnerFormView):
    """Pass a part on: a search for somebody, and with somebody in the address what comes of it, and the reason."""

    template_name = "hr/case_pass_on.html"
    form_class = HandOverForm
    part: R
    reference: str
    taken_from: str
    why_not = ""

    def not_offered(self) -> frozenset[UUID]:
        """Return the human beings who are not offered, as far as the reader knows of them."""
        return frozenset()

    @abstractmethod
    def back(self) -> str:
        """Return the page that one came from."""

    @cached_property
    def chosen(self) -> User | None:
        """Return whom the address names, if they may be chosen at all."""
        return next((one for one in self.workers() if str(one.pk) == self.request.GET.get("user")), None)

    def workers(self, text: str = "") -> list[User]:
        """Return who may be chosen and matches."""
        on = timezone.localdate()
        return found.workers(partner_id=self.partner.pk, on=on, text=text, without=self.not_offered())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form; without somebody, or where the reader names nobody, there is none."""
        if self.chosen and not self.why_not:
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(), status=REFUSED)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer whoever was chosen."""
        return {**super().get_form_kwargs(), "people": as_people([self.chosen] if self.chosen else [])}

    def get_initial(self) -> dict[str, Any]:
        """Offer whoever was chosen."""
        return {"user": str(self.chosen.pk)} if self.chosen else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the search, or the review."""
        label = self.part.label[0].lower() + self.part.label[1:]
        common = {
            "title": f"Pass on case {self.reference}: {label}", "cancel_href": self.back(), "chosen": self.chosen,
            "why_not": self.why_not,
        }  # fmt: skip
        more = self._review(label) if self.chosen else self._search()
        return super().get_context_data(**common, **more, **kwargs)

    def _search(self) -> dict[str, Any]:
        finder = FindWorkerForm(self.request.GET)
        finder.full_clean()
        people = self.workers(finder.cleaned_data.get("q", ""))
        rows = [
            [{"text": one.full_name, "href": f"?user={one.pk}", "is_header": True}, {"text": one.email}]
            for one in people[:MOST]
        ]
        headings = [{"label": "Name"}, {"label": "E-mail address"}]
        return {"finder": finder, "rows": rows, "headings": headings, "is_cut": len(people) > MOST, "n_most": MOST}

    def _review(self, label: str) -> dict[str, Any]:
        assert self.chosen is not None  # noqa: S101 - the review is of somebody chosen
        rows = [
            {"key": "Case", "value": self.reference},
            {"key": "From", "value": self.taken_from or "Nobody", "hint": GOES if self.taken_from else ""},
            {
                "key": "To", "value": self.chosen.full_name, "hint": COMES, "href": self.request.path,
                "action": "Choose somebody else", "context": label,
            },
        ]  # fmt: skip
        return {"review": rows, "consequences": [*([MORE[self.part]] if self.part in MORE else []), TOLD]}


class HandOver(_PassOn, CaseView):
    """Pass on the part of somebody on the list: the case officer does."""

    permission = "cases.work"
    member: CaseMember

    def load(self) -> None:
        """Find case and name. :raises Http404: for who is not on the list."""
        super().load()
        listed = {one.uuid: one for one in found_cases.members(self.case)}
        if self.kwargs["case_member"] not in listed:
            raise Http404
        self.member = listed[self.kwargs["case_member"]]
        self.part, self.reference = R(self.member.role), self.case.reference
        self.taken_from = self.member.user.full_name
        self.why_not = "" if R.OFFICER in self.parts else "The case officer passes parts on."

    def not_offered(self) -> frozenset[UUID]:
        """Leave out who is on the list, kept out, or a witness."""
        listed = {one.human for one in found_cases.members(self.case)}
        kept_out = {one.human for one in found_cases.kept_out(self.case)}
        return frozenset(listed | kept_out | {one.witness.human_id for one in found_cases.statements(self.case)})

    def back(self) -> str:
        """Return the page of the case."""
        return self.case_url()

    def perform(self, form: Form) -> str:
        """Pass it on; whoever passed on their own part goes to the list."""
        assert self.chosen is not None  # noqa: S101 - post has seen to it
        operations.hand_over(
            case=self.case.uuid, member=self.member.uuid, user=self.chosen, reason=form.cleaned_data["reason"],
            by=self.user, at=now(),
        )  # fmt: skip
        messages.success(self.request, f"Case {self.reference} is passed on to {self.chosen.full_name}.")
        return self.url("cases") if self.member.user_id == self.user.pk else self.case_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        return super().get_context_data(breadcrumbs=self.trail("Pass on"), **kwargs)


class NameOfficer(_PassOn):
    """Name the officer of a case that one sees nothing of."""

    permission = "cases.reassign"
    part = R.OFFICER

    def load(self) -> None:
        """Find the case. :raises Http404: for one that is closed, or not to be known to the reader."""
        rows = found.officers(partner_id=self.partner.pk, on=timezone.localdate(), case=self.kwargs["hr_case"])
        if not rows:
            raise Http404
        self.reference, self.taken_from = rows[0].reference, rows[0].officers
        if rows[0].has_part:
            self.why_not = "You have a part in this case yourself: another HR manager names its officer."
        self.received_on = rows[0].received_on

    def back(self) -> str:
        """Return the list."""
        return self.url("case_officers")

    def perform(self, form: Form) -> str:
        """Name them."""
        assert self.chosen is not None  # noqa: S101 - post has seen to it
        operations.name_officer(
            partner_id=self.partner.pk, case=self.kwargs["hr_case"], user=self.chosen,
            reason=form.cleaned_data["reason"], by=self.user, at=now(),
        )  # fmt: skip
        messages.success(self.request, f"Case {self.reference} is passed on to {self.chosen.full_name}.")
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back, and what is known of the case."""
        trail = self.crumbs(
            ("Cases", self.url("cases")), ("Case officers", self.back()), (f"Case {self.reference}", "")
        )
        caption = f"Received {day(self.received_on)}, now with {self.taken_from or 'nobody'}"
        return super().get_context_data(breadcrumbs=trail, caption=caption, **kwargs)
