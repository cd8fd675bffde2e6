"""Letters about somebody who has died: whom to write to, and writing to them, for the named case officer."""

from typing import Any

from django.forms import Form
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.letters import CorrespondentForm, LetterForm
from hr.models import FamilyCorrespondent
from hr.operations import family_letters
from hr.operations.deaths import OPEN_TO_WORK
from hr.operations.family_letters import Correspondent
from hr.queries import estate
from hr.queries import letters as found
from hr.views.deaths import CaseView
from hr.views.deaths_steps import CaseStep
from hr.views.letters import HEADINGS, cells, template
from partners.letter_templates import LetterTemplate, offered
from partners.views.base import now
from sharedservices.common.formatting import moment


class FamilyLetters(CaseView, TemplateView):
    """To whom letters go, what was written, and what may be written next."""

    permission = "deaths.manage"
    template_name = "hr/letters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show them."""
        case, to = self.case, found.correspondent(self.case)
        is_own = self.user.human_id in {one.human_id for one in (case.officer, case.deputy) if one}
        is_open = case.state in OPEN_TO_WORK
        actions: list[dict[str, str]] = []
        if is_own and is_open:
            label = "Change whom to write to" if to else "Record whom to write to"
            actions.append({"label": label, "href": self.case_url("family_correspondent"), "kind": "secondary"})
            actions += [self._offer(one) for one in offered(on=timezone.localdate(), is_for_family=True) if to]
        return super().get_context_data(
            title="Letters to the family",
            name=self.name,
            why_not="" if is_own or not is_open else "Only the case officer and the deputy write to the family.",
            facts=[
                {"key": "Written to", "value": to.name, "hint": to.get_relation_display()},
                {"key": "Address", "value": ", ".join(to.address.split("\n"))},
                {"key": "How we know", "value": to.evidence, "hint": f"{to.recorded_by}, {moment(to.recorded_at)}"},
            ]
            if to
            else [],
            actions=actions,
            headings=HEADINGS,
            rows=[cells(row) for row in found.about(case)],
            breadcrumbs=self.trail("Letters"),
            **kwargs,
        )

    def _offer(self, one: LetterTemplate) -> dict[str, str]:
        href = self.url("family_letter", death_case=self.case.uuid, family_template=one.code)
        return {"label": one.name, "href": href, "kind": "secondary"}


class RecordCorrespondent(CaseStep):
    """Record whom to write to."""

    permission = "deaths.manage"
    form_class = CorrespondentForm
    title = "Whom to write to"
    lead = "An executor, the next of kin or their solicitor. Nothing is ever addressed to the person who has died."
    success_message = "Recorded. Letters go there from now on."

    def get_initial(self) -> dict[str, Any]:
        """Offer what is known: whom we write to already, else who acts for the estate."""
        to, case = found.correspondent(self.case), self.case
        if to is not None:
            return {"name": to.name, "relation": to.relation, "address": to.address, "evidence": to.evidence}
        acting = estate.live(case)
        if acting is not None:
            return {"name": acting.name, "relation": FamilyCorrespondent.Relation.EXECUTOR, "evidence": acting.document}
        return {"name": case.representative_name or case.family_name}

    def operate(self, form: Form) -> str:
        """Record it, and go on to the letters."""
        family_letters.record_correspondent(
            case=self.case.uuid, wanted=Correspondent(**form.cleaned_data), by=self.user, at=now()
        )
        return self.case_url("family_letters")


class WriteToFamily(CaseStep):
    """Write to whoever acts for somebody who has died."""

    permission = "deaths.manage"
    form_class = LetterForm
    submit = "Sign it, and put it in the print queue"
    lead = "Read every word as the family will. The letter is signed with your name and goes in a neutral envelope."
    success_message = "The letter waits in the print queue."
    template: LetterTemplate

    def load(self) -> None:
        """Find case and template. :raises Http404: when there is none."""
        super().load()
        self.template = template(self.kwargs["family_template"], is_for_family=True)

    @property
    def title(self) -> str:  # type: ignore[override]
        """Name the page."""
        return self.template.name

    def get_initial(self) -> dict[str, Any]:
        """Begin with the words of the template."""
        to = found.correspondent(self.case)
        names = {"name": to.name if to else "", "about": self.name, "writer": self.user.full_name}
        return {"title": self.template.title, "words": render_to_string(self.template.template, names).strip()}

    def operate(self, form: Form) -> str:
        """Queue it, and go back to the letters."""
        family_letters.write(
            case=self.case.uuid, template=self.template.code, by=self.user, at=now(), **form.cleaned_data
        )
        return self.case_url("family_letters")
