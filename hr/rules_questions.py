"""The rules of questions to HR (domain HR-12, HR-16): who asks, who answers, and what is never acted upon."""

from hr.rules import Rule


class OwnQuestionOnly(Rule):
    """Source: domain HR-12: people ask for themselves; HR records for others what came otherwise."""

    code, field, is_refusal = "HR-QUESTION-OWN", None, True
    sentence = "Only the person themselves does this."
    remedy = "Record it as HR, with how it came."
    source = "domain HR-12"


class NotOnesOwnQuestion(Rule):
    """Source: domain SEC-03: nobody answers or looks after their own."""

    code, field, is_refusal = "HR-QUESTION-ANOTHER", None, True
    sentence = "This is your own question, or about you."
    remedy = "Ask a colleague in HR."
    source = "domain SEC-03"


class QuestionSaysSomething(Rule):
    """Source: domain HR-12: what is asked and answered is in words."""

    code, field = "HR-QUESTION-WORDS", "text"
    sentence = "There is nothing written, or more than {most} characters."
    remedy = "Write it, in fewer words."
    source = "domain HR-12"


class FrozenAfterDeath(Rule):
    """Source: domain HR-09: after a death nothing is written to the person, and what they asked stands as it is."""

    code, field = "HR-QUESTION-FROZEN", None
    sentence = "A death was reported: this question stands as it is."
    remedy = "Speak to the case officer of the death."
    source = "domain HR-09"


class BankChangesElsewhere(Rule):
    """Source: domain HR-12 and E11: a change of bank account that is asked for in a message is never acted upon."""

    code, field = "HR-QUESTION-BANK", "topic"
    sentence = "A bank account is not changed by asking HR."
    remedy = "Change it under My details, Bank account, with a fresh sign-in."
    source = "domain HR-12, E11"


class WorksOnQuestions(Rule):
    """Source: domain HR-16: whoever looks after a question works on questions at the partner."""

    code, field = "HR-QUESTION-OWNER", "owner"
    sentence = "{name} does not answer questions here."
    remedy = "Choose somebody from the list."
    source = "domain HR-16"


class ManagerNamesOwner(Rule):
    """Source: domain HR-16: who sees a concern or a request to work flexibly is named by the HR manager."""

    code, field, is_refusal = "HR-QUESTION-RESTRICTED", None, True
    sentence = "The HR manager names who looks after this."
    remedy = "Ask the HR manager."
    source = "domain HR-16"


class BecomesACase(Rule):
    """Source: domain HR-16: a grievance and a request to work flexibly are HR cases; other questions are not."""

    code, field = "HR-QUESTION-CASE", None
    sentence = "This cannot be taken into a case, or is in one already."
    remedy = "Answer it here."
    source = "domain HR-16"


class StaysOutsideHr(Rule):
    """Source: domain HR-16: a concern about HR is read by whom it was brought to, never by whom it may be about."""

    code, field, is_refusal = "HR-QUESTION-OUTSIDE", "owner", True
    sentence = "This concern is about HR: only a {who} looks after it."
    remedy = "Choose somebody who holds that role, or keep it."
    source = "domain HR-16"


class BroughtByThePerson(Rule):
    """Source: domain HR-16: whoever works in HR does not record a concern about HR."""

    code, field, is_refusal = "HR-QUESTION-BROUGHT", "topic", True
    sentence = "A concern about HR is not recorded by HR."
    remedy = "The person brings it under Ask HR, or speaks to the HR director or the monitoring officer."
    source = "domain HR-16"


ALL_RULES: tuple[type[Rule], ...] = (
    OwnQuestionOnly, NotOnesOwnQuestion, QuestionSaysSomething, FrozenAfterDeath, BankChangesElsewhere,
    WorksOnQuestions, ManagerNamesOwner, BecomesACase, StaysOutsideHr, BroughtByThePerson,
)  # fmt: skip
