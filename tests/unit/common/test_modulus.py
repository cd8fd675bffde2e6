"""The modulus check: every method and exception, on invented weights for sort codes from 990000 that do not exist.

The sums beside each case were worked by hand: digits times weights, in the order u to h.
"""

import pytest

from sharedservices.common.modulus import Outcome, WeightTableError, check_modulus, load_table, parse_table

VALID, INVALID, UNCHECKED = Outcome.VALID, Outcome.INVALID, Outcome.UNCHECKED

WEIGHTS = """
990000 990099 MOD10    0    0    0    0    0    0    7    1    3    7    1    3    7    1
990100 990199 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1
990200 990299 DBLAL    2    1    2    1    2    1    2    1    2    1    2    1    2    1
990300 990399 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1
990300 990399 DBLAL    2    1    2    1    2    1    2    1    2    1    2    1    2    1
991100 991199 DBLAL    0    0    2    1    2    1    2    1    2    1    2    1    2    1   1
991200 991299 MOD11    0    0    1    3    5    7    2    8    6    4    5    3    2    1   2
991200 991299 MOD11    0    0    2    4    6    3    1    8    6    4    5    3    2    1   9
991300 991399 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1
991300 991399 DBLAL    2    1    2    1    2    1    2    1    2    1    2    1    2    1   3
991400 991499 MOD11    0    0    0    2    4    6    3    5    7    2    4    6    0    0   4
991500 991599 MOD11    2    3    4    5    6    7    2    3    4    5    6    7    0    0   5
991500 991599 DBLAL    1    2    1    2    1    2    1    2    1    2    1    2    1    0   5
991600 991699 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1   6
991600 991699 DBLAL    2    1    2    1    2    1    2    1    2    1    2    1    2    1   6
991700 991799 MOD11    0    0    3    1    4    1    5    9    2    6    5    3    5    1   7
991800 991899 MOD10    0    0    1    3    7    1    3    7    1    3    7    1    3    1   8
992000 992099 MOD11    0    0    2    7    1    8    2    8    1    8    2    8    4    1  10
992000 992099 MOD11    0    0    1    4    1    4    2    1    3    5    6    2    3    1  11
992200 992299 MOD11    0    0    3    4    5    6    7    8    9    2    3    4    5   -1  12
992200 992299 MOD10    0    2    3    4    5    6    7    8    9    2    3    4    5   -1  13
992400 992499 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1  14
"""
SUBSTITUTIONS = "991501 991599\n"

TABLE = parse_table(WEIGHTS.splitlines(), SUBSTITUTIONS.splitlines(), edition="invented")

CASES = [
    # MOD10: 7 + 2 + 9 + 28 + 5 + 18 + 49 = 118, so h = 2
    ("990000", "12345672", VALID),
    ("990099", "12345673", INVALID),
    # MOD11: 8 + 14 + 18 + 20 + 20 + 18 + 14 = 112, so h = 9 makes 121 = 11 x 11
    ("990100", "12345679", VALID),
    ("990100", "12345678", INVALID),
    # DBLAL: 18>9 + 9 + 0 + 2 + 0 + 0, then 2 + 2 + 6 + 4 + 10>1 + 6 + 14>5: 46, so h = 4
    ("990200", "12345674", VALID),
    ("990200", "12345675", INVALID),
    # two rows: MOD11 88 and DBLAL 40 pass; MOD11 88 alone; DBLAL 40 alone (MOD11 84)
    ("990300", "12345202", VALID),
    ("990300", "12345008", INVALID),
    ("990300", "12345004", INVALID),
    # no row in the table
    ("995000", "12345678", UNCHECKED),
    # exception 1: 2 + 1 + 2 + 2 + 6 + 4 + 10>1 + 5 = 23, and 27 makes 50
    ("991100", "12345005", VALID),
    ("991100", "12345002", INVALID),
    # exception 2, a not 0, g not 9: 1 + 4 + 3 + 6 + 8 + 24 + 28 + 50 + 8 = 132
    ("991201", "12345008", VALID),
    # exception 2, a not 0, g is 9: 24 + 28 + 50 + 27 + 3 = 132
    ("991201", "12345093", VALID),
    # exception 2, a is 0, the row's own weights: 1 + 6 + 7 + 16 + 18 + 16 + 25 + 2 + 8 = 99
    ("991201", "02345018", VALID),
    # exception 9: the first row gives 96; with 309634 instead, 18 + 24 + 18 + 12 + 16 + 18 + 16 + 25 + 7 = 154
    ("991201", "02345007", VALID),
    # neither: 89, and 147 with 309634
    ("991201", "02345000", INVALID),
    # exception 3: MOD11 99 and 121 pass and DBLAL (36, 46) is left out as c is 6 or 9; with c = 3 it counts (46)
    ("991300", "12645001", VALID),
    ("991300", "12945005", VALID),
    ("991300", "12345008", INVALID),
    # exception 3 leaves the first row standing: 98
    ("991300", "12645000", INVALID),
    # exception 4: 8 + 3 + 10 + 21 + 8 + 20 + 36 = 106 leaves 7; 8 + 3 + 10 + 21 + 8 + 24 + 24 = 98 leaves 10
    ("991400", "12345607", VALID),
    ("991400", "12345677", INVALID),
    ("991400", "12346410", VALID),
    # exception 5, 991501 stands for 991599: MOD11 303 leaves 6, g = 5; DBLAL 67 leaves 7, h = 3
    ("991501", "12345653", VALID),
    # the same without the substitution would be DBLAL 51, h = 9
    ("991501", "12345659", INVALID),
    ("991599", "12345653", VALID),
    # MOD11 275 leaves 0, g = 0; DBLAL 63, h = 7
    ("991599", "12345207", VALID),
    ("991599", "12345217", INVALID),
    # MOD11 309 leaves 1: no check digit fits
    ("991599", "12346600", INVALID),
    ("991599", "12346610", INVALID),
    # MOD11 295 leaves 9, g = 2; DBLAL 70 leaves 0, h = 0
    ("991599", "12346420", VALID),
    ("991599", "12346421", INVALID),
    # exception 6: a is 4 and g = h: a foreign currency account (MOD11 would leave 1)
    ("991600", "41234511", UNCHECKED),
    # a is 3, or g differs from h: the ordinary check, MOD11 92 and 99 with DBLAL 39
    ("991600", "31234511", INVALID),
    ("991600", "41234510", INVALID),
    # exception 7, g is 9: 6 + 24 + 25 + 3 + 45 + 7 = 110 (with all weights 144)
    ("991701", "12345197", VALID),
    # g is not 9: 3 + 7 + 5 + 18 + 6 + 24 + 25 = 88
    ("991700", "12345000", VALID),
    ("991700", "12345001", INVALID),
    # exception 8, 090126 instead: 3 + 14 + 6 + 3 + 14 + 3 + 12 + 35 = 90 (with 991800 itself 92)
    ("991800", "12345000", VALID),
    ("991800", "12345008", INVALID),
    # exception 10, ab is 09 or 99 and g is 9: 1 + 16 + 6 + 32 + 36 + 8 = 99 (with all weights 175 and 193)
    ("992000", "09123498", VALID),
    ("992000", "99123498", VALID),
    # exception 11: the first row gives 68, the second 66
    ("992000", "12345001", VALID),
    # exceptions 12 and 13: MOD11 88 alone; MOD10 100 alone; neither (87 and 105)
    ("992200", "12345014", VALID),
    ("992200", "12345005", VALID),
    ("992200", "12345000", INVALID),
    # exception 14, at once: 88
    ("992400", "12345008", VALID),
    # h is 0, 1 or 9: 01234501 gives 7 + 12 + 15 + 16 + 15 + 1 = 66
    ("992400", "12345010", VALID),
    ("992400", "12345011", VALID),
    ("992400", "12345019", VALID),
    # h is 5: no second try; h is 0 but 01234500 gives 65
    ("992400", "12345015", INVALID),
    ("992400", "12345000", INVALID),
]


