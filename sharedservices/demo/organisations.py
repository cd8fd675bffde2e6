"""What the five partners look like: legal entities, PAYE schemes, units with cost centres, terms and pay groups.

Every body, place and reference is invented. Postcodes are in ZZ, an area that Royal Mail does not use; employer
references are in office 999, which HMRC does not have.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hr.engine.pro_rata import DayRule, HourlyRule
from hr.models import OrgUnit
from partners.models import LegalEntity, Partner
from sharedservices.common.periods import Frequency

WELL_BEFORE = date(2015, 4, 1)
"""Organisations, terms and elements of pay are there from this day."""

COUNTY, POLICE, FIRE = "northshire", "northshire-police", "northshire-fire"
SOUTH, EAST = "southborough", "eastborough"
WESTMARSH = "westmarsh-fire"
"""A partner on its way in: it has people, and nobody is paid here yet."""


class EntitySpec(NamedTuple):
    """An employer and its PAYE scheme."""

    code: str
    name: str
    kind: str
    address: str
    paye_reference: str
    accounts_reference: str


class UnitSpec(NamedTuple):
    """A part of an organisation; each has a cost centre of its own."""

    code: str
    name: str
    kind: str
    parent: str
    cost_centre: str


class TermsSpec(NamedTuple):
    """A staff group: hours of full time, and how part of a period and an hour are paid."""

    code: str
    name: str
    hours: Decimal
    day_rule: DayRule
    hourly_rule: HourlyRule


class PayGroupSpec(NamedTuple):
    """People who are paid together. `pay_day` is the day of the month, 0 for its last working day.

    A four-weekly group is paid for the four weeks from `first_day` on `first_pay_date`, and so on.
    """

    code: str
    name: str
    entity: str
    frequency: Frequency
    pay_day: int = 0
    first_day: date | None = None
    first_pay_date: date | None = None


@dataclass(frozen=True, slots=True)
class PartnerSpec:
    """One partner. `share` is its part of a hundred people; `units` are by legal entity."""

    code: str
    name: str
    short_name: str
    kind: str
    colour: str
    share: int
    towns: tuple[str, ...]
    postcode: str
    entities: tuple[EntitySpec, ...]
    units: dict[str, tuple[UnitSpec, ...]]
    terms: tuple[TermsSpec, ...]
    pay_groups: tuple[PayGroupSpec, ...]
    employee_numbers_from: int

    @property
    def domain(self) -> str:
        """The domain of its e-mail addresses: .example is reserved for documentation (RFC 2606)."""
        return f"{self.code}.example"

    def entity_of_unit(self, code: str) -> str:
        """Return the legal entity that a unit belongs to."""
        return next(entity for entity, units in self.units.items() if any(unit.code == code for unit in units))


GREEN_BOOK = TermsSpec("NJC", "Green Book", Decimal("37"), DayRule.CALENDAR, HourlyRule.DIRECT)
LONDON_GREEN_BOOK = TermsSpec("NJC-L", "Green Book, London", Decimal("36"), DayRule.CALENDAR, HourlyRule.DIRECT)
CHIEF_OFFICERS = TermsSpec("CO", "Chief officers", Decimal("37"), DayRule.CALENDAR, HourlyRule.DIRECT)
TEACHERS = TermsSpec("TCH", "School teachers", Decimal("32.5"), DayRule.CALENDAR, HourlyRule.DIRECT)
POLICE_OFFICERS = TermsSpec("POL", "Police officers", Decimal("40"), DayRule.DAYS_365, HourlyRule.DIRECT)
POLICE_STAFF = TermsSpec("PSC", "Police staff", Decimal("37"), DayRule.DAYS_365, HourlyRule.DIRECT)
GREY_BOOK = TermsSpec("GREY", "Grey Book", Decimal("42"), DayRule.DAYS_365, HourlyRule.BY_WEEK)
FIRE_SUPPORT = TermsSpec("FSC", "Fire support staff", Decimal("37"), DayRule.DAYS_365, HourlyRule.DIRECT)

_KINDS = OrgUnit.Kind
_ENTITIES = LegalEntity.Kind


def _units(text: str) -> tuple[UnitSpec, ...]:
    """Read lines of code, name, kind, code of the unit above (or -) and cost centre, separated by |."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return tuple(
        UnitSpec(code, name, _KINDS(kind), "" if above == "-" else above, centre)
        for code, name, kind, above, centre in rows
    )


