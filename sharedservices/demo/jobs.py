"""The work that the five partners do: job profiles with units, terms, pay, pension, and who is typically in them."""

from decimal import Decimal
from typing import NamedTuple

from hr.models import AssignmentTerms, Employment
from sharedservices.demo.organisations import COUNTY, EAST, FIRE, POLICE, SOUTH, WESTMARSH

_KIND, _CONTRACT = Employment.Kind, AssignmentTerms.Contract
TERM_TIME_WEEKS = Decimal("44.5")
"""Working and leave weeks that a term-time job is paid for: the demonstration's local agreement."""


class Profile(NamedTuple):
    """Who is typically in a job. Out of a hundred: `part_time`, `female`, `temporary`; ages from `youngest`."""

    part_time: int
    female: int
    temporary: int
    youngest: int
    part_time_hours: tuple[str, ...]
    monthly: tuple[str, ...] = ()
    """Elements that come up in a month, entered as overtime or one-offs."""
    recurring: tuple[str, ...] = ()
    """Allowances that some people in the job have."""


class JobSpec(NamedTuple):
    """A role at one partner. `weight` is its part of the partner's people."""

    code: str
    title: str
    units: tuple[str, ...]
    terms: str
    scale: str
    grade: str
    pension: str
    weight: int
    profile: Profile
    kind: str = _KIND.EMPLOYEE
    contract: str = _CONTRACT.PERMANENT


OFFICE = Profile(25, 58, 6, 19, ("18.5", "22.2", "29.6", "30"), ("OT100", "MILEAGE"), ("FIRSTAID",))
MANAGERS = Profile(12, 52, 3, 32, ("29.6", "30"), ("MILEAGE",), ("MARKET",))
SOCIAL_WORK = Profile(28, 80, 7, 24, ("18.5", "22.2", "29.6"), ("MILEAGE", "OT100"), ("MARKET", "STANDBY"))
CARE = Profile(72, 84, 5, 18, ("16", "20", "24", "30"), ("NIGHT", "WEEKEND", "OT100", "SLEEPIN", "MILEAGE"))
SCHOOL = Profile(82, 90, 8, 19, ("15", "20", "25", "32.5"), ("OT100",), ("SEN", "FIRSTAID"))
TEACHER = Profile(24, 72, 6, 23, ("16.25", "19.5", "26"), (), ("TLR", "SEN"))
OUTDOOR = Profile(6, 12, 6, 18, ("18.5", "30"), ("OT150", "OT200"), ("STANDBY", "FIRSTAID"))
CASUAL = Profile(100, 66, 0, 18, ("0",), ("CASHOURS",))
OFFICER = Profile(8, 36, 0, 20, ("24", "32"), ("OT133", "OT150", "OT200"), ("CPD",))
SUPERVISOR = Profile(5, 30, 0, 29, ("32",), ("OT133", "OT150"), ("CPD",))
FIREFIGHTER = Profile(2, 14, 0, 20, ("21",), ("OT150",), ("CPD",))
ON_CALL = Profile(100, 12, 0, 20, ("0",), ("CALLOUT",), ("RETAINER",))

_CASUAL = {"kind": _KIND.CASUAL_WORKER, "contract": _CONTRACT.CASUAL}
_TERM_TIME = {"contract": _CONTRACT.TERM_TIME}
_POLICE = {"kind": _KIND.POLICE_OFFICER}

