import pytest

from payroll.engine.errors import TaxCodeInvalid
from payroll.engine.rates import Regime
from payroll.engine.tax_code import CodeKind, parse_tax_code


@pytest.mark.parametrize(
    ("text", "code", "regime", "kind", "number", "flat", "week1month1"),
    [
        ("1257L", "1257L", Regime.RUK, CodeKind.FREE_PAY, 1257, "", False),
        ("1131M", "1131M", Regime.RUK, CodeKind.FREE_PAY, 1131, "", False),
        ("1383N", "1383N", Regime.RUK, CodeKind.FREE_PAY, 1383, "", False),
        ("999999T", "999999T", Regime.RUK, CodeKind.FREE_PAY, 999999, "", False),
        ("0T", "0T", Regime.RUK, CodeKind.FREE_PAY, 0, "", False),
        ("0T M1", "0T", Regime.RUK, CodeKind.FREE_PAY, 0, "", True),
        ("K475", "K475", Regime.RUK, CodeKind.ADDITIONAL_PAY, 475, "", False),
        ("K9999", "K9999", Regime.RUK, CodeKind.ADDITIONAL_PAY, 9999, "", False),
        ("SK475 W1", "SK475", Regime.SCOTLAND, CodeKind.ADDITIONAL_PAY, 475, "", True),
        ("BR", "BR", Regime.RUK, CodeKind.FLAT, 0, "BR", False),
        ("D0", "D0", Regime.RUK, CodeKind.FLAT, 0, "D0", False),
        ("D1", "D1", Regime.RUK, CodeKind.FLAT, 0, "D1", False),
        ("SBR", "SBR", Regime.SCOTLAND, CodeKind.FLAT, 0, "BR", False),
        ("SD2", "SD2", Regime.SCOTLAND, CodeKind.FLAT, 0, "D2", False),
        ("SD3", "SD3", Regime.SCOTLAND, CodeKind.FLAT, 0, "D3", False),
        ("CD1X", "CD1", Regime.WALES, CodeKind.FLAT, 0, "D1", True),
        ("NT", "NT", Regime.RUK, CodeKind.NO_TAX, 0, "", False),
        ("NT X", "NT", Regime.RUK, CodeKind.NO_TAX, 0, "", True),
        ("S1257L", "S1257L", Regime.SCOTLAND, CodeKind.FREE_PAY, 1257, "", False),
        ("C0T", "C0T", Regime.WALES, CodeKind.FREE_PAY, 0, "", False),
        (" c1257l m1 ", "C1257L", Regime.WALES, CodeKind.FREE_PAY, 1257, "", True),
        ("1257LX", "1257L", Regime.RUK, CodeKind.FREE_PAY, 1257, "", True),
        ("1257L W1/M1", "1257L", Regime.RUK, CodeKind.FREE_PAY, 1257, "", True),
        ("1257L/W1", "1257L", Regime.RUK, CodeKind.FREE_PAY, 1257, "", True),
        ("1257 L", "1257L", Regime.RUK, CodeKind.FREE_PAY, 1257, "", False),
    ],
)
def test_every_form_of_code_is_taken_apart(text, code, regime, kind, number, flat, week1month1):
    parsed = parse_tax_code(text)

    assert (parsed.text, parsed.regime, parsed.kind) == (code, regime, kind)
    assert (parsed.number, parsed.flat, parsed.week1month1) == (number, flat, week1month1)


def test_code_is_written_with_its_mark():
    assert str(parse_tax_code("1257lm1")) == "1257L X"
    assert str(parse_tax_code("br")) == "BR"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is no tax code"),
        ("   ", "There is no tax code"),
        ("1257", "has no letter"),
        ("1257Z", "is not a code that HMRC issues"),
        ("L1257", "is not a code that HMRC issues"),
        ("K0", "is not a code that HMRC issues"),
        ("K10000", "above K9999"),
        ("0L", "is not a code that HMRC issues"),
        ("0125L", "is not a code that HMRC issues"),
        ("D2", "Scottish taxpayers only"),
        ("CD3", "Scottish taxpayers only"),
        ("D4", "is not a code that HMRC issues"),
        ("SBR2", "is not a code that HMRC issues"),
        ("S", "only a prefix"),
        ("X", "is not a code that HMRC issues"),
        ("M1", "is not a code that HMRC issues"),
        ("12345678L", "longer than 7 characters"),
        ("1257L;DROP", "longer than 7 characters"),
        ("-125L", "is not a code that HMRC issues"),
        ("\u0661\u0662L", "is not a code that HMRC issues"),  # Arabic-Indic digits
    ],
)
def test_what_hmrc_does_not_issue_is_refused_with_what_to_do(text, message):
    with pytest.raises(TaxCodeInvalid, match=message) as caught:
        parse_tax_code(text)

    assert "Check it against the latest notice from HMRC" in str(caught.value)
