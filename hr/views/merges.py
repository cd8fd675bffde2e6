"""Records of one human being that stand twice: likely ones, two side by side, merging and parting (domain HR-03)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.forms import Form
from django.views.generic import TemplateView

from hr.change_kinds_merges import MERGE, MERGER, PART
from hr.forms.merges import DuplicatesFilter, MergeForm, OtherRecordForm
from hr.models import Person, PersonMerge
from hr.operations import disclosure
from hr.queries import merges as found
from hr.queries.people import Former
from hr.views.base import PeopleView, find, person_crumbs
from hr.views.change import ProposalView
from partners.views.base import now
from partners.views.lists import PartnerList
from sharedservices.common.formatting import moment
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

TITLE, MERGED = "Records held twice", "Merged records"


class PairsTable(Table):
    """Records that may be of one human being."""

    caption, nouns, filename = TITLE, ("pair", "pairs"), "records-held-twice"
    filter_form, default_sort = DuplicatesFilter, "name"
    empty = EmptyState("No two records look alike", "Surname and date of birth are compared, within this partner only.")
    columns: ClassVar[Sequence[Column]] = (
        Column("other", "Later record", header=True, sort="surname",
               href=lambda row: f"../{row.person}/merge/{row.duplicate}/"),
        Column("name", "Earlier record", sort="surname"),
        Column("born", "Date of birth", kind=Kind.DATE, sort="date_of_birth"),
        Column("numbers", "Employee numbers"),
        Column("why", "Why"),
    )  # fmt: skip


class MergesTable(Table):
    """Merges that were made."""

    caption, nouns, filename = MERGED, ("merge", "merges"), "merged-records"
    filter_form, default_sort = DuplicatesFilter, "-merged_at"
    empty = EmptyState("No records have been merged", "What is merged stands here, and can be parted again.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", "Person", header=True, sort="person__surname", href=lambda row: f"{row.merge}/"),
        Column("merged_at", "Merged", kind=Kind.MOMENT, sort="merged_at"),
        Column("merged_by", "Approved by", sort="merged_by__full_name"),
        Column("state", "Standing", kind=Kind.STATUS),
    )


class _List(PartnerList, PeopleView, TemplateView):  # type: ignore[misc]
    """What the two lists share."""

    audited_as = "hr_personmerge"

    permission = MERGER
    title: ClassVar[str]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(title=self.title, breadcrumbs=self.crumbs((self.title, "")), **kwargs)

    @property
    def former(self) -> Former:
        """Return by which former names the search of this reader finds people."""
        return Former.seen_by(self.access.permissions)


class Duplicates(_List):
    """Likely duplicates."""

    template_name = "hr/duplicates.html"
    table_class, title = PairsTable, TITLE

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what the filters leave."""
        return found.pairs(partner_id=self.partner.pk, search=filters.get("search") or "", former=self.former)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lead to what was merged."""
        return super().get_context_data(merged_href=self.url("person_merges"), **kwargs)


class Merges(_List):
    """Merges that hold, and those that were parted."""

    template_name = "hr/merges.html"
    table_class, title = MergesTable, MERGED

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what the filters leave."""
        return found.merges(partner_id=self.partner.pk, search=filters.get("search") or "", former=self.former)


