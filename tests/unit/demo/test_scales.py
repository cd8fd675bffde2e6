"""The published points are the published ones, and what is not verified says so."""

from decimal import Decimal

from sharedservices.demo.pensions import SCHEMES
from sharedservices.demo.scales import CONSTABLE, FIREFIGHTER, LONDON, NJC, SCALES


def points(values):
    return {(value.point, value.since.year): value.annual for value in values}


def test_njc_points_of_2025_and_2026_are_the_published_ones():
    # Source: NJC pay agreement 2025-26 and council adverts from September 2026 (points seen in adverts).
    seen = {
        "3": (24796, 25614), "4": (25185, 26016), "5": (25583, 26427), "6": (25989, 26847), "7": (26403, 27274),
        "9": (27254, 28153), "11": (28142, 29071), "12": (28598, 29542), "17": (31022, 32046), "22": (33699, 34811),
    }  # fmt: skip
    before, after = points(NJC.values), points(NJC.award)

    assert {code: (before[code, 2025], after[code, 2026]) for code in seen} == seen
    assert len(before) == 42  # SCP 2 to 43
    assert len(after) == 41  # SCP 2 was deleted on 1 April 2026
    assert ("2", 2026) not in after


def test_njc_points_rise():
    for values in (NJC.values, NJC.award, LONDON.values, LONDON.award):
        figures = [value.annual for value in values]
        assert figures == sorted(set(figures))


def test_constable_has_the_published_ends():
    found = points(CONSTABLE.values)

    assert (found["PP1", 2025], found["PP7", 2025]) == (Decimal(31163), Decimal(50257))


def test_firefighter_points_of_2024_are_the_published_ones():
    found = points(FIREFIGHTER.values)

    assert [found[code, 2024] for code in ("TRA", "DEV", "COM")] == [28265, 29442, 37675]


def test_every_scale_without_published_figures_is_marked_demonstration():
    for scales in SCALES.values():
        for scale in scales:
            assert scale.is_demonstration == scale.source.startswith("DEMONSTRATION")
            invented = [value for value in scale.values if value.source.startswith("DEMONSTRATION")]
            assert not scale.is_demonstration or len(invented) == len(scale.values)


def test_pension_rates_that_are_not_confirmed_are_marked_demonstration():
    for schemes in SCHEMES.values():
        for scheme in schemes:
            for rates in scheme.rates:
                assert rates.is_demonstration == ("DEMONSTRATION" in rates.source)


def test_pension_bands_rise_and_the_last_has_no_limit():
    for schemes in SCHEMES.values():
        for scheme in schemes:
            for rates in scheme.rates:
                limits = [Decimal(limit) for limit, _ in rates.bands[:-1] if limit is not None]
                assert limits == sorted(limits)
                assert not rates.bands or rates.bands[-1][0] is None
