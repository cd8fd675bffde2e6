"""Steps on a person, as the pages have them: contact details, tax code, National Insurance category, student loans.

Each is the operation of the page of that name with its permission. Legal name, birth, sex and National Insurance number
are proposed (person_proposals); everything else that others approve goes by `changes/`.
"""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from hr.api.found import found_or_404
from hr.api.person import PAY, PersonOutput, shown
from hr.forms.tax import NI_CHOICES
from hr.models import Employment, NiCategory, Person, StudentLoan, TaxCode
from hr.operations import disclosure, people, tax
from hr.operations.people import ContactDetails
from hr.queries.records import person_record
from hr.rules import LONGEST_REASON
from partners.api.base import PartnerApiView
from sharedservices.common.api_fields import DayField

PROTECTED = ("address_line_1", "address_line_2", "town", "postcode", "phone")
LEGAL = ("title", "forenames", "surname", "date_of_birth", "sex", "nino")
APPROVED = "Others approve this: propose it by name/, birth/, sex/ or nino/ below the person."
MAYBE: dict[str, Any] = {"required": False, "allow_blank": True}


class _Reasoned(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="The history shows it")


@extend_schema_serializer(component_name="PersonDetails")
class DetailsInput(_Reasoned):
    """What is corrected about a person at once: what is left out stays."""

    known_as = serializers.CharField(max_length=100, **MAYBE)
    nationality = serializers.CharField(max_length=2, **MAYBE, help_text="ISO 3166 code, like GB")
    address_line_1 = serializers.CharField(max_length=100, **MAYBE)
    address_line_2 = serializers.CharField(max_length=100, **MAYBE)
    town = serializers.CharField(max_length=100, **MAYBE)
    postcode = serializers.CharField(max_length=10, **MAYBE)
    email = serializers.EmailField(max_length=254, **MAYBE)
    phone = serializers.CharField(max_length=30, **MAYBE)

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what others approve: left out in silence, it would look corrected. :raises ValidationError: then."""
        told = {name: APPROVED for name in LEGAL if name in data}
        if told:
            raise serializers.ValidationError(told)
        return super().to_internal_value(data)


@extend_schema_serializer(component_name="TaxCodeChange")
class TaxCodeInput(_Reasoned):
    """Another tax code, as a notice has it."""

    code = serializers.CharField(max_length=12)
    week1month1 = serializers.BooleanField(default=False)
    source = serializers.ChoiceField(choices=TaxCode.Source.choices)  # type: ignore[assignment]
    notice_date = DayField()
    effective_from = DayField()


@extend_schema_serializer(component_name="NiCategoryChange")
class NiCategoryInput(_Reasoned):
    """Another National Insurance category; for a director the method and the day of the appointment."""

    category = serializers.ChoiceField(choices=NI_CHOICES)
    director_method = serializers.ChoiceField(
        choices=NiCategory.DirectorMethod.choices, allow_blank=True, default=NiCategory.DirectorMethod.NONE
    )
    director_from = DayField(required=False, allow_null=True, default=None)
    effective_from = DayField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the day of a director’s appointment. :raises ValidationError: when it is missing."""
        if attrs["director_method"] and attrs["director_from"] is None:
            raise serializers.ValidationError({"director_from": "Give the date on which the director was appointed."})
        return attrs


@extend_schema_serializer(component_name="StudentLoanStart")
class LoanInput(_Reasoned):
    """The start of a loan plan."""

    plan = serializers.ChoiceField(choices=StudentLoan.Plan.choices)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=100, help_text="SL1 or PGL1 from HMRC, or the starter checklist"
    )
    effective_from = DayField()


@extend_schema_serializer(component_name="StudentLoanStop")
class LoanEndInput(_Reasoned):
    """The end of a loan plan."""

    last_day = DayField()


class _OfPerson(PartnerApiView):
    def answer(self, person: UUID) -> Response:
        """Answer the record as it is today, with the trace that it leaves."""
        record = person_record(person=person, on=timezone.localdate())
        with_pay = PAY in self.access.permissions
        if with_pay or record.is_sensitive:
            row = Person.objects.get(pk=record.pk)
            disclosure.record_view(
                person=row, what="pay, bank and terms by the interface" if with_pay else "protected person",
                by=self.user, at=timezone.now(),
            )  # fmt: skip
        return Response(PersonOutput(shown(record, with_pay=with_pay)).data)

    @property
    def stamp(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"by": self.user, "at": timezone.now()}


class Details(_OfPerson):
    """A person's contact details."""

    permission = "people.edit"

    @extend_schema(
        request=DetailsInput, responses=PersonOutput, operation_id="person_details", summary="Correct contact details"
    )
    def patch(self, request: Request, partner_code: str, person: UUID) -> Response:
        """Correct what is given; it holds at once. A protected address is shown and changed on its page alone."""
        row: Person = found_or_404(Person.objects, uuid=person)
        given = self.checked(request, DetailsInput)
        if row.is_sensitive and any(name in given for name in PROTECTED):
            raise PermissionDenied("The address and telephone number of this person are protected: use the pages.")
        reason = given.pop("reason")
        people.correct_contacts(person=person, details=ContactDetails(**given), reason=reason, **self.stamp)
        return self.answer(person)


class _OfEmployment(_OfPerson):
    permission = "people.edit_tax"

    def employment(self, person: UUID, employment: UUID) -> UUID:
        """Return the id of an employment. :raises Http404: unless it is the person's."""
        found_or_404(Employment.objects, uuid=employment, person__uuid=person)
        return employment


class ChangeTaxCode(_OfEmployment):
    """Another tax code."""

    @extend_schema(
        request=TaxCodeInput, responses=PersonOutput, operation_id="person_tax_code", summary="Change the tax code"
    )
    def post(self, request: Request, partner_code: str, person: UUID, employment: UUID) -> Response:
        """Change it from a day on."""
        job = self.employment(person, employment)
        tax.change_tax_code(employment=job, **self.checked(request, TaxCodeInput), **self.stamp)
        return self.answer(person)


class ChangeNiCategory(_OfEmployment):
    """Another National Insurance category."""

    @extend_schema(
        request=NiCategoryInput, responses=PersonOutput, operation_id="person_ni_category",
        summary="Change the National Insurance category",
    )  # fmt: skip
    def post(self, request: Request, partner_code: str, person: UUID, employment: UUID) -> Response:
        """Change it from a day on."""
        job = self.employment(person, employment)
        tax.change_ni_category(employment=job, **self.checked(request, NiCategoryInput), **self.stamp)
        return self.answer(person)


class StartStudentLoan(_OfEmployment):
    """Deduct for a loan plan."""

    @extend_schema(
        request=LoanInput, responses=PersonOutput, operation_id="person_loan_start", summary="Start a student loan"
    )
    def post(self, request: Request, partner_code: str, person: UUID, employment: UUID) -> Response:
        """Start it from a day on."""
        job = self.employment(person, employment)
        tax.start_student_loan(employment=job, **self.checked(request, LoanInput), **self.stamp)
        return self.answer(person)


class StopStudentLoan(_OfEmployment):
    """Stop deducting for a loan plan."""

    @extend_schema(
        request=LoanEndInput, responses=PersonOutput, operation_id="person_loan_stop", summary="Stop a student loan"
    )
    def post(self, request: Request, partner_code: str, person: UUID, employment: UUID, plan: str) -> Response:
        """Stop it after a last day."""
        job = self.employment(person, employment)
        if plan not in StudentLoan.Plan:
            raise Http404
        tax.stop_student_loan(employment=job, plan=plan, **self.checked(request, LoanEndInput), **self.stamp)
        return self.answer(person)
