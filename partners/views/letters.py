"""Letters on paper: the print queue, batches with what may be done to them, their files, and what came back."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from partners import letter_templates
from partners.forms_mail import BatchFilter
from partners.models import Letter, LetterBatch
from partners.operations import letters
from partners.queries import letters as found
from partners.states import LETTER_BATCH, BatchState
from partners.views.base import PartnerActionView, PartnerView, now
from partners.views.lists import PartnerList
from sharedservices.common.flow import allowed_actions
from sharedservices.common.formatting import counted, moment
from sharedservices.common.rowsources import RowSource
from sharedservices.common.tables import Column, EmptyState, Kind, Table

QUEUE_HEADINGS = [{"label": one} for one in ("To", "Letter", "Written", "Standing")]
PAGE_HEADINGS = [
    {"label": "Place", "is_numeric": True}, {"label": "To"}, {"label": "Letter"},
    {"label": "First page", "is_numeric": True}, {"label": "Pages", "is_numeric": True}, {"label": "Standing"},
]  # fmt: skip
MOST_SHOWN = 200
WORDS = {
    "release": ("Release for printing", "", "Released. It can be printed now."),
    "rebuild": ("Make it again without what is held back", "secondary", "Made again. It waits for release."),
    "print": ("It is printed", "", "Recorded. Post it next."),
    "post": ("It is posted", "", "Posted. Its letters have left, and its file is destroyed."),
    "discard": ("Discard it", "warning", "Discarded. Its letters wait in the queue again."),
}


class LettersView(PartnerView):
    """What these pages share."""

    permission = "letters.view"

    def at(self, name: str, **kwargs: Any) -> str:
        """Return the address of a page."""
        return reverse(name, kwargs={"partner_code": self.partner.code, **kwargs})

    def tabs(self, here: str) -> list[dict[str, Any]]:
        """Return the three parts of this area."""
        parts = (("letters", "Print queue"), ("letter_batches", "Batches"), ("letters_returned", "Came back"))
        return [{"label": label, "href": self.at(name), "active": name == here} for name, label in parts]

    def trail(self, *here: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs."""
        return self.crumbs(("Letters", self.at("letters") if here else ""), *here)


class PrintQueue(LettersView, TemplateView):
    """What waits to be printed, and why something does not go."""

    template_name = "partners/letters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the oldest, and how many there are."""
        knows = self.may("people.view_covert")
        may_go = {found.READY, found.RESTRICTED} if knows else {found.READY}
        waiting = found.waiting(partner_id=self.partner.pk, at=timezone.now())
        rows = found.queue_rows(list(waiting[:MOST_SHOWN]), partner_id=self.partner.pk)
        n_ready, total = sum(row.standing in may_go for row in rows), waiting.count()
        more = f"These are the first {MOST_SHOWN} of {total:,}." if total > MOST_SHOWN else ""
        return super().get_context_data(
            tabs=self.tabs("letters"),
            count_text=f"{counted(total, 'letter waits', 'letters wait')}, {n_ready} ready to print. {more}".strip(),
            headings=QUEUE_HEADINGS,
            rows=[_queue_cells(row) for row in rows],
            may_print=self.may("letters.print") and n_ready > 0,
            knows_covert=knows,
            breadcrumbs=self.trail(),
            **kwargs,
        )


class MakeBatch(LettersView, PartnerActionView):
    """Put what is ready into a batch."""

    permission = "letters.print"
    success_message = "The batch is made. Somebody else releases it for printing."

    def perform(self) -> str:
        """Make it."""
        is_restricted = self.request.POST.get("restricted") == "yes" and self.may("people.view_covert")
        batch = letters.make_batch(partner_id=self.partner.pk, is_restricted=is_restricted, by=self.user, at=now())
        return self.at("letter_batch", letter_batch=batch.uuid)

    def back(self) -> str:
        """Return to the queue."""
        return self.at("letters")


