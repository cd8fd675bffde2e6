"""The six dates of service (HR-03): brought by the people file, counted where they are missing, verified by people."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from hr.models import Assignment, Employment, ServiceDate, StaffGroup
from hr.operations import service_dates
from hr.queries import migrations, service_words
from hr.queries.absence_terms import facts_of
from hr.queries.redundancy import redundancy_of
from hr.queries.service_dates import dates_of, service_from
from partners.scope import partner_scope
from sharedservices.common.errors import DomainError
from tests.factories import hr as make
from tests.factories import onboarding
from tests.factories.onboarding import AT
from tests.factories.people_file import csv_file, row
from tests.functional.people_pages import approve_all, client, text

pytestmark = pytest.mark.django_db
GIVEN = {
    "service_redundancy_from": "2012-02-01", "service_leave_from": "2015-01-05", "service_sick_pay_from": "2018-09-03",
    "service_maternity_from": "2019-01-01", "service_evidence": "Statement of 2019",
}  # fmt: skip


@pytest.fixture
def loaded(cast):
    with partner_scope(cast.northshire.pk, actor_id=cast.hana.pk, reason="test"):
        made = onboarding.project(cast)
        made.to_data()
        load = made.load(made.take(csv_file(row(1, **GIVEN), row(2, forenames="Bea"))))
        assert load.is_applied, load.summary
        yield made


def ann():
    return Employment.objects.select_related("person").get(employee_no="200001")


def test_dates_come_by_the_people_file_and_what_is_missing_is_counted_by_purpose(loaded):
    lines = migrations.lines_of(migrations.latest_load(loaded.project))
    missing = {line.key: (line.staging, line.target) for line in lines if line.total == "service_null"}
    one, both = (Decimal(1),) * 2, (Decimal(2),) * 2
    assert missing == {
        "EMPLOYER": (Decimal(0),) * 2, "REDUNDANCY": one, "LEAVE": one, "SICK_PAY": one, "MATERNITY": one,
        "SCHEME": both,
    }  # fmt: skip
    found = {one.label: (one.since, one.evidence, one.verified) for one in dates_of(ann())}
    assert found["Annual leave"] == (date(2015, 1, 5), "Statement of 2019", "")
    assert found["Police or fire scheme"] == (None, "", "")
    assert found["With this employer"][0] == date(2020, 4, 1)


def test_each_purpose_counts_from_its_own_date_and_from_continuous_service_without_one(loaded):
    facts = facts_of(loaded_job("200001-1"))
    assert (facts.service_from, facts.leave_service_from, facts.maternity_service_from) == (
        date(2018, 9, 3), date(2015, 1, 5), date(2019, 1, 1),
    )  # fmt: skip
    assert facts_of(loaded_job("200002-1")).leave_service_from == date(2020, 4, 1)
    assert service_from(employment=ann(), purpose="SCHEME") == date(2020, 4, 1)
    # From 1 February 2012 to 31 January 2027 are 14 full years and a day short of 15.
    pay = redundancy_of(employment=ann(), jobs=[loaded_job("200001-1")], last_day=date(2027, 1, 30))
    assert pay.steps[0].figure == "14 full years"


def loaded_job(number):
    return Assignment.objects.select_related("employment__person").get(number=number)


def test_a_date_of_service_after_the_start_stops_the_load(loaded):
    load = loaded.load(loaded.take(csv_file(row(3, service_leave_from="2021-01-01"))))

    assert not load.is_applied
    assert migrations.open_issues(loaded.project)["S1"][0] > 0


def test_verify_keeps_evidence_and_who_saw_it_and_no_later_file_undoes_it(loaded, cast):
    """ServiceIsShown and ServiceBeforeStart."""
    said = {"employment": ann().uuid, "purpose": "SCHEME", "by": cast.hana, "at": AT}
    for wrong in (
        {"since": date(2014, 1, 1), "evidence": " "}, {"since": date(2014, 1, 1), "evidence": "x" * 201},
        {"since": date(2021, 1, 1), "evidence": "Letter"},
    ):  # fmt: skip
        with pytest.raises(DomainError):
            service_dates.verify(**said | wrong)
    made = service_dates.verify(**said, since=date(2014, 1, 1), evidence="Letter of the fire scheme")
    assert (made.verified_by, made.since) == (cast.hana, date(2014, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceDate.objects.filter(pk=made.pk).update(evidence="")

    load = loaded.load(loaded.take(csv_file(row(1, **GIVEN, email="new@example.org"), row(2, forenames="Bea"))))

    assert not load.is_applied
    assert ServiceDate.objects.get(purpose="SCHEME").verified_by == cast.hana


def test_the_first_date_is_recorded_on_the_page_and_another_one_is_not(loaded, cast):
    """ServiceRecordedOnce."""
    hana = client(cast.hana)
    address = f"/p/northshire/people/{ann().person.uuid}/employments/{ann().uuid}/service-dates/"
    assert "Occupational sick pay 3 September 2018 Statement of 2019" in text(hana.get(address))
    given = {"purpose": "SCHEME", "since": "1/2/2016"}
    assert hana.post(address, given | {"evidence": ""}).status_code == 422
    assert hana.post(address, given | {"evidence": "Seen at the counter"}).status_code == 302
    assert "Police or fire scheme 1 February 2016 Seen at the counter Hana" in text(hana.get(address))
    same = {"purpose": "LEAVE", "since": "5/1/2015", "evidence": "Contract of 2015"}
    assert hana.post(address, same).status_code == 302  # nobody had verified it: it is right as it stands
    for wrong in (given | {"since": "1/3/2016", "evidence": "x"}, same | {"since": "1/3/2014"}, same):
        answer = hana.post(address, wrong)
        assert (answer.status_code, "A date is recorded for this already." in text(answer)) == (422, True)


def propose(hana, address, **given):
    return hana.post(address, {"reason": "Found in the file", "step": "confirm"} | given)


def test_another_date_is_proposed_with_what_it_changes_and_the_former_one_stays(loaded, cast):
    """Domain HR-03 and 0.1, dated history. ServiceRecorded, and the trigger on what is recorded."""
    hana, base = client(cast.hana), f"/p/northshire/people/{ann().person.uuid}/employments/{ann().uuid}/service-dates/"
    make.absence_terms(StaffGroup.objects.get())
    other = {"since": "3/9/2019", "evidence": "Statement of 2026"}
    look = text(hana.post(f"{base}SICK_PAY/change/", other | {"reason": "Found in the file"}))
    for words in ("3 September 2018", "3 September 2019", "Full years of service that count", "Notice"):
        assert words in look, words
    assert propose(hana, f"{base}SICK_PAY/change/", **other).status_code == 422  # no document
    scan = SimpleUploadedFile("statement.pdf", b"%PDF-1.7 statement")
    assert propose(hana, f"{base}SICK_PAY/change/", **other, document=scan).status_code == 302
    scan = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter")
    assert propose(hana, f"{base}LEAVE/withdraw/", document=scan).status_code == 302
    assert service_from(employment=ann(), purpose="SICK_PAY") == date(2018, 9, 3)

    approve_all(cast, at=AT)

    assert service_from(employment=ann(), purpose="SICK_PAY") == date(2019, 9, 3)
    assert service_from(employment=ann(), purpose="LEAVE") == date(2020, 4, 1)
    shown = {label: words for label, _value, words in service_words.figures(ann(), "SICK_PAY", date(2022, 1, 1))}
    # On 1 January 2022 there are 27 completed months: in the third year 4 months of full pay (NJC Green Book 2-10).
    assert shown["Full years of service that count"] == "2 years"
    assert [words for label, words in shown.items() if label.endswith("full pay")] == ["122 days"]
    former = text(hana.get(base)).split("Former dates")[1]
    assert "3 September 2018 Statement of 2019" in former
    assert "Found in the file" in former
    assert propose(hana, f"{base}LEAVE/withdraw/").status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceDate.objects.filter(purpose="MATERNITY").update(since=date(1999, 1, 1))
    with pytest.raises(DomainError):
        service_dates.withdraw(employment=ann().uuid, purpose="LEAVE", reason="x", by=cast.ben, at=AT)
