"""Letters to a person: what was written, and writing one from a template."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.generic import TemplateView

from hr.forms.letters import LetterForm
from hr.models import Person
from hr.operations import letters
from hr.queries import letters as found
from hr.queries.addressees import addressee
from hr.views.base import PeopleView, find, person_crumbs
from partners.letter_templates import LetterTemplate, current, name_of, offered
from partners.models import Letter
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import moment

HEADINGS = [{"label": one} for one in ("Letter", "Written", "By", "Standing")]


class LettersOfPerson(PeopleView, TemplateView):
    """What was written to somebody on paper, and what may be written."""

    permission = "letters.view"
    template_name = "hr/letters.html"

    def load(self) -> None:
        """Find the person. :raises Http404: when there is none in scope."""
        self.person: Person = find(Person.objects, uuid=self.kwargs["person"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show them."""
        person = self.person
        offers = offered(on=timezone.localdate()) if self.may("letters.write") else []
        return super().get_context_data(
            title="Letters",
            name=person.display_name,
            actions=[
                {
                    "label": one.name,
                    "href": self.url("letter_write", person=person.uuid, letter_template=one.code),
                    "kind": "secondary",
                }
                for one in offers
            ],
            headings=HEADINGS,
            rows=[cells(row) for row in found.of_person(partner_id=self.partner.pk, person_id=person.pk)],
            breadcrumbs=person_crumbs(self, person=person.uuid, name=person.display_name, here="Letters"),
            **kwargs,
        )


class WriteLetter(PeopleView, PartnerFormView):
    """Write a letter: the template gives the beginning, the writer the rest."""

    permission = "letters.write"
    template_name = "partners/form_page.html"
    form_class = LetterForm
    success_message = "The letter waits in the print queue. It goes where they live on the day it is printed."
    template: LetterTemplate
    person: Person

    def load(self) -> None:
        """Find person and template. :raises Http404: when there is none."""
        self.person = find(Person.objects, uuid=self.kwargs["person"])
        self.template = template(self.kwargs["letter_template"], is_for_family=False)

    def get_initial(self) -> dict[str, Any]:
        """Begin with the words of the template."""
        names = {"name": addressee(self.person).name, "writer": self.user.full_name}
        return {"title": self.template.title, "words": render_to_string(self.template.template, names).strip()}

    def perform(self, form: Form) -> str:
        """Queue it."""
        letters.write(person=self.person.uuid, template=self.template.code, by=self.user, at=now(), **form.cleaned_data)
        return self.url("letters", person=self.person.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        name, back = self.person.display_name, self.url("letters", person=self.person.uuid)
        words = {
            "title": f"{self.template.name} to {name}",
            "lead": "Print, envelope and sender follow from what holds for this organisation and for this person.",
            "submit": "Put it in the print queue",
        }
        crumbs = person_crumbs(self, person=self.person.uuid, name=name, here="Write a letter")
        return super().get_context_data(breadcrumbs=crumbs, cancel_href=back, **words, **kwargs)


def template(code: str, *, is_for_family: bool) -> LetterTemplate:
    """Return the words of today. :raises Http404: when there is no such letter, or not for these readers."""
    try:
        one = current(code=code, on=timezone.localdate())
    except LookupError:
        raise Http404 from None
    if one.is_for_family is not is_for_family:
        raise Http404
    return one


def cells(row: Letter) -> list[dict[str, Any]]:
    """Return a letter as a row of a list."""
    by = str(row.message.queued_by or "The system")
    texts = (moment(row.message.queued_at), by, found.standing(row))
    return [
        {"text": row.title, "is_header": True, "hint": name_of(code=row.template_code)},
        *({"text": t} for t in texts),
    ]