NORTHSHIRE = PartnerSpec(
    code=COUNTY,
    name="Northshire County Council",
    short_name="Northshire",
    kind=Partner.Kind.COUNTY,
    colour=Partner.Colour.BLUE,
    share=42,
    towns=("Aldermere", "Wexcombe", "Thornley Cross", "Harrow Fen", "Great Pelham", "Stonewick"),
    postcode="ZZ1",
    entities=(
        EntitySpec(
            "NCC", "Northshire County Council", _ENTITIES.COUNCIL,
            "Shire Hall, Castle Street, Aldermere ZZ1 1AA", "999/NS26001", "999PN00000101",
        ),
        EntitySpec(
            "NWL", "Northshire Works Limited", _ENTITIES.COMPANY,
            "Unit 4, Mill Lane Depot, Wexcombe ZZ1 4DP", "999/NS26002", "999PN00000102",
        ),
    ),
    units={
        "NCC": _units("""
            CEX  | Chief Executive and Corporate Services | DIRECTORATE | -   | 10100
            FIN  | Finance and Exchequer                  | SERVICE     | CEX | 10210
            HRS  | People and Development                 | SERVICE     | CEX | 10220
            ICT  | Digital Services                       | SERVICE     | CEX | 10230
            CHI  | Children and Education                 | DIRECTORATE | -   | 20100
            CSW  | Children’s Social Work                 | SERVICE     | CHI | 20210
            EHP  | Early Help                             | SERVICE     | CHI | 20220
            SC1  | Aldermere Primary School               | SCHOOL      | CHI | 21010
            SC2  | Harrow Fen Community School            | SCHOOL      | CHI | 21020
            SC3  | Stonewick Special School               | SCHOOL      | CHI | 21030
            ADU  | Adult Care                             | DIRECTORATE | -   | 30100
            HOM  | Home Care North                        | TEAM        | ADU | 30210
            HOS  | Home Care South                        | TEAM        | ADU | 30220
            ASW  | Adult Social Work                      | SERVICE     | ADU | 30230
            PLA  | Place and Highways                     | DIRECTORATE | -   | 40100
            HWY  | Highways Maintenance                   | SERVICE     | PLA | 40210
            LIB  | Libraries and Registration             | SERVICE     | PLA | 40220
            WST  | Waste and Recycling                    | SERVICE     | PLA | 40230
        """),
        "NWL": _units("""
            NWB  | Works Company Board                    | DIRECTORATE | -   | 90100
            NWO  | Works Operations                       | SERVICE     | NWB | 90210
        """),
    },
    terms=(GREEN_BOOK, CHIEF_OFFICERS, TEACHERS),
    pay_groups=(
        PayGroupSpec("MONTHLY", "Council staff, monthly", "NCC", Frequency.MONTHLY, pay_day=20),
        PayGroupSpec(
            "CASUAL", "Casual and relief staff, every 4 weeks", "NCC", Frequency.FOURWEEKLY,
            first_day=date(2026, 3, 23), first_pay_date=date(2026, 4, 24),
        ),
        PayGroupSpec("WORKS", "Northshire Works, monthly", "NWL", Frequency.MONTHLY, pay_day=20),
    ),
    employee_numbers_from=100_001,
)  # fmt: skip