_COUNTY = (
    JobSpec(
        "ADM", "Business support officer", ("FIN", "HRS", "CSW", "ASW", "PLA"), "NJC", "NJC", "G4", "LGPS", 9, OFFICE
    ),
    JobSpec("ACC", "Accountant", ("FIN",), "NJC", "NJC", "G8", "LGPS", 3, OFFICE),
    JobSpec("PAY", "Payroll and pensions officer", ("FIN",), "NJC", "NJC", "G6", "LGPS", 3, OFFICE),
    JobSpec("HRA", "HR adviser", ("HRS",), "NJC", "NJC", "G7", "LGPS", 3, OFFICE),
    JobSpec("DEV", "Systems developer", ("ICT",), "NJC", "NJC", "G9", "LGPS", 3, OFFICE),
    JobSpec("DSK", "Service desk analyst", ("ICT",), "NJC", "NJC", "G5", "LGPS", 3, OFFICE),
    JobSpec("SWK", "Social worker", ("CSW", "ASW"), "NJC", "NJC", "G9", "LGPS", 9, SOCIAL_WORK),
    JobSpec("SSW", "Senior social worker", ("CSW", "ASW"), "NJC", "NJC", "G10", "LGPS", 4, SOCIAL_WORK),
    JobSpec("FSW", "Family support worker", ("EHP",), "NJC", "NJC", "G6", "LGPS", 5, SOCIAL_WORK),
    JobSpec("CAR", "Home care assistant", ("HOM", "HOS"), "NJC", "NJC", "G3", "LGPS", 14, CARE),
    JobSpec("SCA", "Senior care assistant", ("HOM", "HOS"), "NJC", "NJC", "G5", "LGPS", 4, CARE),
    JobSpec("TAS", "Teaching assistant", ("SC1", "SC2", "SC3"), "NJC", "NJC", "G3", "LGPS", 11, SCHOOL, **_TERM_TIME),
    JobSpec("MDS", "Midday supervisor", ("SC1", "SC2"), "NJC", "NJC", "G2", "LGPS", 4, SCHOOL, **_TERM_TIME),
    JobSpec("TEA", "Class teacher", ("SC1", "SC2", "SC3"), "TCH", "TEACHER", "MPR", "TPS", 8, TEACHER),
    JobSpec("UTE", "Upper pay range teacher", ("SC1", "SC2", "SC3"), "TCH", "TEACHER", "UPR", "TPS", 5, TEACHER),
    JobSpec("HED", "Head teacher", ("SC1", "SC2", "SC3"), "TCH", "TEACHER", "LDR", "TPS", 1, TEACHER),
    JobSpec("HWO", "Highways operative", ("HWY",), "NJC", "NJC", "G5", "LGPS", 6, OUTDOOR),
    JobSpec("WST", "Waste and recycling loader", ("WST",), "NJC", "NJC", "G3", "LGPS", 5, OUTDOOR),
    JobSpec("LIB", "Library assistant", ("LIB",), "NJC", "NJC", "G4", "LGPS", 5, OFFICE),
    JobSpec(
        "MGR",
        "Service manager",
        ("FIN", "HRS", "ICT", "CSW", "ASW", "PLA"),
        "NJC",
        "SENIOR",
        "SM-A",
        "LGPS",
        3,
        MANAGERS,
    ),
    JobSpec("HOD", "Head of service", ("CHI", "ADU", "PLA"), "CO", "SENIOR", "SM-B", "LGPS", 1, MANAGERS),
    JobSpec("REL", "Relief care worker", ("HOM", "HOS"), "NJC", "NJC", "G3", "LGPS", 5, CASUAL, **_CASUAL),
    JobSpec("EXA", "Exam invigilator", ("SC2",), "NJC", "NJC", "G2", "NEST", 2, CASUAL, **_CASUAL),
    JobSpec("WOP", "Works operative", ("NWO",), "NJC", "NJC", "G5", "NEST", 3, OUTDOOR),
    JobSpec("WSU", "Works supervisor", ("NWO",), "NJC", "NJC", "G7", "NEST", 1, OUTDOOR),
)

_POLICE_JOBS = (
    JobSpec(
        "PCR",
        "Police constable, response",
        ("RES", "BCN", "BCS"),
        "POL",
        "CONSTABLE",
        "PC",
        "POLICE15",
        34,
        OFFICER,
        **_POLICE,
    ),
    JobSpec(
        "PCN", "Police constable, neighbourhood", ("NPT",), "POL", "CONSTABLE", "PC", "POLICE15", 12, OFFICER, **_POLICE
    ),
    JobSpec("DCO", "Detective constable", ("CID",), "POL", "CONSTABLE", "PC", "POLICE15", 10, OFFICER, **_POLICE),
    JobSpec("SGT", "Sergeant", ("RES", "NPT", "CID"), "POL", "RANKS", "SGT", "POLICE15", 8, SUPERVISOR, **_POLICE),
    JobSpec("INS", "Inspector", ("BCN", "BCS", "CID"), "POL", "RANKS", "INSP", "POLICE15", 3, SUPERVISOR, **_POLICE),
    JobSpec("CHI", "Chief inspector", ("BCN", "BCS"), "POL", "RANKS", "CI", "POLICE15", 1, SUPERVISOR, **_POLICE),
    JobSpec("SUP", "Superintendent", ("COG",), "POL", "RANKS", "SUPT", "POLICE15", 1, SUPERVISOR, **_POLICE),
    JobSpec("PCS", "Police community support officer", ("NPT",), "PSC", "NJC", "G5", "LGPS", 8, OFFICE),
    JobSpec("CTO", "Control room operator", ("CTR",), "PSC", "NJC", "G6", "LGPS", 9, CARE),
    JobSpec("ANA", "Intelligence analyst", ("CID",), "PSC", "NJC", "G7", "LGPS", 4, OFFICE),
    JobSpec("BSO", "Business services officer", ("BUS",), "PSC", "NJC", "G4", "LGPS", 6, OFFICE),
    JobSpec("POL", "Policy officer", ("OPCC",), "PSC", "NJC", "G8", "LGPS", 2, OFFICE),
    JobSpec("COM", "Commissioning manager", ("OPCC",), "PSC", "SENIOR", "SM-A", "LGPS", 1, MANAGERS),
)

