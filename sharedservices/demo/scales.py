"""Pay scales: the points that are published, with their source, and invented ones marked DEMONSTRATION.

A text such as "3 24796 25614" is a point and its yearly pounds from the first and from the second date of its scale.
The award of 1 April 2026 comes late, as it did: `history` loads the second figures in September and pays arrears.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sharedservices.common.money import round_half_up
from sharedservices.demo.organisations import COUNTY, EAST, FIRE, POLICE, SOUTH, WESTMARSH

APRIL_2024, APRIL_2025, APRIL_2026 = date(2024, 4, 1), date(2025, 4, 1), date(2026, 4, 1)
DEMONSTRATION = "DEMONSTRATION: invented, for want of a published figure"
NJC_2025 = (
    "NJC for Local Government Services: pay agreement 2025-26 (+3.2%) of 23 July 2025; points not seen in a published "
    "advert are the 2024 point +3.2% to the pound"
)
NJC_2026 = (
    "NJC for Local Government Services: points of 1 April 2026 (+3.3%) as used in council adverts from September 2026; "
    "points not seen there are the 2025 point +3.3% to the pound"
)
LONDON_LEAD = Decimal("1.12")
"""The demonstration's London spine is the national point plus 12%: an invention, not the GLPC spine."""


class ValueSpec(NamedTuple):
    """What a point pays a year from a day on."""

    point: str
    annual: Decimal
    since: date
    source: str


class GradeSpec(NamedTuple):
    """A grade and its lowest and highest point."""

    code: str
    name: str
    minimum: str
    maximum: str


class ScaleSpec(NamedTuple):
    """A spine. `award` holds the values that are agreed later in the year."""

    code: str
    name: str
    source: str
    is_demonstration: bool
    values: tuple[ValueSpec, ...]
    grades: tuple[GradeSpec, ...]
    award: tuple[ValueSpec, ...] = ()

    @property
    def points(self) -> list[str]:
        """Return the codes of the points, lowest first."""
        return list(dict.fromkeys(value.point for value in self.values))

    def points_of(self, grade: str) -> list[str]:
        """Return the codes of the points of a grade, lowest first."""
        found = next(one for one in self.grades if one.code == grade)
        return self.points[self.points.index(found.minimum) : self.points.index(found.maximum) + 1]


_NJC_TEXT = """
 3 24796 25614   4 25185 26016   5 25583 26427   6 25989 26847   7 26403 27274   8 26824 27709   9 27254 28153
10 27694 28608  11 28142 29071  12 28598 29542  13 29064 30023  14 29540 30515  15 30024 31015  16 30518 31525
17 31022 32046  18 31537 32578  19 32061 33119  20 32597 33673  21 33143 34237  22 33699 34811  23 34434 35570
24 35412 36581  25 36363 37563  26 37280 38510  27 38220 39481  28 39152 40444  29 39862 41177  30 40777 42123
31 41771 43149  32 42839 44253  33 44075 45529  34 45091 46579  35 46142 47665  36 47181 48738  37 48226 49817
38 49282 50908  39 50269 51928  40 51356 53051  41 52413 54143  42 53460 55224  43 54495 56293
"""


def _triples(text: str) -> list[tuple[str, Decimal, Decimal]]:
    """Read point, first and second figure."""
    words = text.split()
    return [(words[i], Decimal(words[i + 1]), Decimal(words[i + 2])) for i in range(0, len(words), 3)]


def _pairs(text: str, since: date, source: str) -> tuple[ValueSpec, ...]:
    """Read point and figure."""
    words = text.split()
    return tuple(ValueSpec(words[i], Decimal(words[i + 1]), since, source) for i in range(0, len(words), 2))


def _grades(text: str) -> tuple[GradeSpec, ...]:
    """Read lines of code, name, lowest and highest point, separated by |."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return tuple(GradeSpec(*row) for row in rows)


_NJC_GRADES = _grades("""
    G2  | Grade 2            | 3  | 4
    G3  | Grade 3            | 5  | 6
    G4  | Grade 4            | 7  | 11
    G5  | Grade 5            | 12 | 17
    G6  | Grade 6            | 18 | 22
    G7  | Grade 7            | 23 | 27
    G8  | Grade 8            | 28 | 31
    G9  | Grade 9            | 32 | 35
    G10 | Grade 10           | 36 | 39
    G11 | Grade 11           | 40 | 43