NORTHSHIRE_POLICE = PartnerSpec(
    code=POLICE,
    name="Northshire Police",
    short_name="Police",
    kind=Partner.Kind.POLICE,
    colour=Partner.Colour.PURPLE,
    share=20,
    towns=("Aldermere", "Wexcombe", "Great Pelham", "Stonewick"),
    postcode="ZZ2",
    entities=(
        EntitySpec(
            "PCC", "Police and Crime Commissioner for Northshire", _ENTITIES.PCC,
            "Bridge House, Station Road, Aldermere ZZ2 1BH", "999/NP26001", "999PP00000201",
        ),
        EntitySpec(
            "CC", "Chief Constable of Northshire Police", _ENTITIES.CHIEF_CONSTABLE,
            "Police Headquarters, London Road, Wexcombe ZZ2 3HQ", "999/NP26002", "999PP00000202",
        ),
    ),
    units={
        "PCC": _units("""
            OPCC | Office of the Police and Crime Commissioner | DIRECTORATE | -   | 50100
        """),
        "CC": _units("""
            COG  | Chief Officer Group                    | DIRECTORATE | -   | 51100
            BCN  | North Basic Command Unit               | BCU         | COG | 52100
            BCS  | South Basic Command Unit               | BCU         | COG | 52200
            RES  | Response, Aldermere                    | TEAM        | BCN | 52110
            NPT  | Neighbourhood Policing, Stonewick      | TEAM        | BCS | 52210
            CID  | Crime and Intelligence                 | DEPARTMENT  | COG | 53100
            CTR  | Contact and Control Room               | DEPARTMENT  | COG | 54100
            BUS  | Business Services                      | DEPARTMENT  | COG | 55100
        """),
    },
    terms=(POLICE_OFFICERS, POLICE_STAFF),
    pay_groups=(
        PayGroupSpec("OFFICERS", "Officers and staff of the chief constable", "CC", Frequency.MONTHLY, pay_day=25),
        PayGroupSpec("OPCC", "Office of the commissioner", "PCC", Frequency.MONTHLY, pay_day=25),
    ),
    employee_numbers_from=200_001,
)  # fmt: skip

NORTHSHIRE_FIRE = PartnerSpec(
    code=FIRE,
    name="Northshire Fire and Rescue Service",
    short_name="Fire and Rescue",
    kind=Partner.Kind.FIRE,
    colour=Partner.Colour.ORANGE,
    share=8,
    towns=("Aldermere", "Thornley Cross", "Harrow Fen"),
    postcode="ZZ3",
    entities=(
        EntitySpec(
            "FRA", "Northshire Fire and Rescue Authority", _ENTITIES.FIRE_AUTHORITY,
            "Fire Service Headquarters, Tower Hill, Thornley Cross ZZ3 1FS", "999/NF26001", "999PF00000301",
        ),
    ),
    units={
        "FRA": _units("""
            FHQ  | Service Headquarters                   | DIRECTORATE | -   | 60100
            ALD  | Aldermere Fire Station                 | STATION     | FHQ | 61100
            ALR  | Aldermere Red Watch                    | WATCH       | ALD | 61110
            ALB  | Aldermere Blue Watch                   | WATCH       | ALD | 61120
            HAR  | Harrow Fen On-call Station             | STATION     | FHQ | 61200
            FCR  | Fire Control                           | TEAM        | FHQ | 62100
            PRE  | Prevention and Protection              | DEPARTMENT  | FHQ | 63100
        """)
    },
    terms=(GREY_BOOK, FIRE_SUPPORT),
    pay_groups=(PayGroupSpec("MONTHLY", "All staff, last working day", "FRA", Frequency.MONTHLY),),
    employee_numbers_from=300_001,
)  # fmt: skip

