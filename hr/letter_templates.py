"""The letters that HR writes: what each begins with. Whoever writes one edits its words before it is printed."""

from datetime import date

from partners.letter_templates import LetterTemplate, register

STEP_DOWN_NOTICE = "step_down_notice"
GENERAL, CONDOLENCE, NEXT_STEPS, FINAL_PAY = "general", "condolence", "next_steps", "final_pay"
SINCE = date(2026, 4, 6)


def register_letters() -> None:
    """Tell the gateway. Called once, when the app is ready."""
    register(
        LetterTemplate(
            code=GENERAL, since=SINCE, name="Letter", title="About your employment", template="letters/general.txt"
        ),
        LetterTemplate(
            code="meeting", since=SINCE, name="Invitation to a meeting", title="A meeting with you",
            template="letters/meeting.txt",
        ),
        LetterTemplate(
            code=STEP_DOWN_NOTICE, since=SINCE, name="Notice before sick pay goes down", title="Your sick pay",
            template="letters/step_down_notice.txt", is_automatic=True,
        ),
        LetterTemplate(
            code=CONDOLENCE, since=SINCE, name="Condolence", title="With our sympathy",
            template="letters/condolence.txt", is_for_family=True,
        ),
        LetterTemplate(
            code=NEXT_STEPS, since=SINCE, name="What happens next", title="What happens next",
            template="letters/next_steps.txt", is_for_family=True,
        ),
        LetterTemplate(
            code="estate_account", since=SINCE, name="What we need before the estate is paid",
            title="Before we can pay what is due", template="letters/estate_account.txt", is_for_family=True,
        ),
        LetterTemplate(
            code=FINAL_PAY, since=SINCE, name="Pay that is due to the estate", title="Pay that is due",
            template="letters/final_pay.txt", is_for_family=True,
        ),
    )  # fmt: skip