""")

# SCP 2 (£24,413 from 1 April 2025) was deleted on 1 April 2026: nobody stands on it when the demonstration begins.
NJC = ScaleSpec(
    code="NJC",
    name="NJC pay spine (Green Book)",
    source="NJC for Local Government Services, national pay agreement",
    is_demonstration=False,
    values=(
        ValueSpec("2", Decimal(24413), APRIL_2025, NJC_2025),
        *(ValueSpec(point, before, APRIL_2025, NJC_2025) for point, before, _ in _triples(_NJC_TEXT)),
    ),
    grades=_NJC_GRADES,
    award=tuple(ValueSpec(point, after, APRIL_2026, NJC_2026) for point, _, after in _triples(_NJC_TEXT)),
)


def _london(annual: Decimal) -> Decimal:
    """Return the invented London figure for a national point, to the pound."""
    return round_half_up(annual * LONDON_LEAD, 0)


LONDON = ScaleSpec(
    code="LONDON",
    name="London spine",
    source=DEMONSTRATION,
    is_demonstration=True,
    values=tuple(
        ValueSpec(point, _london(before), APRIL_2025, DEMONSTRATION) for point, before, _ in _triples(_NJC_TEXT)
    ),
    grades=_NJC_GRADES,
    award=tuple(ValueSpec(point, _london(after), APRIL_2026, DEMONSTRATION) for point, _, after in _triples(_NJC_TEXT)),
)

SENIOR = ScaleSpec(
    code="SENIOR",
    name="Senior managers",
    source=DEMONSTRATION,
    is_demonstration=True,
    values=_pairs(
        "SM1 59400 SM2 62850 SM3 66500 SM4 72400 SM5 78600 SM6 85200 SM7 98400 SM8 112500", APRIL_2025, DEMONSTRATION
    ),
    grades=_grades("""
        SM-A | Service manager   | SM1 | SM3
        SM-B | Head of service   | SM4 | SM6
        SM-C | Director          | SM7 | SM8
    """),
)

TEACHING = ScaleSpec(
    code="TEACHER",
    name="School teachers",
    source=DEMONSTRATION,
    is_demonstration=True,
    values=_pairs(
        "M1 33000 M2 34900 M3 37200 M4 39700 M5 42300 M6 45500 U1 47500 U2 49200 U3 51100 L6 57800 L12 66900",
        APRIL_2025,
        DEMONSTRATION,
    ),
    grades=_grades("""
        MPR | Main pay range     | M1 | M6
        UPR | Upper pay range    | U1 | U3
        LDR | Leadership         | L6 | L12
    """),
)

_CONSTABLE_ENDS = "Home Office circular, police pay from 1 September 2025 (+4.2%): lowest and highest constable point"
_SEPTEMBER_2025 = date(2025, 9, 1)
CONSTABLE = ScaleSpec(
    code="CONSTABLE",
    name="Constables",
    source="Home Office circular, police pay from 1 September 2025. Points 2 to 6: DEMONSTRATION, not verified",
    is_demonstration=False,
    values=(
        ValueSpec("PP1", Decimal(31163), _SEPTEMBER_2025, _CONSTABLE_ENDS),
        *_pairs(
            "PP2 32473 PP3 33789 PP4 35105 PP5 37740 PP6 43039", _SEPTEMBER_2025, f"{DEMONSTRATION} (not verified)"
        ),
        ValueSpec("PP7", Decimal(50257), _SEPTEMBER_2025, _CONSTABLE_ENDS),
    ),
    grades=_grades("PC | Constable | PP1 | PP7"),
)
RANKS = ScaleSpec(
    code="RANKS",
    name="Police ranks above constable",
    source=DEMONSTRATION,
    is_demonstration=True,
    values=_pairs(
        "S1 51900 S2 53200 S3 55100 I1 60200 I2 62300 I3 64800 C1 67100 C2 69400 SU1 79800 SU2 85900 ACC 122000",
        _SEPTEMBER_2025,
        DEMONSTRATION,
    ),
    grades=_grades("""
        SGT  | Sergeant                | S1  | S3
        INSP | Inspector               | I1  | I3
        CI   | Chief inspector         | C1  | C2
        SUPT | Superintendent          | SU1 | SU2
        ACC  | Assistant chief constable | ACC | ACC
    """),
)

_JULY_2024, _JULY_2025 = date(2024, 7, 1), date(2025, 7, 1)
_GREY_2024 = "NJC for Local Authority Fire and Rescue Services: pay from 1 July 2024"
_GREY_2025 = "DEMONSTRATION: +3.2% from 1 July 2025 on the points of 2024, not verified"
FIREFIGHTER = ScaleSpec(
    code="GREY",
    name="Firefighters (Grey Book)",
    source="NJC for Local Authority Fire and Rescue Services, 2024. From 1 July 2025: DEMONSTRATION, not verified",
    is_demonstration=False,
    values=(
        *_pairs("TRA 28265 DEV 29442 COM 37675", _JULY_2024, _GREY_2024),
        *_pairs("TRA 29169 DEV 30384 COM 38881", _JULY_2025, _GREY_2025),
    ),
    grades=_grades("FF | Firefighter | TRA | COM"),
)
FIRE_OFFICERS = ScaleSpec(
    code="FIREOFF",
    name="Fire officers",
    source=DEMONSTRATION,
    is_demonstration=True,
    values=_pairs(
        "CM1 41300 CM2 43100 WM1 44600 WM2 47300 SM1 50100 SM2 53400 GM1 57900 GM2 61200", _JULY_2025, DEMONSTRATION
    ),
    grades=_grades("""
        CM | Crew manager    | CM1 | CM2
        WM | Watch manager   | WM1 | WM2
        SM | Station manager | SM1 | SM2
        GM | Group manager   | GM1 | GM2
    """),
)

SCALES = {
    COUNTY: (NJC, SENIOR, TEACHING),
    POLICE: (CONSTABLE, RANKS, NJC, SENIOR),
    FIRE: (FIREFIGHTER, FIRE_OFFICERS, NJC, SENIOR),
    WESTMARSH: (FIREFIGHTER, FIRE_OFFICERS, NJC, SENIOR),
    SOUTH: (LONDON, SENIOR),
    EAST: (LONDON, SENIOR),
}
