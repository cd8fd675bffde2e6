"""The family of somebody who has died: talks with them, next of kin who work here, what they are asked once."""

from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils import timezone

from hr.forms.death_family import (
    AnswerForm,
    ContactForm,
    CorrectTalkForm,
    EndKinForm,
    KinForm,
    TalkForm,
    TellManagerForm,
)
from hr.models import Employment, FamilyKin, FamilyTalk
from hr.operations import family_talks, family_ties
from hr.operations.family_talks import Said
from hr.operations.family_ties import Answered, CannotBeKin
from hr.queries import death_family
from hr.views.deaths_steps import CaseStep
from partners.views.base import now


class NoteTalk(CaseStep):
    """Note a talk with the family."""

    permission = "deaths.manage"
    form_class = TalkForm
    title = "Note a talk with the family"
    lead = "Calls, visits, and what they wrote. It is kept with the case and never sent."
    success_message = "Noted."

    def get_initial(self) -> dict[str, Any]:
        """Offer whom of the family one speaks to, and today."""
        return {"with_whom": self.case.family_name, "held_on": timezone.localdate()}

    def operate(self, form: Form) -> None:
        """Note it."""
        family_talks.note(case=self.case.uuid, talk=Said(**form.cleaned_data), by=self.user, at=now())


class CorrectTalk(CaseStep):
    """Correct an entry: what stood there stays on record."""

    permission = "deaths.manage"
    form_class = CorrectTalkForm
    title = "Correct an entry about a talk"
    lead = "What you write stands in its place. What stood there stays on record beneath it."
    success_message = "Corrected."
    talk: FamilyTalk

    def load(self) -> None:
        """Find the entry. :raises Http404: when there is none in scope."""
        super().load()
        rows = FamilyTalk.objects.of(self.partner.pk).filter(case=self.case)
        row = rows.filter(uuid=self.kwargs["family_talk"]).first()
        if row is None:
            raise Http404
        self.talk = row

    def get_initial(self) -> dict[str, Any]:
        """Offer what stands there."""
        return {name: getattr(self.talk, name) for name in TalkForm.base_fields}

    def operate(self, form: Form) -> None:
        """Correct it."""
        given = dict(form.cleaned_data)
        why = given.pop("why")
        family_talks.correct(talk=self.talk.uuid, now=Said(**given), why=why, by=self.user, at=now())


class AddKin(CaseStep):
    """Record a next of kin who works here."""

    permission = "deaths.manage"
    form_class = KinForm
    title = "Next of kin who works here"
    lead = (
        "Their relationship is confidential. From now on they cannot open this case, whatever roles they hold, and "
        "their own manager hears nothing unless they agree."
    )
    success_message = "Recorded. Ask them once whether their own manager may be told."

    def operate(self, form: Form) -> None:
        """Record it. :raises CannotBeKin: for a number that nobody has."""
        number = form.cleaned_data["employee_no"].strip()
        job = Employment.objects.of(self.partner.pk).filter(employee_no__iexact=number).select_related("person").first()
        if job is None:
            raise CannotBeKin(
                "Nobody has this employee number.", field="employee_no", remedy="Check the number on their record."
            )
        family_ties.add_kin(
            case=self.case.uuid, person=job.person.uuid, relationship=form.cleaned_data["relationship"], by=self.user,
            at=now(),
        )  # fmt: skip


class _Kin(CaseStep):
    permission = "deaths.manage"
    row: FamilyKin

    def load(self) -> None:
        """Find the next of kin of the case. :raises Http404: when there is none in scope."""
        super().load()
        row = death_family.kin(self.case).filter(uuid=self.kwargs["family_kin"]).first()
        if row is None:
            raise Http404
        self.row = row


class EndKin(_Kin):
    """Take back that somebody is next of kin."""

    form_class = EndKinForm
    title, submit = "Not next of kin", "Take it back"
    lead = "It was a mistake. It stays on record; they can open the case again if their roles allow it."

    def operate(self, form: Form) -> None:
        """Take it back."""
        family_ties.end_kin(kin=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)


class MayManagerKnow(_Kin):
    """Record whether the manager of a next of kin may be told."""

    form_class = AnswerForm
    title = "May their own manager be told?"
    lead = "Ask once, gently, and record what they say. Without a yes nobody is told."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the first answer, which was asked for, from a later one, which is theirs."""
        is_first = death_family.manager_answer(self.row) is None
        return {**super().get_form_kwargs(), "is_first": is_first}

    def get_initial(self) -> dict[str, Any]:
        """Offer their name and today."""
        return {"said_by": self.row.person.display_name, "said_on": timezone.localdate()}

    def operate(self, form: Form) -> None:
        """Record it."""
        said = Answered(**form.cleaned_data)
        family_ties.answer_manager(kin=self.row.uuid, said=said, by=self.user, at=now())


class TellManager(_Kin):
    """Tell the manager of a next of kin."""

    form_class = TellManagerForm
    title, submit = "Tell their manager", "Tell their manager"
    lead = "One message goes to whoever manages them. It names nobody: you speak with the manager yourself."
    success_message = "Their manager has been told to speak with you."

    def operate(self, form: Form) -> None:
        """Tell them."""
        family_ties.tell_manager(kin=self.row.uuid, by=self.user, at=now())


class OneContact(CaseStep):
    """Record whether the family wishes one contact for two employers."""

    permission = "deaths.manage"
    form_class = ContactForm
    title = "One contact for two employers?"
    lead = (
        "Where somebody worked for two employers, the family may have one person to speak to. Ask once. Nothing is "
        "passed on by recording it: with a yes you speak with the colleague there."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the first answer, which was asked for, from a later one, which is theirs."""
        is_first = death_family.contact_answer(self.case) is None
        return {**super().get_form_kwargs(), "is_first": is_first}

    def get_initial(self) -> dict[str, Any]:
        """Offer what is known."""
        before = death_family.contact_answer(self.case)
        other = before.other_employer if before else ""
        return {"said_by": self.case.family_name, "said_on": timezone.localdate(), "other_employer": other}

    def operate(self, form: Form) -> None:
        """Record it."""
        given = dict(form.cleaned_data)
        other = given.pop("other_employer")
        family_ties.answer_contact(
            case=self.case.uuid, said=Answered(**given), other_employer=other, by=self.user, at=now()
        )
