"""Propose what somebody's identity rests on: date of birth, sex, National Insurance number. A name: see ChangeName."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form

from hr import change_kinds_own as kinds
from hr import sealed
from hr.forms.person import BirthForm, NinoForm, SexForm
from hr.models import Person
from hr.queries import birth_words
from hr.views.change import ProposalView
from sharedservices.common.errors import DomainError


class ChangeBirth(ProposalView):
    """Another date of birth."""

    kind = kinds.BIRTH
    form_class = BirthForm
    title = "Correct the date of birth"
    consequences = (
        "State Pension age, automatic enrolment, minimum wage and pension follow from it.",
        "It holds from the approval on. Somebody else compares it with the document.",
    )

    def initial_values(self) -> dict[str, Any]:
        return {"date_of_birth": self.person.date_of_birth}

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {"date_of_birth": date.fromisoformat(payload["date_of_birth"])}

    def before(self, on: date) -> dict[str, str]:
        return birth_words.facts(self.person.date_of_birth)

    def payload(self, form: Form) -> dict[str, Any]:
        given = form.cleaned_data
        return {
            "person": self.person.uuid, "date_of_birth": given["date_of_birth"],
            "age_confirmed": given.get("age_confirmed", False),
        }  # fmt: skip


class ChangeSex(ProposalView):
    """Another legal sex."""

    kind = kinds.SEX
    form_class = SexForm
    title = "Correct the sex for HMRC"
    consequences = (
        "HMRC and pension schemes learn of it with the next submission. Pay stays as it is.",
        "No certificate is asked for: to pass on what one shows can be an offence (Gender Recognition Act 2004, "
        "section 22).",
    )

    def initial_values(self) -> dict[str, Any]:
        return {"sex": self.person.sex}

    def before(self, on: date) -> dict[str, str]:
        return {"Sex for HMRC": str(Person.Sex(self.person.sex).label)}

    def payload(self, form: Form) -> dict[str, Any]:
        return {"person": self.person.uuid, "sex": form.cleaned_data["sex"]}


class ChangeNino(ProposalView):
    """Another National Insurance number, or none."""

    kind = kinds.NINO
    form_class = NinoForm
    title = "Correct the National Insurance number"
    consequences = (
        "The number is sealed at once. Whoever decides sees it only to compare it with the document, and that leaves a "
        "trace.",
        "HMRC learns of it with the next submission.",
    )

    def proposed_before(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def before(self, on: date) -> dict[str, str]:
        return {"National Insurance number": sealed.masked_nino(self.person.nino, person=self.person.uuid)}

    def form_valid(self, form: Form) -> Any:
        """Refuse a number of the wrong form at its field."""
        try:
            kinds.sealed_number(form.cleaned_data["nino"], person=self.person)
        except DomainError as error:
            form.add_error("nino", error.explanation)
            return self.form_invalid(form)
        return super().form_valid(form)

    def payload(self, form: Form) -> dict[str, Any]:
        return {
            "person": self.person.uuid,
            "number": kinds.sealed_number(form.cleaned_data["nino"], person=self.person),
        }
