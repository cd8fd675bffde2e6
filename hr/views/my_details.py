"""My details: address, contacts, whom to call in an emergency; and what is held about me and who looked at it."""

from math import ceil
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.views.generic import TemplateView

from hr import sealed
from hr.forms.personal import AddressForm, EmergencyContactForm, NothingToEnter, OwnTrailFilter, ReachForm
from hr.models import Contact, EmergencyContact, Person
from hr.operations import personal
from hr.operations.personal import Address, Reach
from hr.queries import contacts
from hr.views.base import PeopleView, find
from partners.queries import own_requests, own_retention, own_trail
from partners.roles import Role
from partners.views.base import PartnerFormView, now
from sharedservices.common.formatting import counted, day

EVENTS_A_PAGE = 50
FILES = {
    "PDF": "Download it to read (PDF)", "JSON": "Download it for machines (JSON)",
    "ZIP": "Download all of it with the documents (ZIP)",
}  # fmt: skip
ADDRESS = ("address_line_1", "address_line_2", "town", "postcode")
HELD = (
    ("Your name, address and contract", "hr:my_details", "hr_file"),
    ("Whom to call in an emergency, and contacts of before", "hr:my_details", "contacts"),
    ("Where your pay goes", "hr:my_bank", "bank"),
    ("Payslips, tax, National Insurance, and questions about pay", "my_payslips", "pay"),
    ("Claims of mileage, hours and expenses", "hr:my_claims", "claims"),
    ("What you asked HR", "hr:my_questions", "questions"),
    ("DBS checks, registrations and training", "hr:my_checks", "checks"),
    ("Annual leave", "hr:my_leave", "leave"),
    ("Sickness, with what your fit notes say, and family leave", "hr:my_sickness", "absence"),
    ("Your equality answers", "hr:my_equality", "equality"),
)
"""What is held, where to see it, and its class of retention: how long it is kept is what the partner has approved."""


class MyDetailsView(PeopleView):
    """A page of self-service: the middleware has narrowed the scope to the user's own rows."""

    permission = "me.view"

    def tabs(self, active: str) -> list[dict[str, Any]]:
        """Return the pages of My details."""
        pages = (
            ("My details", "my_details"), ("Bank account", "my_bank"), ("Tax and pension", "my_tax"),
            ("My documents", "my_documents"), ("Checks and training", "my_checks"), ("Working time", "my_working_time"),
            ("Equality", "my_equality"),
            ("What is held about me", "my_data"), ("My rights", "my_rights"),
        )  # fmt: skip
        return [{"label": label, "href": self.url(name), "active": name == active} for label, name in pages]

    @property
    def site(self) -> str:
        """Scheme and host of links in messages."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    def own_crumbs(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Return breadcrumbs from one's own home."""
        return self.crumbs(*steps)[1:] if self.access.roles == {Role.EMPLOYEE} else self.crumbs(*steps)

    def people(self) -> list[Person]:
        """Return one's own records: one, mostly."""
        return list(Person.objects.filter(pk__in=self.access.person_ids).order_by("id"))


class MyDetails(MyDetailsView, TemplateView):
    """Address, contacts with how far they are confirmed, emergency contacts, and what only HR changes."""

    template_name = "hr/me_details.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show each record."""
        return super().get_context_data(
            tabs=self.tabs("my_details"), records=[self._record(one) for one in self.people()], **kwargs
        )

    def _record(self, who: Person) -> dict[str, Any]:
        lines = [value for value in (getattr(who, name) for name in ADDRESS) if value]
        ids: dict[str, Any] = {"person": who.uuid}
        rows = EmergencyContact.objects.filter(person=who, removed_at=None).order_by("id")
        return {
            "reach": [
                {
                    "key": "Address",
                    "value": ", ".join(lines),
                    "hint": "Protected: colleagues do not see it" if who.is_sensitive else "",
                    "href": self.url("my_address", **ids),
                },
                *self._contacts(who),
                {"key": "Known as", "value": who.known_as, "href": self.url("my_contacts", **ids)},
            ],
            "emergency": [
                {
                    "key": one.name,
                    "value": one.phone,
                    "hint": one.relationship,
                    "href": self.url("my_emergency_remove", contact=one.uuid),
                    "action": "Remove",
                }
                for one in rows
            ],
            "add_href": self.url("my_emergency_add", **ids),
            "fixed": [
                {"key": "Name", "value": " ".join(part for part in (who.title, who.forenames, who.surname) if part)},
                {"key": "Date of birth", "value": day(who.date_of_birth)},
                {"key": "Sex for HMRC", "value": who.get_sex_display()},
                {"key": "National Insurance number", "value": sealed.masked_nino(who.nino, person=who.uuid)},
            ],
        }

    def _contacts(self, who: Person) -> list[dict[str, Any]]:
        held, href = contacts.current(who), self.url("my_contacts", person=who.uuid)
        return [
            {"key": label, "value": getattr(who, field), "hint": _confirmed(held.get(kind), getattr(who, field)),
             "href": href}
            for kind, label, field in (
                (Contact.Kind.EMAIL, "Personal e-mail", "email"), (Contact.Kind.PHONE, "Telephone", "phone"),
            )
        ]  # fmt: skip


def _confirmed(contact: Contact | None, value: str) -> str:
    if not value:
        return ""
    since = f"Held since {day(contact.begun_at)}. " if contact and contact.begun_at else ""
    if contact is None or contact.verified_at is None:
        return f"{since}Not confirmed"
    return f"{since}Confirmed on {day(contact.verified_at)}: {contact.get_verified_how_display().lower()}"


