"""The files of a batch of letters: the paper, and the list whose counts agree with it."""

import io
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from partners.audit import audit
from partners.models import AuditAction, Letter, LetterBatch
from partners.operations import letters
from partners.queries import letters as found
from partners.states import BatchState
from partners.views.letters import BatchView, standing
from sharedservices.common import sealedfiles
from sharedservices.common.exports import ExportFormat, about, write_rows

MANIFEST = ("Place", "Reference", "Addressee", "First page", "Pages", "Standing")


class BatchPdf(BatchView):
    """The paper, once it is released."""

    permission = "letters.print"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Record it, and send it. :raises Http404: before release, and once it is destroyed."""
        batch = self.batch
        if not batch.file or batch.state not in {BatchState.RELEASED, BatchState.PRINTED}:
            raise Http404
        if found.to_pull(found.in_batch(batch)):
            raise letters.MustBePulled(
                "A letter in this batch must not leave.", remedy="Go back to the batch: it says what to do."
            )
        _exported(batch, "letters to print")
        name = f"letters-{batch.number}.pdf"
        return FileResponse(
            sealedfiles.load(batch.file), as_attachment=True, filename=name, content_type="application/pdf"
        )


class BatchManifest(BatchView):
    """The list of the letters of a batch, whose counts agree with the paper."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record it, and send it."""
        stream = io.BytesIO()
        told = about(self, f"Letters of batch {self.batch.number}")
        rows = [_listed(row) for row in found.in_batch(self.batch)]
        write_rows(stream, file_format=ExportFormat.CSV, header=MANIFEST, rows=rows, about=told)
        _exported(self.batch, "list of the letters")
        return HttpResponse(
            stream.getvalue(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="letters-{self.batch.number}.csv"'},
        )


def _listed(row: Letter) -> list[Any]:
    """Return what the list says of a letter."""
    to = found.printed_addressee(row)
    return [row.place, str(row.uuid)[:8].upper(), to.name, row.first_page, row.n_pages, standing(row)]


def _exported(batch: LetterBatch, what: str) -> None:
    audit(
        action=AuditAction.EXPORT, object_type="partners_letterbatch", object_id=batch.pk, label=f"{batch}: {what}",
        partner_id=batch.partner_id, changes={"letters": batch.n_letters, "pages": batch.n_pages},
    )  # fmt: skip
