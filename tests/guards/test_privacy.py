"""Every table with a person's rows is kept for a time and is in the answer to an access request, or says why not."""

import pytest
from django.apps import apps
from django.db import connection, models

from hr.models import Document
from hr.operations.answer_files import FOLDERS
from partners.holdings import holdings
from partners.models import PartnerOwned
from partners.retention import classes, seed
from partners.roles import PERMISSIONS
from sharedservices.common.fields import SealedTextField
from tests.guards.listed import NOT_ERASED, NOT_IN_AN_ANSWER
from tests.guards.walk import our_models

# Columns that say that a row is about somebody although no key leads to them.
TELLING = {"employee_no", "nino", "surname", "forenames", "date_of_birth"}


def of_a_person(found):
    """Return the models whose rows belong to a person: by a column, by what they hold, or by the row they hang on."""
    known = {m for m in found if m._meta.label == "hr.Person" or has_person(m) or tells_of_a_person(m)}
    while more := {m for m in found if m not in known and any(parent in known for parent in parents(m))}:
        known |= more
    return {m._meta.label for m in known}


def has_person(model):
    return any(field.attname == "person_id" for field in model._meta.concrete_fields)


def tells_of_a_person(model):
    """Return whether a partner’s table seals something, or names somebody: an envelope, a row of an extract."""
    columns = model._meta.concrete_fields
    return issubclass(model, PartnerOwned) and any(
        isinstance(one, SealedTextField) or one.attname in TELLING for one in columns
    )


def parents(model):
    return [field.related_model for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def test_every_table_of_a_person_is_kept_for_a_time_or_listed_with_a_reason():
    classed = {label for one in classes() for label in one.tables}

    assert of_a_person(our_models()) - classed == set(NOT_ERASED)


def test_every_table_of_a_person_is_in_the_answer_or_listed_with_a_reason():
    read = {label for one in holdings() for section in one.sections for label in section.tables}

    assert of_a_person(our_models()) - read == set(NOT_IN_AN_ANSWER)


def test_every_kind_of_document_has_a_folder_in_the_answer():
    assert set(FOLDERS) == set(Document.Kind)


def test_a_table_that_hangs_on_a_persons_row_is_found():
    found = of_a_person(our_models())
    assert {"hr.Person", "hr.DeathEvent", "payroll.PayslipLine", "partners.ChangeEvent", "hr.CaseStatement"} <= found
    assert {"hr.TransferEnvelope", "hr.StagedRow"} <= found
    assert "hr.PayScale" not in found


def test_every_class_has_a_proposal_a_name_a_basis_and_readers():
    assert [one.code for one in classes()] == list(seed())
    assert [one.code for one in classes() if not (one.basis and one.purpose and one.starts)] == []
    assert [one.code for one in classes() if not one.permissions <= PERMISSIONS.keys()] == []
    assert [label for one in classes() for label in one.tables if apps.get_model(label) is None] == []


@pytest.mark.parametrize("prefix", ["retained_", "erase_"])
def test_every_class_has_its_functions_in_the_database(db, prefix):
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        found = {row[0] for row in cursor.fetchall()}

    assert {prefix + code for code in seed()} - found == set()
