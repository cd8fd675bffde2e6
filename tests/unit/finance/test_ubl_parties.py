"""Whom an electronic invoice names (domain FIN-06)."""

import pytest

from finance.engine.ubl import Party
from finance.engine.ubl_parties import Known, Recognised, recognise

ONE = Known(key="one", names=["Sample & Sons Limited"], vat_number="GB 000 0000 00", company_number="00000012")
TWO = Known(key="two", names=["Other Sample Ltd"], vat_number="111111111", company_number="SC000001")
PLAIN = Known(key="plain", names=["Northshire County Council", "Northshire"])
TWIN = Known(key="twin", names=["Northshire"])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"vat_number": "000000000"}, Recognised("one", "VAT number")),
        ({"endpoint": "GB000000000", "endpoint_scheme": "9932"}, Recognised("one", "VAT number")),
        ({"endpoint": "GB000000000", "endpoint_scheme": "0088"}, Recognised()),
        ({"company_number": "12"}, Recognised("one", "company number")),
        ({"company_number": "sc000001"}, Recognised("two", "company number")),
        ({"vat_number": "GB000000000", "company_number": "SC000001"}, Recognised(several=("one", "two"))),
        ({"vat_number": "GB000000000", "endpoint": "GB111111111", "endpoint_scheme": "9932"},
         Recognised(several=("one", "two"))),
        ({"name": "SAMPLE and SONS Ltd."}, Recognised("one", "name")),
        ({"name": "Sample & Sons Ltd", "vat_number": "GB222222222"}, Recognised()),
        ({"name": "Sample & Sons Ltd", "company_number": "99"}, Recognised()),
        ({"name": "Northshire County Council", "vat_number": "GB222222222"}, Recognised("plain", "name")),
        ({"name": "Northshire"}, Recognised(several=("plain", "twin"))),
        ({"name": "Nobody Ltd"}, Recognised()),
        ({"name": "."}, Recognised()),
    ],
)  # fmt: skip
def test_who_is_meant(said, expected):
    party = dict.fromkeys(("name", "vat_number", "company_number", "endpoint", "endpoint_scheme"), "") | said
    assert recognise(Party(**party), [ONE, TWO, PLAIN, TWIN]) == expected
