"""The page of a background job: how far it is, what it says, and a way to stop it."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from partners.models import BackgroundJob
from partners.operations import jobs
from partners.queries.jobs import JobProgress, progress, visible_job
from partners.views.base import PartnerActionView, PartnerView
from sharedservices.common.formatting import counted, duration, moment

TEXTS = {
    "QUEUED": "Waiting for a worker",
    "RUNNING": "Working",
    "DONE": "Finished",
    "FAILED": "Not finished",
    "CANCELLED": "Cancelled",
}


class _JobView(PartnerView):
    """A view of one job that the user may see."""

    permission = "home.view"
    job: BackgroundJob

    def load(self) -> None:
        """Find the job: one's own, or of a kind that one's permissions open."""
        wanted = self.kwargs["job_uuid"]
        try:
            self.job = visible_job(job_uuid=wanted, user=self.user, permissions=self.access.permissions)
        except BackgroundJob.DoesNotExist:
            raise Http404 from None

    @property
    def address(self) -> str:
        """Return the page of the job."""
        return f"/p/{self.partner.code}/jobs/{self.job.uuid}/"


class JobPage(_JobView, TemplateView):
    """The page; it survives reload and sign-out, because everything it shows is kept."""

    template_name = "partners/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show progress, messages and result."""
        shown = progress(job=self.job, at=timezone.now())
        return super().get_context_data(
            job=self.job,
            bar=_bar(shown, self.address),
            facts=_facts(shown),
            log=self.job.message.splitlines(),
            can_cancel=shown.is_open and not self.job.cancel_requested,
            result_href=str(self.job.result.get("href", "")),
            breadcrumbs=self.crumbs((self.job.label, "")),
            **kwargs,
        )


class JobProgressFragment(_JobView, TemplateView):
    """The bar alone, which the page asks for until the job has ended."""

    template_name = "components/progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show progress."""
        shown = progress(job=self.job, at=timezone.now())
        return {**super().get_context_data(**kwargs), **_bar(shown, self.address)}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        """Once the job has ended, have the whole page read again: its result and messages are new."""
        response = super().render_to_response(context, **kwargs)
        if not context["is_running"]:
            response["HX-Refresh"] = "true"
        return response


class CancelJob(_JobView, PartnerActionView):
    """Ask a job to stop."""

    write_permission = "home.view"
    success_message = "The job has been asked to stop."

    def perform(self) -> str:
        """Cancel it."""
        jobs.cancel(job_id=self.job.pk, by=self.user, at=timezone.now())
        return self.address

    def back(self) -> str:
        """Return to the job."""
        return self.address


def _bar(shown: JobProgress, address: str) -> dict[str, Any]:
    job = shown.job
    rate = f"{shown.rate:,.0f} a second" if shown.rate and shown.rate >= 1 else ""
    return {
        "id": f"job-{job.uuid}",
        "text": "Stopping" if job.cancel_requested and shown.is_open else TEXTS[job.state],
        "done": shown.n_done,
        "total": shown.n_total,
        "percent": shown.percent,
        "rate": rate,
        "left": f"about {duration(shown.left)} left" if shown.left is not None else "",
        "is_running": shown.is_open,
        "poll_url": f"{address}progress/",
        "refresh_url": address,
        "every": "1s",
    }


def _facts(shown: JobProgress) -> list[dict[str, Any]]:
    job = shown.job
    facts = [{"key": "Asked for by", "value": f"{job.created_by}, {moment(job.created_at)}"}]
    if job.started_at:
        facts.append({"key": "Began", "value": moment(job.started_at)})
    if job.finished_at:
        facts.append({"key": "Ended", "value": moment(job.finished_at)})
    if shown.n_total:
        facts.append({"key": "Rows", "value": counted(shown.n_total, "row", "rows")})
    return facts
