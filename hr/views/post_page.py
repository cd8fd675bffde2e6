"""One post on a day: what it is, who holds it, what waits, and what may be done."""

from collections.abc import Iterator
from typing import Any

from django.views.generic import TemplateView

from hr.models import Vacancy
from hr.queries import moves, organisation_words
from hr.queries.establishment_report import HeldBy, holders
from hr.states import POST, PostState
from hr.views.org_chart import fte
from hr.views.post_change import PostView
from partners.models import ChangeRequest
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import day

HOLDERS = (
    {"label": "Job"}, {"label": "Person"}, {"label": "Paid FTE", "is_numeric": True}, {"label": "Counts"},
)  # fmt: skip
OVER_TIME = ({"label": "Job"}, {"label": "Person"}, {"label": "From"}, {"label": "Last day"})
STANDINGS = {
    "HOLDS": "", "COVER_FOR": "Covers somebody else", "SUPERNUMERARY": "Supernumerary",
    "SECONDED_OUT": "On secondment, post held", "BACKFILLED": "On secondment, backfill approved",
}  # fmt: skip


class PostPage(PostView, TemplateView):
    """One post on a day: what it is, who holds it, what may be done."""

    template_name = "hr/post.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the post."""
        row = self.post_row
        held = holders(partner_id=self.partner.pk, on=self.on, posts=[row.pk]).get(row.pk, [])
        words = organisation_words.post(row, self.day)
        facts = [{"key": k, "value": v} for k, v in words.items() if k != "State"]
        if row.frozen_reason:
            facts.insert(0, {"key": "Frozen because", "value": row.frozen_reason})
        waiting = ChangeRequest.objects.of(self.partner.pk).filter(settled_at=None, subject_href=self.post_href())
        searches = Vacancy.objects.filter(post=row).order_by("-opened_on", "id")
        return super().get_context_data(
            row=row,
            state_words=row.get_state_display(),
            on=self.on,
            facts=[*facts, *_requirements(row)],
            holders=[self._holder(one) for one in held],
            headings=HOLDERS,
            over_time=[self._over_time(one) for one in moves.holders_over_time(row)],
            over_time_headings=OVER_TIME,
            steps=list(self._steps()),
            is_draft=row.state == PostState.DRAFT,
            discard_href=self.url("post_discard", post=row.uuid),
            take_back_href=self.url("post_take_back", post=row.uuid),
            is_submitted=row.state == PostState.SUBMITTED and not waiting.exists(),
            narrowed="of your team" if self.access.units_for("people.view") is not None else "",
            waiting=[
                {"label": str(one.title), "href": f"/p/{self.partner.code}/changes/{one.uuid}/"}
                for one in waiting.order_by("id")
            ],
            searches=[
                {"label": f"{one.get_stage_display()}, {fte(one.fte)} FTE, since {day(one.opened_on)}",
                 "href": self.url("vacancy", vacancy=one.uuid) if self.may("establishment.view") else ""}
                for one in searches
            ],
            breadcrumbs=self.organisation_trail(
                (row.org_unit.name, self.url("unit", unit=row.org_unit.uuid)), (f"Post {row.post_no}", "")
            ),
            **kwargs,
        )  # fmt: skip

    def _holder(self, one: HeldBy) -> list[dict[str, Any]]:
        href = self.url("person_jobs", person=one.person) if self.may("people.view") else ""
        name = one.name if self.may("people.view") else "Somebody"
        return [
            {"text": one.number, "is_header": True, "hint": one.title},
            {"text": name, "href": href},
            {"text": fte(one.paid_fte), "is_numeric": True},
            {"text": "Yes" if one.counts else "No", "hint": STANDINGS[one.standing]},
        ]

    def _over_time(self, one: moves.HeldBefore) -> list[dict[str, Any]]:
        sees = self.may("people.view")
        return [
            {"text": one.number, "is_header": True, "hint": one.title},
            {"text": one.name if sees else "Somebody",
             "href": self.url("person_jobs", person=one.person) if sees else ""},
            {"text": day(one.first_day)},
            {"text": day(one.last_day) if one.last_day else "No end"},
        ]  # fmt: skip

    def _steps(self) -> Iterator[dict[str, str]]:
        """Yield what this reader may propose now."""
        if not self.may("establishment.edit"):
            return
        state = self.post_row.state
        allowed = allowed_actions(POST, state)
        wanted = [
            ("Change the draft", "post_redraft", "submit" in allowed),
            ("Have it established", "post_establish", state in {PostState.DRAFT, PostState.SUBMITTED}),
            ("Change", "post_change", "delete_post" in allowed),
            ("Open a vacancy", "vacancy_open", "freeze" in allowed),
            ("Freeze", "post_freeze", "freeze" in allowed),
            ("Thaw", "post_thaw", "thaw" in allowed),
            ("Delete", "post_delete", "delete_post" in allowed),
        ]
        for label, name, is_offered in wanted:
            if is_offered:
                yield {"label": label, "href": self.post_href(name)}


def _requirements(row: Any) -> list[dict[str, str]]:
    """Return what the role asks for, where it asks for something."""
    role = row.role
    flags = [
        words
        for words, is_set in (
            ("politically restricted", role.is_politically_restricted),
            ("statutory officer", role.is_statutory_officer),
            ("budget holder", role.is_budget_holder), ("safety-critical", role.is_safety_critical),
        )
        if is_set
    ]  # fmt: skip
    found = [
        ("DBS check", role.get_dbs_display() if role.dbs != "NONE" else ""),
        ("Vetting", role.get_vetting_display() if role.vetting != "NONE" else ""),
        ("Registration", role.registration),
        ("Marked as", ", ".join(flags)),
    ]
    return [{"key": key, "value": value} for key, value in found if value]
