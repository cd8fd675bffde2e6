"""Who and when go together: every `*_at` has its `*_by`, and where they may be empty a check binds them."""

from django.db import models

from tests.guards.listed import MOMENTS_WITHOUT_PERSON, PAIRS_WITHOUT_CHECK
from tests.guards.walk import our_models


def moments(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, models.DateTimeField)]


def person_of(model, field):
    """Return the field that says who, or None."""
    wish = field.name.removesuffix("at") + "by" if field.name != "at" else "by"
    return next((one for one in model._meta.concrete_fields if one.name == wish), None)


def lonely(found):
    return [
        f"{model._meta.label}.{field.name}"
        for model in found
        for field in moments(model)
        if (field.name == "at" or field.name.endswith("_at")) and person_of(model, field) is None
    ]


def test_every_moment_has_its_person_or_is_listed():
    trail = {"partners.AuditEvent.at", "partners.AuditSeal.at", "partners.AuditCheck.at"}

    assert sorted(set(lonely(our_models())) - trail) == sorted(MOMENTS_WITHOUT_PERSON)


def test_a_lonely_moment_is_found():
    from django.contrib.sessions.models import Session

    class Paid(models.Model):
        paid_at = models.DateTimeField()

        class Meta:
            app_label = "nowhere"
            managed = False

    from django.apps import apps

    apps.all_models.pop("nowhere")
    assert lonely([Paid, Session]) == ["nowhere.Paid.paid_at"]


def test_a_pair_that_may_be_empty_is_bound_by_a_check():
    loose = []
    for model in our_models():
        checks = [str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
        for field in moments(model):
            person = person_of(model, field)
            if person is None or not (field.null or person.null):
                continue
            stem = field.name.removesuffix("_at")
            if not any(f"{field.name}__isnull" in text and f"{person.name}__isnull" in text for text in checks):
                loose.append(f"{model._meta.label}.{stem}")

    assert sorted(loose) == sorted(PAIRS_WITHOUT_CHECK)


def test_dates_and_moments_are_named_for_what_they_are():
    odd = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in moments(model)
        if field.name not in {"at", "last_login"} and not field.name.endswith("_at")
    ]

    assert odd == []