class OtherRecord(PeopleView, TemplateView):
    """Find the other record of somebody."""

    permission = MERGER
    template_name = "hr/other_record.html"

    def load(self) -> None:
        """Find the person."""
        self.person: Person = find(Person.objects, uuid=self.kwargs["person"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer who looks alike, and who has the number."""
        form = OtherRecordForm(self.request.GET or None)
        asked = form.cleaned_data["number"] if form.is_bound and form.is_valid() else ""
        people = list(found.others_like(self.person)[:20])
        by_number = found.by_number(partner_id=self.partner.pk, text=asked) if asked else None
        if by_number is not None and by_number.pk != self.person.pk and by_number not in people:
            people.insert(0, by_number)
        title = "Another record of this person"
        rows = [
            [
                {"text": one.display_name, "is_header": True,
                 "href": self.url("person_merge", person=self.person.uuid, duplicate=one.uuid)},
                {"text": found.side(one)["Date of birth"]},
                {"text": found.employments_in_words(one)},
            ]
            for one in people
        ]  # fmt: skip
        return super().get_context_data(
            title=title, caption=self.person.display_name, form=form, rows=rows, asked=asked,
            headings=[{"label": "Record"}, {"label": "Date of birth"}, {"label": "Employments"}],
            cancel_href=self.url("person", person=self.person.uuid),
            breadcrumbs=person_crumbs(self, person=self.person.uuid, name=self.person.display_name, here=title),
            **kwargs,
        )  # fmt: skip


class ProposeMerge(ProposalView):
    """Two records beside each other, and the request to merge them."""

    permission = MERGER
    template_name = "hr/merge.html"
    form_class = MergeForm
    kind, title = MERGE, "Merge two records of one person"
    noun = "the record that is kept"
    consequences = (
        "Employments, jobs, pay, absence, documents and everything else of the other record go over to the kept one.",
        "Names, address and contacts of the kept record stand. A National Insurance number goes over if it has none.",
        "Nobody finds the other record any more. Its login sees the record that is kept.",
        "Payslips that are released stay as they are. From the next pay run both employments count together.",
        "It can be parted again: then every row goes back where it was.",
    )

    def load_owner(self) -> None:
        """Find the other record, and note that both were looked at."""
        self.duplicate: Person = find(Person.objects, uuid=self.kwargs["duplicate"])
        if self.request.method == "GET":
            for one in (self.person, self.duplicate):
                disclosure.record_view(person=one, what="two records side by side", by=self.user, at=now())

    def payload(self, form: Form) -> dict[str, Any]:
        """Name both."""
        return {"person": self.person.uuid, "duplicate": self.duplicate.uuid}

    def back(self) -> str:
        """Return the list of likely duplicates."""
        return self.url("duplicates")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put both beside each other, and say what stands in the way before anybody writes a reason."""
        mine, other = found.side(self.person), found.side(self.duplicate)
        rows = [
            [{"text": label, "is_header": True}, {"text": mine[label] or "–"},
             {"text": other[label] or "–", "hint": "" if mine[label] == other[label] else "Differs"}]
            for label in mine
        ]  # fmt: skip
        swapped = self.url("person_merge", person=self.duplicate.uuid, duplicate=self.person.uuid)
        in_the_way = found.obstacles(partner_id=self.partner.pk, people=[self.person.pk, self.duplicate.pk])
        return super().get_context_data(
            **{
                "sides": rows,
                "side_headings": [{"label": "Fact"}, {"label": "Kept record"}, {"label": "Merged into it"}],
                "in_the_way": in_the_way,
                "other": {"href": swapped, "label": "Keep the other record instead"},
                **kwargs,
            }
        )


class MergeRecord(PeopleView, TemplateView):
    """One merge: who, by whom, what went over; and the way back."""

    permission = MERGER
    template_name = "hr/merge_record.html"

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        rows = PersonMerge.objects.of(self.partner.pk).select_related("person", "merged_by", "parted_by")
        self.row: PersonMerge = find(rows, uuid=self.kwargs["merge"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what went over."""
        row, hidden = self.row, found.hidden_record(self.row)
        facts = [
            {"key": "Record that is kept", "value": row.person.display_name,
             "href": self.url("person", person=row.person.uuid), "action": "Open"},
            {"key": "Standing", "value": row.get_state_display()},
            {"key": "Merged", "value": moment(row.merged_at), "hint": f"Approved by {row.merged_by}: {row.reason}"},
        ]  # fmt: skip
        if row.parted_at:
            said = f"Approved by {row.parted_by}: {row.part_reason}"
            facts.append({"key": "Parted again", "value": moment(row.parted_at), "hint": said})
        sides = found.side(hidden) if hidden else {}
        kept = {"Name", "Known as", "Date of birth", "Address", "Email", "Telephone"}
        return super().get_context_data(
            title=f"Merged records of {row.person.display_name}", facts=facts,
            hidden=[{"key": label, "value": words or "–"} for label, words in sides.items() if label in kept],
            moved=[{"key": what, "value": str(n)} for what, n in found.moved(row)],
            part_href=self.url("person_part", merge=row.uuid) if row.state == PersonMerge.State.MERGED else "",
            breadcrumbs=self.crumbs(
                (TITLE, self.url("duplicates")), (MERGED, self.url("person_merges")), ("A merge", "")
            ),
            **kwargs,
        )  # fmt: skip


class ProposePart(ProposalView):
    """The request to part two records that were merged."""

    permission = MERGER
    form_class = MergeForm
    kind, title = PART, "Part two records that were merged"
    consequences = (
        "Every row goes back to the record that it came from, with what was written on it since.",
        "What was recorded since and belongs to no job of the other record stays with the record that is kept.",
        "The other record is found again, with its own National Insurance number.",
    )

    def load(self) -> None:
        """Find the merge and whose it is. :raises Http404: when there is none in scope."""
        rows = PersonMerge.objects.of(self.partner.pk).select_related("person")
        self.row: PersonMerge = find(rows, uuid=self.kwargs["merge"], state=PersonMerge.State.MERGED)
        self.person = self.row.person

    def payload(self, form: Form) -> dict[str, Any]:
        """Name the merge."""
        return {"merge": self.row.uuid}

    def back(self) -> str:
        """Return the page of the merge."""
        return self.url("person_merge_record", merge=self.row.uuid)