class OwnRecordForm(MyDetailsView, PartnerFormView):
    """A form about one's own record."""

    write_permission = "me.view"
    template_name = "partners/form_page.html"
    title = ""
    lead = ""

    def load(self) -> None:
        """Find the record: another person's is not in scope."""
        self.person: Person = find(Person.objects, uuid=self.kwargs["person"], pk__in=self.access.person_ids)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        trail = self.own_crumbs(("My details", self.url("my_details")), (self.title, ""))
        words = {"title": self.title, "lead": self.lead, "cancel_href": self.url("my_details"), "breadcrumbs": trail}
        return super().get_context_data(**words, **kwargs)


class ChangeMyAddress(OwnRecordForm):
    """Change one's own address."""

    form_class = AddressForm
    title = "Change my address"
    success_message = "Your address is changed."

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        return {name: getattr(self.person, name) for name in ADDRESS}

    def perform(self, form: Form) -> str:
        """Change it."""
        address = Address(**form.cleaned_data)
        personal.change_address(person=self.person.uuid, address=address, by=self.user, at=now())
        return self.url("my_details")


class ChangeMyContacts(OwnRecordForm):
    """Change one's e-mail address, telephone number and the name one goes by."""

    form_class = ReachForm
    title = "Change how we reach you"
    lead = "For two weeks after a change, messages about changes of your bank account also go to what we held before."
    success_message = "Your details are changed."

    def get_initial(self) -> dict[str, Any]:
        """Offer what is recorded."""
        return {name: getattr(self.person, name) for name in ("email", "phone", "known_as")}

    def perform(self, form: Form) -> str:
        """Change them."""
        reach = Reach(**form.cleaned_data, site=self.site)
        personal.change_contacts(person=self.person.uuid, reach=reach, by=self.user, at=now())
        return self.url("my_details")


class AddEmergencyContact(OwnRecordForm):
    """Add somebody to call in an emergency."""

    form_class = EmergencyContactForm
    title = "Add somebody to call in an emergency"
    lead = "Ask them first: we hold their name and number to reach them if something happens to you."
    success_message = "The emergency contact is added."

    def perform(self, form: Form) -> str:
        """Add them."""
        personal.add_emergency_contact(person=self.person.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("my_details")


class RemoveEmergencyContact(OwnRecordForm):
    """Take somebody off one's own list."""

    form_class = NothingToEnter
    title = "Remove an emergency contact"
    success_message = "The emergency contact is removed."

    def load(self) -> None:
        """Find the contact: another person's is not in scope."""
        self.contact: EmergencyContact = find(
            EmergencyContact.objects, uuid=self.kwargs["contact"], person_id__in=self.access.person_ids, removed_at=None
        )

    def perform(self, form: Form) -> str:
        """Remove them."""
        personal.remove_emergency_contact(contact=self.contact.uuid, by=self.user, at=now())
        return self.url("my_details")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whom."""
        return super().get_context_data(submit="Remove", kind="warning", **kwargs) | {"lead": self.contact.name}


class MyData(MyDetailsView, TemplateView):
    """What is held about me by category, and who looked at it or changed it: one's own look-ups included."""

    template_name = "hr/me_data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show one page of the events."""
        form, asked = OwnTrailFilter(self.request.GET), own_requests.mine(at=now())
        action = form.cleaned_data["action"] if form.is_valid() else ""
        n, kept = own_trail.n_events(action=action), own_retention.kept()
        last = max(1, ceil(n / EVENTS_A_PAGE))
        wish = self.request.GET.get("page", "1")
        page = min(last, max(1, int(wish))) if wish.isdecimal() and len(wish) < 9 else 1
        days = own_trail.events(
            user_ids={self.user.pk}, action=action, limit=EVENTS_A_PAGE, offset=(page - 1) * EVENTS_A_PAGE
        )
        return super().get_context_data(
            tabs=self.tabs("my_data"), filter=form, days=days, n_text=counted(n, "entry", "entries"),
            held=[
                {"title": title, "href": reverse(name, args=[self.partner.code]), "hint": kept[code]}
                for title, name, code in HELD
            ],
            pages=[self._page(number, action, page) for number in _near(page, last)] if last > 1 else [],
            requests=[self._request(one) for one in asked], can_ask=not any(one.is_open for one in asked),
            ask_href=self.url("my_data_ask"), **kwargs,
        )  # fmt: skip

    def _request(self, one: own_requests.OwnRequest) -> dict[str, Any]:
        hint = f"Answer due by {day(one.due_on)}" if one.is_open else f"{day(one.closed_at)}. {one.said}".strip()
        return {
            "title": f"Request {one.number}, {day(one.received_on)}",
            "state": one.state_words,
            "hint": hint,
            "until": one.until,
            "files": [
                {
                    "label": FILES[kind],
                    "href": self.url("my_answer", own_request=one.request, answer_format=kind.lower()),
                }
                for kind in ([*one.kinds, "ZIP"] if one.kinds else [])
            ],
        }

    def _page(self, number: int, action: str, page: int) -> dict[str, Any]:
        href = self.url("my_data", query={"action": action, "page": str(number)})
        return {"label": str(number), "href": href, "active": number == page}


def _near(page: int, last: int) -> list[int]:
    return [number for number in range(1, last + 1) if number in {1, last} or abs(number - page) <= 2]
