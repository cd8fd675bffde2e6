"""Reference data by file (domain HR-02, HR-04): a new partner is set up through the pages, approved by others."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from hr.importing.reference import SHEETS
from hr.models import Grade, JobRole, PayElement, PayGroup, PensionRates, SpineValue, StaffGroup
from partners.models import ChangeRequest, Grant, LegalEntity, OutboundMessage, Partner
from partners.roles import Role
from partners.scope import partner_scope
from tests.functional.people_pages import client, text
from tests.people import grant, user

P = "/p/newshire/"
BASE = f"{P}partnership/reference/"
FILES = {
    "employers": "code,legal_name,kind,address,from\nNEW,Newshire Council,Council,1 High Street,2026-04-01\n",
    "paye-schemes": "employer,employer_reference,accounts_office_reference,name\nNEW,123/AB456,123PA00045678,Main\n",
    "cost-centres": "employer,code,name,from\nNEW,CC100,Adult care,2026-04-01\nNEW,CC200,Roads,2026-04-01\n",
    "terms": "code,name,full_time_hours,weeks_in_year,day_rule,hourly_rule\nNJC,Green Book,37,52.143,calendar,direct\n",
    "pay-scales": "scale,scale_name,point,annual,from,status,source\n"
                  "NJC,NJC spine,20,32597,2025-04-01,,NJC\nNJC,NJC spine,21,\"33,143\",2025-04-01,Agreed,NJC\n",
    "grade-bars": "scale,grade,point,source\nNJC,G6,20,Local scheme\n",
    "deleted-points": "scale,old_point,new_point,from,source\nNJC,20,21,2027-04-01,NJC 2027\n",
    "grades": "scale,code,name,lowest_point,highest_point\nNJC,G6,Grade 6,20,21\n",
    "pension-schemes": "code,name,arrangement,basis,law_scheme,qualifying_earnings,employer_percent,employee_percent,"
                       "from,source\nLGPS,Pension scheme,net_pay,actual,lgps,no,19.6,,2026-04-01,Fund valuation\n",
    "roles": "code,title,terms,scale,grade,dbs,vetting,registration,pension_scheme,evaluation_score,evaluated_on,"
             "politically_restricted,statutory_officer,budget_holder,safety_critical\n"
             "SW,Social worker,NJC,NJC,G6,Enhanced,,Social Work England,LGPS,412,2025-02-03,no,no,yes,no\n",
    "pay-elements": "code,name,kind,method,factor,rate,taxable,niable,pensionable,hours_varying,from\n"
                    "OT15,Overtime at time and a half,payment,HOURS_AT_JOB_RATE,1.5,,,,no,yes,2026-04-01\n",
    "pay-groups": "code,name,employer,employer_reference,frequency\nMONTH,Monthly,NEW,123/AB456,monthly\n",
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("second_of_november")


@pytest.fixture
def newshire(db):
    partner = Partner.objects.create(
        code="newshire", name="Newshire Council", short_name="Newshire", kind=Partner.Kind.UNITARY,
        joined_on=date(2026, 4, 1),
    )  # fmt: skip
    people = {
        "lead": Role.MIGRATION_LEAD,
        "boss": Role.HR_MANAGER,
        "money": Role.BUDGET_HOLDER,
        "pay": Role.PAYROLL_PROCESSOR,
    }  # the third person for what reaches into another tax year
    logins = {}
    for name, role in people.items():
        logins[name] = user(name.title())
        grant(logins[name], partner, role)
    return partner, {name: client(one) for name, one in logins.items()}


def hand_in(who, sheet, content, mode="send", **more):
    file = SimpleUploadedFile(f"{sheet}.csv", content.encode())
    return who.post(f"{BASE}{sheet}/", {"file": file, "mode": mode, "reason": "Joining the partnership"} | more)


def approve(partner, logins):
    with partner_scope(partner.pk):
        row = ChangeRequest.objects.get(state="WAITING")
    for name in ("boss", "money", "pay"):
        logins[name].post(f"{P}changes/{row.uuid}/approve/", {"content_hash": row.content_hash})
    with partner_scope(partner.pk):
        row.refresh_from_db()
    return row


def test_a_new_partner_is_set_up_by_files_that_others_approve(newshire):
    partner, logins = newshire
    assert "Still to bring: Employers, PAYE schemes, Cost centres" in text(logins["lead"].get(BASE))

    for sheet in SHEETS:
        shown = {"document": SimpleUploadedFile("order.pdf", b"%PDF-1.4 the order")} if sheet == "employers" else {}
        assert hand_in(logins["lead"], sheet, FILES[sheet], **shown).status_code == 302, sheet
        assert approve(partner, logins).state == "APPLIED", sheet

    with partner_scope(partner.pk):
        assert str(LegalEntity.objects.get()) == "Newshire Council"
        assert StaffGroup.objects.get().weeks_in_year == Decimal("52.143")
        assert list(SpineValue.objects.order_by("annual").values_list("annual", flat=True)) == [32597, 33143]
        assert [Grade.objects.get().minimum.code, Grade.objects.get().maximum.code] == ["20", "21"]
        role = JobRole.objects.get()
        assert (role.dbs, role.grade.code, role.is_budget_holder, role.evaluation_score) == (
            "ENHANCED",
            "G6",
            True,
            412,
        )
        assert PensionRates.objects.get().employer_rate == Decimal("0.196")
        assert (PayElement.objects.get().factor, PayElement.objects.get().taxable) == (Decimal("1.5"), True)
        assert PayGroup.objects.get().paye_scheme.employer_reference == "123/AB456"
    page = text(logins["lead"].get(BASE))
    assert "Still to bring" not in page


def test_an_award_ends_the_value_before_and_never_reaches_over_a_later_one(newshire):
    partner, logins = newshire
    hand_in(logins["lead"], "pay-scales", FILES["pay-scales"])
    approve(partner, logins)
    award = "scale,scale_name,point,annual,from,status,source\nNJC,NJC spine,21,34237,2026-04-01,,NJC 2026 (+3.3%)\n"

    assert hand_in(logins["lead"], "pay-scales", award).status_code == 302
    row = approve(partner, logins)

    assert (row.state, row.effective_from) == ("APPLIED", date(2026, 4, 1))
    assert row.before == [["Row 2: NJC 21 2026-04-01", "£33,143.00 a year from 1 April 2025; Agreed; NJC"]]
    assert row.after == [["Row 2: NJC 21 2026-04-01", "£34,237.00 a year from 1 April 2026; Agreed; NJC 2026 (+3.3%)"]]
    with partner_scope(partner.pk):
        spans = SpineValue.objects.filter(point__code="21").order_by("valid").values_list("annual", "valid")
        assert [(annual, valid.lower, valid.upper) for annual, valid in spans] == [
            (33143, date(2025, 4, 1), date(2026, 4, 1)), (34237, date(2026, 4, 1), None),
        ]  # fmt: skip
    earlier = award.replace("2026-04-01", "2025-10-01")
    said = hand_in(logins["lead"], "pay-scales", earlier)
    assert (said.status_code, "Point 21 has a value from 1 April 2026 already" in text(said)) == (422, True)


@pytest.mark.parametrize(
    ("sheet", "content", "said"),
    [
        ("employers", "code,legal_name,kind,address,from\nA,Name,Wizards,,2026-04-01\n", "none of the choices"),
        ("employers", "code,legal_name,kind,address,from\nA,Name,Council,,2026-02-30\n", "There is no such day"),
        ("cost-centres", "employer,code,name,from\nNOBODY,CC1,Roads,2026-04-01\n", "There is no employer NOBODY"),
        ("terms", FILES["terms"].replace("37", "0"), "pay is divided by it"),
        ("terms", FILES["terms"].replace("52.143", "lots"), "not a number"),
        ("terms", FILES["terms"] + FILES["terms"].splitlines()[1] + "\n", "Terms NJC is there already"),
        ("pay-scales", FILES["pay-scales"].replace("32597", "0"), "more than nothing"),
        ("pension-schemes", FILES["pension-schemes"].replace(",lgps,", ",,"), "in the law’s bands or in this row"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_named_and_nothing_is_proposed(newshire, sheet, content, said):
    """HR-REF-THERE, HR-REF-NEW, HR-REF-FITS; HR-REF-LATER is with the award."""
    partner, logins = newshire

    answer = hand_in(logins["lead"], sheet, content)

    assert (answer.status_code, said in text(answer)) == (422, True)
    with partner_scope(partner.pk):
        assert not ChangeRequest.objects.exists()
        assert not StaffGroup.objects.exists()


def test_a_check_keeps_nothing_and_an_empty_template_has_the_headings(newshire):
    partner, logins = newshire

    assert "Nothing is wrong in 1 row" in text(hand_in(logins["lead"], "terms", FILES["terms"], mode="check"))
    with partner_scope(partner.pk):
        assert not ChangeRequest.objects.exists()
    blank = logins["lead"].get(f"{BASE}terms/template.csv")
    assert b"".join(blank.streaming_content).decode("utf-8-sig").strip() == FILES["terms"].splitlines()[0]
    for wrong in ("nothing/template.csv", "terms/template.exe", "nothing/"):
        assert logins["lead"].get(BASE + wrong).status_code == 404


def test_a_partner_is_created_with_its_access_administrator_alone(db):
    out = io.StringIO()
    given = ["create_partner", "newshire", "--name", "Newshire Council", "--short-name", "Newshire",
             "--kind", "UNITARY", "--admin", "uma@newshire.example", "--admin-name", "Una Tierney",
             "--second-admin", "ugo@newshire.example", "--second-admin-name", "Ugo Lund",
             "--site", "https://backoffice.example"]  # fmt: skip

    call_command(*given, stdout=out)

    partner = Partner.objects.get(code="newshire")
    with partner_scope(partner.pk):
        assert {(one.user.email, one.role, one.basis) for one in Grant.objects.all()} == {
            ("uma@newshire.example", "USER_ADMIN", "SET_UP"), ("ugo@newshire.example", "USER_ADMIN", "SET_UP")
        }  # fmt: skip
        assert {message.kind for message in OutboundMessage.objects.all()} == {"invitation"}
    assert "Newshire Council is there" in out.getvalue()
    with pytest.raises(CommandError, match="There is a partner newshire already"):
        call_command(*given)
    assert Partner.objects.filter(code="newshire").count() == 1