@pytest.mark.parametrize(("sort_code", "account_number", "expected"), CASES)
def test_check_modulus_of_an_invented_table_gives_the_hand_worked_outcome(sort_code, account_number, expected):
    assert check_modulus(TABLE, sort_code, account_number) is expected


def test_cases_name_every_method_and_exception():
    tried = {(row.method, row.exception) for case in CASES for row in TABLE.rows_for(case[0])}

    assert {method.value for method, _ in tried} == {"MOD10", "MOD11", "DBLAL"}
    assert {exception for _, exception in tried} == set(range(15))


def test_rows_for_keeps_the_order_of_the_table_and_its_inclusive_bounds():
    assert [row.exception for row in TABLE.rows_for("991200")] == [2, 9]
    assert [row.exception for row in TABLE.rows_for("991299")] == [2, 9]
    assert TABLE.rows_for("991099") == ()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "the weight table is empty"),
        (["", "  "], "the weight table is empty"),
        (["990000 990099 MOD12" + " 1" * 14], "line 1 of the weight table"),
        (["", "990000 990099 MOD10" + " 1" * 13], "line 2 of the weight table"),
        (["990000 990099 MOD10" + " 1" * 16], "line 1"),
        (["990000 990099 MOD10" + " 1" * 14 + " 15"], "line 1"),
        (["990000 990099 MOD10" + " 1" * 13 + " x"], "line 1"),
        (["99000 990099 MOD10" + " 1" * 14], "line 1"),
        (["990099 990000 MOD10" + " 1" * 14], "line 1"),
        (["<html>"], "line 1"),
    ],
)
def test_parse_table_names_the_line_that_is_not_of_the_published_form(lines, words):
    with pytest.raises(WeightTableError, match=words):
        parse_table(lines)


@pytest.mark.parametrize("line", ["991501", "991501 99159", "991501 991599 1"])
def test_parse_table_refuses_a_broken_substitution(line):
    with pytest.raises(WeightTableError, match="not two sort codes"):
        parse_table(WEIGHTS.splitlines(), [line])


def test_load_table_reads_both_files_and_takes_the_edition_from_the_name(tmp_path):
    weights, substitutions = tmp_path / "weights-v1.txt", tmp_path / "scsubtab.txt"
    weights.write_text(WEIGHTS.replace("\n", "\r\n"))
    substitutions.write_text(SUBSTITUTIONS)

    table = load_table(weights, substitutions)

    assert table.rows == TABLE.rows
    assert table.substitutions == {"991501": "991599"}
    assert table.edition == "weights-v1"


def test_load_table_of_a_missing_or_binary_file_says_so(tmp_path):
    binary = tmp_path / "weights.txt"
    binary.write_bytes(b"\xff\xfe\x00")

    for path in (tmp_path / "absent.txt", binary):
        with pytest.raises(WeightTableError, match="cannot be read"):
            load_table(path)
