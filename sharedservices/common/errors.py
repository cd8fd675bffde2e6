"""Errors that a user caused and a user can put right.

``DomainError`` becomes a message on the page (4xx). Every other exception is a bug and goes to the error log.
"""


class DomainError(Exception):
    """Say what is wrong in words for the user.

    ``field`` is the form or import column at fault, ``remedy`` the sentence that says what to do about it. Sensitive
    values (National Insurance number, bank account, pay) never stand in either. ``is_refusal`` marks what somebody's
    other duties forbid them: the attempt goes on the audit trail.
    """

    is_refusal = False

    def __init__(self, message: str, *, field: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.remedy = remedy

    def __str__(self) -> str:
        return self.message

    @property
    def explanation(self) -> str:
        """Return the message followed by the remedy, as one text."""
        return f"{self.message} {self.remedy}" if self.remedy else self.message
