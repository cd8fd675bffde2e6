"""The rules of journals that are posted without an approver, and of those looked at afterwards (domain FIN-02)."""

from sharedservices.common.rules import Rule


class TrainedByAnother(Rule):
    """Source: domain FIN-02, SEC-04: nobody gives or agrees to what lets themselves post alone."""

    code, field, source = "AUTO-OWN-TRAINING", "person", "domain FIN-02, SEC-04"
    sentence = "{person} cannot give or agree to their own training."
    remedy = "Let a colleague propose it, and another agree."
    is_refusal = True


class TrainedPrepares(Rule):
    """Source: domain FIN-02: the preparer is trained."""

    code, field, source = "AUTO-PREPARER", "person", "domain FIN-02"
    sentence = "{person} does not write journals here."
    remedy = "Have the role of journal preparer granted first, or choose somebody who holds it."


class TrainingDays(Rule):
    """Source: domain FIN-02; three years until a training is repeated is this product's policy."""

    code, field, source = "AUTO-TRAINING-DAYS", "last_day", "domain FIN-02, partner policy"
    sentence = "A training from {first} to {last} cannot be recorded."
    remedy = "Enter a last day from the first on, and no more than {most} years after it: then it is repeated."


class TrainingRuns(Rule):
    """Source: domain FIN-02: what has been revoked stays revoked."""

    code, source = "AUTO-REVOKED", "domain FIN-02"
    sentence = "The training of {person} for {ledger} {why}."
    remedy = "There is nothing to revoke. A new training is proposed anew."


class RoutineKinds(Rule):
    """Source: domain FIN-02: of the types that people write."""

    code, field, source = "AUTO-KINDS", "kinds", "domain FIN-02"
    sentence = "Only types of journal that people write can be routine."
    remedy = "Choose from the list, or none to have every journal approved again."


class RoutineStarts(Rule):
    """Source: domain FIN-02: what is posted without an approver was decided before."""

    code, field, source = "AUTO-STARTS", "starts_on", "domain FIN-02"
    sentence = "Routine types cannot begin on {starts}: that is before today, {today}."
    remedy = "Enter today or a later day."


class MonthIsOver(Rule):
    """Source: domain FIN-02: sampled after the event."""

    code, source = "AUTO-MONTH", "domain FIN-02"
    sentence = "{period} is not over: nothing is drawn before {after}."
    remedy = "Draw it on that day or later; it is drawn by itself the morning after the month’s end."


class ReviewedByAnother(Rule):
    """Source: domain FIN-02, SEC-04: somebody else than the preparer looks at a sampled journal."""

    code, source = "AUTO-REVIEWER", "domain FIN-02, SEC-04"
    sentence = "You wrote this journal, so you do not review it."
    remedy = "Somebody else who reviews sampled journals does."
    is_refusal = True


class FindingSays(Rule):
    """Source: domain FIN-02: a finding with its words and what follows."""

    code, field, source = "AUTO-FINDING", "finding", "domain FIN-02"
    sentence = "A finding needs words of {shortest} characters or more, and what follows from it."
    remedy = "Say what is wrong, and choose what is done about it."


class RevokedByFinding(Rule):
    """Source: domain FIN-02: what was revoked already is not revoked again."""

    code, field, source = "AUTO-NO-TRAINING", "remedy", "domain FIN-02"
    sentence = "The training that this journal was posted under {why}."
    remedy = "Choose another remedy: there is no training left to revoke."
