"""My checks and training: what my jobs need of me, what is due, and what is recorded."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from hr.models import DbsCheck, DutyBar, Registration, TrainingRecord
from hr.queries import compliance as found
from hr.queries.compliance import Wanted
from hr.views.checks import STATES, due_words
from hr.views.my_details import MyDetailsView
from sharedservices.common.formatting import day

SAYS = {
    "MISSING": "Needed by {day}", "LAPSED": "Ran out after {day}", "DUE": "Renew by {day}", "VALID": "Good until {day}",
}  # fmt: skip


class MyChecks(MyDetailsView, TemplateView):
    """What is needed and recorded of the employee. Nobody else’s rows are in scope."""

    template_name = "hr/me_checks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is due first, then the records."""
        of, on = self.partner.pk, timezone.localdate()
        needs = [
            one for person in sorted(self.access.person_ids)
            for one in found.needs(partner_id=of, on=on, wanted=Wanted(person_id=person))
        ]  # fmt: skip
        bars = DutyBar.objects.of(of).filter(ended_on=None).order_by("since", "id")
        return super().get_context_data(
            tabs=self.tabs("my_checks"), bars=[{"what": one.what, "since": day(one.since)} for one in bars],
            needs=[
                {
                    "title": one.what, "state": STATES[one.standing], "words": one.standing_words,
                    "hint": SAYS[one.standing].format(day=due_words(one)) if one.due_on else due_words(one),
                }
                for one in needs
            ],
            records=self._records(),
            ask_href=self.url("my_question_new") if self.may("me.ask") else "", **kwargs,
        )  # fmt: skip

    def _records(self) -> list[dict[str, str]]:
        """Return what is recorded, the newest first in each kind."""
        mine: dict[str, Any] = {"person_id__in": self.access.person_ids, "withdrawn_at": None}
        dbs = DbsCheck.objects.filter(**mine).order_by("-issued_on", "-id")
        registered = Registration.objects.filter(**mine).order_by("-expires_on", "-id")
        trained = TrainingRecord.objects.filter(**mine).select_related("course").order_by("-completed_on", "-id")
        return [
            *({"key": str(one), "value": f"Certificate ending {one.certificate_no[-4:]}",
               "hint": f"Issued on {day(one.issued_on)}, renewed by {day(one.recheck_due)}"} for one in dbs),
            *({"key": one.body, "value": one.number, "hint": f"Until {day(one.expires_on)}"} for one in registered),
            *({"key": one.course.name, "value": f"Completed on {day(one.completed_on)}",
               "hint": f"Counts until {day(one.expires_on)}" if one.expires_on else "Counts for good"}
              for one in trained),
        ]  # fmt: skip