_FIRE_JOBS = (
    JobSpec("FFR", "Firefighter", ("ALR", "ALB"), "GREY", "GREY", "FF", "FIRE15", 38, FIREFIGHTER),
    JobSpec("CMR", "Crew manager", ("ALR", "ALB"), "GREY", "FIREOFF", "CM", "FIRE15", 9, FIREFIGHTER),
    JobSpec("WMR", "Watch manager", ("ALD", "HAR"), "GREY", "FIREOFF", "WM", "FIRE15", 6, FIREFIGHTER),
    JobSpec("SMR", "Station manager", ("FHQ",), "GREY", "FIREOFF", "SM", "FIRE15", 3, FIREFIGHTER),
    JobSpec(
        "ONC", "On-call firefighter", ("HAR",), "GREY", "GREY", "FF", "FIRE15", 22, ON_CALL,
        kind=_KIND.ON_CALL_FIREFIGHTER, contract=_CONTRACT.ON_CALL,
    ),
    JobSpec("FCO", "Fire control operator", ("FCR",), "FSC", "NJC", "G6", "LGPS", 9, CARE),
    JobSpec("PRV", "Prevention officer", ("PRE",), "FSC", "NJC", "G7", "LGPS", 7, OFFICE),
    JobSpec("FAD", "Administrator", ("FHQ",), "FSC", "NJC", "G4", "LGPS", 6, OFFICE),
)  # fmt: skip


def _borough(units: dict[str, tuple[str, ...]]) -> tuple[JobSpec, ...]:
    """Return the jobs of a London borough, in its own units."""
    office, homes, outside, families = units["office"], units["homes"], units["outside"], units["families"]
    return (
        JobSpec("CSO", "Customer service officer", office, "NJC-L", "LONDON", "G5", "LGPS", 14, OFFICE),
        JobSpec("BEN", "Revenues and benefits officer", office, "NJC-L", "LONDON", "G6", "LGPS", 9, OFFICE),
        JobSpec("FIN", "Finance business partner", office, "NJC-L", "LONDON", "G9", "LGPS", 4, OFFICE),
        JobSpec("HOF", "Housing officer", homes, "NJC-L", "LONDON", "G7", "LGPS", 12, OFFICE),
        JobSpec("REP", "Repairs operative", homes, "NJC-L", "LONDON", "G6", "LGPS", 10, OUTDOOR),
        JobSpec("CTK", "Estate caretaker", homes, "NJC-L", "LONDON", "G3", "LGPS", 8, OUTDOOR),
        JobSpec("STR", "Street cleansing operative", outside, "NJC-L", "LONDON", "G2", "LGPS", 10, OUTDOOR),
        JobSpec("LEI", "Leisure attendant", outside, "NJC-L", "LONDON", "G3", "LGPS", 9, CARE),
        JobSpec("PRK", "Parks gardener", outside, "NJC-L", "LONDON", "G4", "LGPS", 5, OUTDOOR),
        JobSpec("SWK", "Social worker", families, "NJC-L", "LONDON", "G9", "LGPS", 10, SOCIAL_WORK),
        JobSpec("NUR", "Nursery officer", families, "NJC-L", "LONDON", "G5", "LGPS", 7, CARE),
        JobSpec("TMG", "Team manager", (*office, *families), "NJC-L", "LONDON", "G11", "LGPS", 4, MANAGERS),
        JobSpec("HOS", "Head of service", (office[0], homes[0]), "NJC-L", "SENIOR", "SM-B", "LGPS", 1, MANAGERS),
    )


JOBS = {
    COUNTY: _COUNTY,
    POLICE: _POLICE_JOBS,
    FIRE: _FIRE_JOBS,
    WESTMARSH: _FIRE_JOBS,
    SOUTH: _borough(
        {"office": ("SRE", "SCS"), "homes": ("SHO", "SRP"), "outside": ("SEN", "SLE"), "families": ("SFA",)}
    ),
    EAST: _borough(
        {"office": ("ERE", "ECS"), "homes": ("EHO", "ERP"), "outside": ("EEN", "ELE"), "families": ("EFA",)}
    ),
}