SOUTHBOROUGH = PartnerSpec(
    code=SOUTH,
    name="London Borough of Southborough",
    short_name="Southborough",
    kind=Partner.Kind.LONDON_BOROUGH,
    colour=Partner.Colour.GREEN,
    share=17,
    towns=("Southborough Green", "Marlow Rise", "Tanners Reach"),
    postcode="ZZ4",
    entities=(
        EntitySpec(
            "LBS", "London Borough of Southborough", _ENTITIES.COUNCIL,
            "Town Hall, The Green, Southborough ZZ4 1TH", "999/SB26001", "999PS00000401",
        ),
    ),
    units={
        "LBS": _units("""
            SRE  | Resources                              | DIRECTORATE | -   | 70100
            SCS  | Customer Services                      | SERVICE     | SRE | 70210
            SHO  | Housing and Neighbourhoods             | DIRECTORATE | -   | 71100
            SRP  | Housing Repairs                        | SERVICE     | SHO | 71210
            SEN  | Environment and Leisure                | DIRECTORATE | -   | 72100
            SLE  | Leisure Centres                        | SERVICE     | SEN | 72210
            SFA  | Families and Learning                  | DIRECTORATE | -   | 73100
        """)
    },
    terms=(LONDON_GREEN_BOOK,),
    pay_groups=(PayGroupSpec("MONTHLY", "Borough staff, monthly", "LBS", Frequency.MONTHLY, pay_day=24),),
    employee_numbers_from=400_001,
)  # fmt: skip

EASTBOROUGH = PartnerSpec(
    code=EAST,
    name="London Borough of Eastborough",
    short_name="Eastborough",
    kind=Partner.Kind.LONDON_BOROUGH,
    colour=Partner.Colour.TURQUOISE,
    share=13,
    towns=("Eastborough", "Ropewalk", "Quaymouth"),
    postcode="ZZ5",
    entities=(
        EntitySpec(
            "LBE", "London Borough of Eastborough", _ENTITIES.COUNCIL,
            "Civic Centre, Dock Road, Eastborough ZZ5 1CC", "999/EB26001", "999PE00000501",
        ),
    ),
    units={
        "LBE": _units("""
            ERE  | Corporate Resources                    | DIRECTORATE | -   | 80100
            ECS  | Revenues and Benefits                  | SERVICE     | ERE | 80210
            EHO  | Housing                                | DIRECTORATE | -   | 81100
            ERP  | Estate Services                        | SERVICE     | EHO | 81210
            EEN  | Streets, Parks and Leisure             | DIRECTORATE | -   | 82100
            ELE  | Leisure Centres                        | SERVICE     | EEN | 82210
            EFA  | Children and Families                  | DIRECTORATE | -   | 83100
        """)
    },
    terms=(LONDON_GREEN_BOOK,),
    pay_groups=(PayGroupSpec("MONTHLY", "Borough staff, monthly", "LBE", Frequency.MONTHLY, pay_day=28),),
    employee_numbers_from=500_001,
)  # fmt: skip

PARTNERS = (NORTHSHIRE, NORTHSHIRE_POLICE, NORTHSHIRE_FIRE, SOUTHBOROUGH, EASTBOROUGH)

ARRIVING = replace(
    NORTHSHIRE_FIRE,
    code=WESTMARSH,
    name="Westmarsh Fire and Rescue Service",
    short_name="Westmarsh Fire",
    colour=Partner.Colour.TURQUOISE,
    share=0,
    towns=("Westmarsh", "Sallow Quay"),
    postcode="ZZ6",
    entities=(
        EntitySpec(
            "FRA", "Westmarsh Fire and Rescue Authority", _ENTITIES.FIRE_AUTHORITY,
            "Fire Headquarters, Sea Wall Road, Westmarsh ZZ6 1FS", "999/WM26001", "999PW00000601",
        ),
    ),
    units={
        "FRA": _units("""
            FHQ  | Service Headquarters                   | DIRECTORATE | -   | 65100
            ALD  | Westmarsh Fire Station                 | STATION     | FHQ | 66100
            ALR  | Westmarsh Red Watch                    | WATCH       | ALD | 66110
            ALB  | Westmarsh Blue Watch                   | WATCH       | ALD | 66120
            HAR  | Sallow Quay On-call Station            | STATION     | FHQ | 66200
            FCR  | Fire Control                           | TEAM        | FHQ | 67100
            PRE  | Prevention and Protection              | DEPARTMENT  | FHQ | 68100
        """)
    },
    employee_numbers_from=600_001,
)  # fmt: skip
"""Of the same make as the fire authority that is there already."""
