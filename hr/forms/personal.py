"""What an employee changes in their own record."""

from django import forms

from hr.forms.lists import FilterForm


class NothingToEnter(forms.Form):
    """A confirmation without fields."""


class AskForMyData(forms.Form):
    """What one wants to see of what is held about one."""

    scope = forms.CharField(
        label="Anything in particular?", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Leave empty for everything",
    )  # fmt: skip


class AddressForm(forms.Form):
    """One's own address."""

    address_line_1 = forms.CharField(
        label="Address line 1",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
        error_messages={"required": "Enter the first line of the address"},
    )
    address_line_2 = forms.CharField(
        label="Address line 2",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    town = forms.CharField(
        label="Town or city",
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "address-level2"}),
        error_messages={"required": "Enter the town or city"},
    )
    postcode = forms.CharField(
        label="Postcode",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "postal-code"}),
        help_text="Leave it empty for an address abroad",
    )


class ReachForm(forms.Form):
    """How one is reached, and the name one goes by."""

    known_as = forms.CharField(
        label="Known as",
        max_length=100,
        required=False,
        help_text="The first name that colleagues use, if it is not the one in your documents",
    )
    email = forms.CharField(
        label="Personal e-mail address",
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "spellcheck": "false"}),
        help_text="We send it a link to confirm, and tell the address that we held before",
    )
    phone = forms.CharField(
        label="Mobile or home telephone",
        max_length=30,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "class": "govuk-input--width-20", "autocomplete": "tel", "inputmode": "tel"}
        ),
        help_text="It stays unconfirmed until HR has spoken to you on it",
    )


class EmergencyContactForm(forms.Form):
    """Somebody to call in an emergency."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter the name of the person to call"}
    )
    relationship = forms.CharField(
        label="Who they are to you",
        max_length=80,
        required=False,
        help_text="For example, partner or parent",
    )
    phone = forms.CharField(
        label="Telephone number",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20", "inputmode": "tel"}),
        error_messages={"required": "Enter the telephone number"},
    )


class OwnTrailFilter(FilterForm):
    """Which events about oneself are shown."""

    action = forms.ChoiceField(
        label="What was done",
        required=False,
        choices=[
            ("", "All"), ("VIEW", "Viewed"), ("UNMASK", "Shown in full"), ("EXPORT", "Exported"), ("UPDATE", "Changed"),
        ],
    )  # fmt: skip
