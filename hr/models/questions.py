"""Questions and concerns that people bring to HR: the question, and the thread that the person reads.

A concern about HR is for the HR director or the monitoring officer, as the person chose, and for nobody in HR. A
grievance and a request to work flexibly are for the person, whoever looks after them, and the HR manager: the
database shows them to nobody else (`hr_sees_question`). Nothing is ever done about a bank account
here (domain HR-12, E11).
"""

from django.db import models
from django.db.models import Q

from hr.models.people import Person
from hr.states import QuestionState
from partners.fk import PartnerForeignKey
from partners.models import PartnerOwned, PublicId, User, owned
from partners.rls import Narrowed

LONGEST_MESSAGE = 5000


class HrQuestion(PublicId, PartnerOwned):
    """What somebody brought to HR: what about, who looks after it, where it stands, by when it is answered."""

    class Topic(models.TextChoices):
        """What it is about."""

        QUESTION = "QUESTION", "A question"
        FAMILY = "FAMILY", "Dates of family leave"
        FLEXIBLE = "FLEXIBLE", "A request to work flexibly"
        GRIEVANCE = "GRIEVANCE", "A concern or grievance"
        DIRECTOR = "DIRECTOR", "A concern about HR, for the HR director"
        MONITORING = "MONITORING", "A concern about HR, for the monitoring officer"
        BANK = "BANK", "A request to change a bank account"

    class Channel(models.TextChoices):
        """How it came."""

        SELF = "SELF", "Self-service"
        EMAIL = "EMAIL", "E-mail"
        PHONE = "PHONE", "Telephone"
        PAPER = "PAPER", "Letter or in person"

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = QuestionState.ASKED.value, "Not answered yet"
        WITH_HR = QuestionState.WITH_HR.value, "Being looked at"
        ANSWERED = QuestionState.ANSWERED.value, "Answered"
        CLOSED = QuestionState.CLOSED.value, "Closed"
        WITHDRAWN = QuestionState.WITHDRAWN.value, "Withdrawn"

    number = models.PositiveIntegerField()
    person = PartnerForeignKey(Person)
    topic = models.CharField(max_length=10, choices=Topic)
    channel = models.CharField(max_length=6, choices=Channel)
    subject = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(help_text="By when it is to be answered")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case_reference = models.CharField(max_length=20, blank=True, help_text="The HR case that it became")
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PartnerOwned.Meta):
        verbose_name = "question to HR"
        verbose_name_plural = "questions to HR"
        constraints = owned(
            models.UniqueConstraint(fields=["partner", "number"], name="hr_hrquestion_number"),
            models.CheckConstraint(
                condition=Q(state__in=["CLOSED", "WITHDRAWN"], closed_by__isnull=False, closed_at__isnull=False)
                | (~Q(state__in=["CLOSED", "WITHDRAWN"]) & Q(closed_by__isnull=True, closed_at__isnull=True)),
                name="hr_hrquestion_closed_pair",
            ),
            models.CheckConstraint(
                condition=~Q(topic="BANK") | Q(state="CLOSED", owner__isnull=True, case_reference=""),
                name="hr_hrquestion_bank_is_never_done",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ASKED", "WITHDRAWN", "CLOSED"]) | Q(owner__isnull=False),
                name="hr_hrquestion_has_owner",
            ),
            Narrowed(name="hr_hrquestion_narrowed", using="hr_sees_question(partner_id, topic, person_id, owner_id)"),
            self_service="person_id",
            hide=("subject",),
        )
        indexes = [
            models.Index(fields=["partner", "state", "due_on"], name="hr_hrquestion_state"),
            models.Index(fields=["partner", "person"], name="hr_hrquestion_person"),
        ]

    def __str__(self) -> str:
        return f"Q-{self.number:06d}"


class HrQuestionMessage(PartnerOwned):
    """One message of the thread, by the person or by HR. Never changed."""

    question = PartnerForeignKey(HrQuestion)
    person = PartnerForeignKey(Person)
    is_answer = models.BooleanField(default=False, help_text="By HR; otherwise by the person, or for them")
    text = models.CharField(max_length=LONGEST_MESSAGE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(PartnerOwned.Meta):
        verbose_name = "message of a question"
        verbose_name_plural = "messages of questions"
        constraints = owned(
            models.CheckConstraint(condition=~Q(text=""), name="hr_hrquestionmessage_says_something"),
            Narrowed(name="hr_hrquestionmessage_narrowed", using="hr_sees_question_of(partner_id, question_id)"),
            self_service="person_id",
            hide=("text",),
            append_only=True,
            referenced=False,
        )
        indexes = [
            models.Index(fields=["partner", "question", "id"], name="hr_hrquestionmessage_thread"),
            models.Index(fields=["partner", "person"], name="hr_hrquestionmessage_person"),
        ]

    def __str__(self) -> str:
        return "Answer" if self.is_answer else "Question"