class BatchTable(Table):
    """Batches of letters."""

    caption, nouns, filename = "Batches", ("batch", "batches"), "batches"
    filter_form, default_sort = BatchFilter, "-number"
    empty = EmptyState("No batches yet", "Letters that wait are put into a batch on the print queue.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "number", "Batch", sort="number", header=True, value=lambda row: f"Batch {row.number}",
            href=lambda row: f"{row.uuid}/",
        ),
        Column("state", "State", kind=Kind.STATUS, value=lambda row: row.get_state_display(), sort="state"),
        Column("n_letters", "Letters", kind=Kind.NUMBER, sort="n_letters"),
        Column("n_pages", "Pages", kind=Kind.NUMBER, sort="n_pages"),
        Column("made_by", "Made by", value=lambda row: row.made_by.full_name),
        Column("made_at", "Made", kind=Kind.MOMENT, sort="made_at"),
    )  # fmt: skip


class Batches(PartnerList, LettersView, TemplateView):  # type: ignore[misc]
    """The list of batches."""

    template_name = "partners/letter_batches.html"
    table_class = BatchTable
    audited_as = "partners_letterbatch"

    def rows(self, filters: Mapping[str, Any]) -> RowSource:
        """Return what the filter leaves."""
        return found.batches(partner_id=self.partner.pk, state=filters.get("state", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        crumbs = self.trail(("Batches", ""))
        return super().get_context_data(tabs=self.tabs("letter_batches"), breadcrumbs=crumbs, **kwargs)


class BatchView(LettersView):
    """A page about one batch."""

    batch: LetterBatch

    def load(self) -> None:
        """Find it. :raises Http404: when there is none in scope."""
        try:
            self.batch = LetterBatch.objects.of(self.partner.pk).select_related(
                "made_by", "released_by", "printed_by", "posted_by", "discarded_by"
            ).get(uuid=self.kwargs["letter_batch"])  # fmt: skip
        except LetterBatch.DoesNotExist:
            raise Http404 from None

    def batch_at(self, name: str = "letter_batch") -> str:
        """Return the address of a page of this batch."""
        return self.at(name, letter_batch=self.batch.uuid)


class BatchPage(BatchView, TemplateView):
    """One batch: its counts, its letters page by page, what must be pulled, and what may be done now."""

    template_name = "partners/letter_batch.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show it."""
        batch, rows = self.batch, found.in_batch(self.batch)
        pulled = found.to_pull(rows) if batch.state not in {BatchState.POSTED, BatchState.DISCARDED} else []
        return super().get_context_data(
            batch=batch,
            title=str(batch),
            state_words=batch.get_state_display(),
            facts=self._facts(rows),
            pull_text=_pull_text(batch, pulled),
            pull_href=self.batch_at("letter_batch_pull") if self._may_pull(pulled) else "",
            steps=self._steps(has_held=bool(pulled)),
            why_not=self._why_not(),
            files=self._files(),
            headings=PAGE_HEADINGS,
            rows=[self._cells(row) for row in rows],
            breadcrumbs=self.trail(("Batches", self.at("letter_batches")), (str(batch), "")),
            **kwargs,
        )

    def _facts(self, rows: list[Letter]) -> list[dict[str, Any]]:
        batch = self.batch
        n_pulled = sum(row.pulled_at is not None for row in rows)
        said = f"{counted(n_pulled, 'letter was', 'letters were')} pulled out of the paper" if n_pulled else ""
        again = f"Made {batch.n_builds} times" if batch.n_builds > 1 else ""
        steps = (
            ("Made", batch.made_by, batch.made_at), ("Released", batch.released_by, batch.released_at),
            ("Printed", batch.printed_by, batch.printed_at), ("Posted", batch.posted_by, batch.posted_at),
            ("Discarded", batch.discarded_by, batch.discarded_at),
        )  # fmt: skip
        return [
            {"key": "Letters", "value": f"{batch.n_letters:,}", "hint": said},
            {"key": "Pages", "value": f"{batch.n_pages:,}", "hint": again},
            *({"key": word, "value": f"{by}, {moment(at)}"} for word, by, at in steps if by and at),
        ]

    def _steps(self, *, has_held: bool) -> list[dict[str, Any]]:
        """Return the buttons for this reader: nothing goes further with a letter that is held back."""
        actions = allowed_actions(LETTER_BATCH, self.batch.state, self.access.permissions)
        is_own = self.batch.made_human == self.user.human_id
        shown = [one for one in WORDS if one in actions]
        if has_held:
            shown = [one for one in shown if one in {"rebuild", "discard"}]
        else:
            shown = [one for one in shown if one != "rebuild" and not (one == "release" and is_own)]
        return [{"label": WORDS[one][0], "kind": WORDS[one][1], "action": one} for one in shown]

    def _why_not(self) -> str:
        is_own = self.batch.made_human == self.user.human_id
        if self.batch.state != BatchState.BUILT or not (is_own or not self.may("letters.release")):
            return ""
        return "You made this batch: somebody else releases it." if is_own else "It waits for somebody to release it."

    def _may_pull(self, pulled: list[Letter]) -> bool:
        return bool(pulled) and self.batch.state == BatchState.PRINTED and self.may("letters.print")

    def _files(self) -> list[dict[str, str]]:
        """Return the files: the paper only once it is released and while it is kept."""
        files = [{"label": "List of the letters (CSV)", "href": self.batch_at("letter_batch_manifest")}]
        if (
            self.may("letters.print")
            and self.batch.file
            and self.batch.state in {BatchState.RELEASED, BatchState.PRINTED}
        ):
            files.insert(0, {"label": "Letters to print (PDF)", "href": self.batch_at("letter_batch_pdf")})
        return files if self.batch.state != BatchState.DISCARDED else []

    def _cells(self, row: Letter) -> list[dict[str, Any]]:
        where = standing(row)
        may_return = where == "Posted" and self.may("letters.print")
        back = {"href": self.at("letter_returned", letter=row.uuid), "context": "came back"} if may_return else {}
        return [
            {"text": row.place, "is_numeric": True},
            {"text": found.printed_addressee(row).name, "is_header": True},
            {"text": letter_templates.name_of(code=row.template_code)},
            {"text": row.first_page, "is_numeric": True},
            {"text": row.n_pages, "is_numeric": True},
            {"text": f"{where}. Record that it came back" if may_return else where, **back},
        ]


class BatchStep(BatchView, PartnerActionView):
    """A button of a batch."""

    action: ClassVar[str] = ""

    @classmethod
    def permission_for(cls, method: str | None, kwargs: dict[str, Any]) -> str:
        """Ask for what the step needs."""
        return LETTER_BATCH[cls.action].permission

    @property
    def success_message(self) -> str:  # type: ignore[override]
        """Say what was done."""
        return WORDS[self.action][2]

    def perform(self) -> str:
        """Take the step."""
        steps = {
            "release": letters.release, "rebuild": letters.rebuild, "print": letters.record_printed,
            "post": letters.record_posted, "discard": letters.discard,
        }  # fmt: skip
        steps[self.action](partner_id=self.partner.pk, batch=self.batch.uuid, by=self.user, at=now())
        return self.batch_at()

    def back(self) -> str:
        """Return to the batch."""
        return self.batch_at()


class ReleaseBatch(BatchStep):
    """Release it."""

    permission, action = "letters.release", "release"


class RebuildBatch(BatchStep):
    """Make it again."""

    permission, action = "letters.print", "rebuild"


class PrintedBatch(BatchStep):
    """It is on paper."""

    permission, action = "letters.print", "print"


class PostedBatch(BatchStep):
    """It is with the post."""

    permission, action = "letters.print", "post"


class DiscardBatch(BatchStep):
    """It is given up."""

    permission, action = "letters.print", "discard"


def standing(row: Letter) -> str:
    """Return where a letter of a batch is, in words."""
    if row.returned_at is not None:
        return f"Came back: {row.get_returned_display().lower()}"
    if row.pulled_at is not None:
        return "Pulled out of the paper"
    if row.message.state == "SENT":
        return "Posted"
    return "Ready" if row.message.state == "QUEUED" else "Must not leave"


def _pull_text(batch: LetterBatch, pulled: list[Letter]) -> str:
    if not pulled:
        return ""
    what = counted(len(pulled), "letter of this batch must not leave", "letters of this batch must not leave")
    printed = batch.state == BatchState.PRINTED
    do = "Pull out and destroy" if printed else "Make the batch again without"
    return f"{what}. {do} {letters.pages(pulled)}."


def _queue_cells(row: found.QueueRow) -> list[dict[str, Any]]:
    written = f"{row.queued_by}, {moment(row.queued_at)}"
    return [
        {"text": row.to, "is_header": True}, {"text": row.kind}, {"text": written}, {"text": row.standing_words},
    ]  # fmt: skip
