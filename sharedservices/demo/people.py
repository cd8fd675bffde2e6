"""Invent the staff of a partner: roles in their proportions, hours, ages, codes, loans, pensions, banks.

The same seed gives the same people. Dates of birth, letters and codes belong together: nobody's letter has to change
between April and November 2026 because of a birthday.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from hr.models import AssignmentTerms, Employment, PensionMembership, TaxCode
from sharedservices.demo.jobs import JOBS, TERM_TIME_WEEKS, JobSpec
from sharedservices.demo.member import Member
from sharedservices.demo.names import invent_name
from sharedservices.demo.organisations import PartnerSpec
from sharedservices.demo.scales import SCALES

GO_LIVE = date(2026, 4, 1)
"""The partnership pays its staff from this day on; who is there before is brought over from older systems."""
SEED = 20_260_401
_STATE_PENSION_AGE, _ADULT = 66, 21
_CONTRACT, _SOURCE = AssignmentTerms.Contract, TaxCode.Source
_NINO_FIRST, _NINO_SECOND = "ABCEGHJKLMNPRSTWXYZ", "ABCEGHJKLMNPRSTWXYZ"
_NINO_UNUSED = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_ROADS = ("Orchard", "Mill", "Church", "Station", "Victoria", "Meadow", "Chapel", "Albert", "Kiln", "Abbey", "Quarry")
_STREETS = ("Road", "Street", "Lane", "Close", "Avenue", "Terrace", "Way", "Gardens")

_CODES = (
    ("1257L", 780), ("1263L", 12), ("1245L", 14), ("1198L", 15), ("1310L", 10), ("1100L", 10), ("986L", 6),
    ("1383M", 22), ("1131N", 22), ("BR", 22), ("0T", 12), ("D0", 6), ("K115", 5), ("K302", 3), ("S1257L", 24),
    ("SBR", 3), ("C1257L", 26), ("C1190L", 3), ("1057T", 4), ("NT", 1),
)  # fmt: skip
_LOANS = (((), 800), (("1",), 50), (("2",), 90), (("4",), 12), (("5",), 14), (("2", "PGL"), 12), (("PGL",), 10))
_FREE_PAY_OF_A_MONTH = 1_048
_YOUNGEST_WITH_LOAN, _OLDEST_WITH_LOAN = 22, 58


class Inventor:
    """Invents people of one partner, each with the next employee number; the same calls give the same people."""

    def __init__(self, spec: PartnerSpec) -> None:
        self.spec = spec
        self.chance = random.Random(f"{SEED}/{spec.code}")  # noqa: S311 - a fixed seed is the point
        self._numbers = count(spec.employee_numbers_from)
        self._ninos = _ninos(self.chance)

    def invent(self, job: JobSpec) -> Member:
        """Invent one person in a job."""
        return _invent(self.chance, self.spec, job, str(next(self._numbers)), next(self._ninos))

    def invent_many(self, size: int) -> list[Member]:
        """Invent so many people, in all jobs of the partner by their weight."""
        jobs = JOBS[self.spec.code]
        counts = _shares(size, [job.weight for job in jobs])
        return [self.invent(job) for job, number in zip(jobs, counts, strict=True) for _ in range(number)]


def _shares(size: int, weights: list[int]) -> list[int]:
    """Share `size` people out by weight; the parts add up, and the heaviest jobs take what is left over."""
    whole = [size * weight // sum(weights) for weight in weights]
    by_weight = sorted(range(len(weights)), key=lambda place: -weights[place])
    for place in (by_weight * 2)[: size - sum(whole)]:
        whole[place] += 1
    return whole


def _invent(chance: random.Random, spec: PartnerSpec, job: JobSpec, number: str, nino: str) -> Member:
    """Invent one person in a job."""
    member = _appoint(chance, spec, job, number, nino)
    member.ended = _ended(chance, member.started)
    _add_contract(chance, member)
    _add_tax(chance, member)
    _add_pension_and_bank(chance, member)
    _add_recurring(chance, member)
    return member


def _appoint(chance: random.Random, spec: PartnerSpec, job: JobSpec, number: str, nino: str) -> Member:
    """Invent who it is, where they live and what their job is."""
    is_female = chance.randrange(100) < job.profile.female
    forenames, surname = invent_name(chance, is_female=is_female)
    unit, born = chance.choice(job.units), _born(chance, job)
    entity, started = spec.entity_of_unit(unit), _started(chance, born)
    full_time = next(terms.hours for terms in spec.terms if terms.code == job.terms)
    return Member(
        partner=spec.code,
        employee_no=number,
        job=job,
        unit=unit,
        entity=entity,
        pay_group=_pay_group(spec, entity, job),
        forenames=forenames,
        surname=surname,
        title=_title(chance, is_female=is_female),
        sex="F" if is_female else "M",
        born=born,
        nino=nino,
        address=f"{chance.randrange(1, 180)} {chance.choice(_ROADS)} {chance.choice(_STREETS)}",
        town=chance.choice(spec.towns),
        postcode=f"{spec.postcode} {chance.randrange(1, 10)}{chance.choice(_INWARD)}{chance.choice(_INWARD)}",
        email=f"{_slug(forenames)}.{_slug(surname)}.{number[-4:]}@{spec.domain}",
        phone=f"07700 900{chance.randrange(1000):03d}",  # Ofcom keeps these numbers for stories
        started=started,
        contract=job.contract,
        full_time_hours=full_time,
        hours=_hours(chance, job, full_time),
        point=_point(chance, spec, job, started),
    )


def _hours(chance: random.Random, job: JobSpec, full_time: Decimal) -> Decimal:
    """Return the hours of a week: part of them for as many in a hundred as the job usually has."""
    if chance.randrange(100) >= job.profile.part_time:
        return full_time
    return min(Decimal(chance.choice(job.profile.part_time_hours)), full_time)


def _born(chance: random.Random, job: JobSpec) -> date:
    """Return a date of birth: working age, the middle years more often, a few who stayed on after pension age."""
    age = int(chance.triangular(job.profile.youngest, 64, 42))
    if job.pension == "LGPS" and chance.randrange(60) == 0:
        age = _STATE_PENSION_AGE + 2 + chance.randrange(4)
    year = GO_LIVE.year - age
    born = date(year, 1, 1) + timedelta(days=chance.randrange(365))
    comes_of_age = born.year + _ADULT == GO_LIVE.year
    return born.replace(year=born.year - 1, day=min(born.day, 28)) if comes_of_age else born


def _started(chance: random.Random, born: date) -> date:
    """Return the first day of employment: at 17 at the earliest; one person in eleven joins after April 2026."""
    if chance.randrange(11) == 0:
        month = chance.randrange(4, 12)
        day = chance.choice((1, 1, 1, 6, 9, 15, 18))
        return date(2026, month, day)
    latest = (GO_LIVE - date(max(born.year + 17, 1984), 6, 1)).days
    longest = max(latest, 40)
    return GO_LIVE - timedelta(days=int(longest * chance.random() ** 2.2) + 1)


def _ended(chance: random.Random, started: date) -> date | None:
    """Return the last day of employment of the one in thirty who leaves before December 2026."""
    if started >= GO_LIVE or chance.randrange(30):
        return None
    month = chance.randrange(5, 12)
    return date(2026, month, chance.choice((7, 14, 20, 28, 30)))


def _pay_group(spec: PartnerSpec, entity: str, job: JobSpec) -> str:
    """Return the pay group: of the legal entity, casual workers where there is a group for them."""
    groups = [group for group in spec.pay_groups if group.entity == entity]
    is_casual = job.kind == Employment.Kind.CASUAL_WORKER
    return next((group.code for group in groups if is_casual == (group.code == "CASUAL")), groups[0].code)


def _title(chance: random.Random, *, is_female: bool) -> str:
    if chance.randrange(40) == 0:
        return "Dr"
    return chance.choice(("Ms", "Mrs", "Miss")) if is_female else "Mr"


def _point(chance: random.Random, spec: PartnerSpec, job: JobSpec, started: date) -> str:
    """Return a spine point of the grade: higher with service, a year for a point."""
    scale = next(scale for scale in SCALES[spec.code] if scale.code == job.scale)
    points = scale.points_of(job.grade)
    years = max((GO_LIVE - started).days // 365 + chance.randrange(2), 0)
    return points[min(years, len(points) - 1)]


def _add_contract(chance: random.Random, member: Member) -> None:
    """Make some people temporary, and term-time jobs paid for their weeks."""
    if member.contract == _CONTRACT.TERM_TIME:
        member.paid_weeks = TERM_TIME_WEEKS
    elif member.contract == _CONTRACT.PERMANENT and chance.randrange(100) < member.job.profile.temporary:
        member.contract = chance.choice((_CONTRACT.FIXED_TERM, _CONTRACT.TEMPORARY))


def _add_tax(chance: random.Random, member: Member) -> None:
    """Give tax code, National Insurance letter and student loans that fit the age."""
    age = GO_LIVE.year - member.born.year
    member.tax_code = chance.choices([code for code, _ in _CODES], [weight for _, weight in _CODES])[0]
    is_new = member.started >= GO_LIVE
    if is_new:
        member.tax_source = chance.choice((_SOURCE.P45, _SOURCE.STARTER_A, _SOURCE.STARTER_B))
        member.tax_code = "1257L"
        member.week1month1 = member.tax_source == _SOURCE.STARTER_B
        if member.tax_source == _SOURCE.P45:
            _add_p45(chance, member)
    elif chance.randrange(60) == 0:
        member.week1month1, member.tax_source = True, _SOURCE.P6
    if age < _ADULT:
        member.ni_category = "M"
    elif age >= _STATE_PENSION_AGE:
        member.ni_category = "C"
    if _YOUNGEST_WITH_LOAN <= age <= _OLDEST_WITH_LOAN:
        member.loans = chance.choices([plans for plans, _ in _LOANS], [weight for _, weight in _LOANS])[0]


def _add_p45(chance: random.Random, member: Member) -> None:
    """Give pay and tax of the same tax year from the employer before: about a fifth of what is above the allowance."""
    months = member.started.month - 4
    if months > 0:
        monthly = chance.randrange(1_900, 3_100)
        member.previous_pay = Decimal(monthly * months)
        member.previous_tax = Decimal((monthly - _FREE_PAY_OF_A_MONTH) * months // 5)


def _add_pension_and_bank(chance: random.Random, member: Member) -> None:
    """Enrol most people, and give everybody an account with an invented sort code."""
    opted_out = chance.randrange(100) < (35 if member.job.kind == Employment.Kind.CASUAL_WORKER else 6)
    member.pension = "" if opted_out else member.job.pension
    if member.pension == "LGPS" and chance.randrange(60) == 0:
        member.section = PensionMembership.Section.FIFTY_FIFTY
    member.sort_code = f"99{chance.randrange(100):02d}{chance.randrange(100):02d}"
    member.account_number = f"{chance.randrange(10_000_000, 99_999_999)}"


_EVERYBODY = (
    ("UNION", 30, ("9.85", "14.20", "19.35")),
    ("LOTTERY", 8, ("4.33",)),
    ("PGIVING", 3, ("5.00", "10.00", "25.00")),
    ("CYCLE", 2, ("41.67", "62.50")),
    ("SCAVC", 2, ("50.00", "120.00")),
    ("PARKING", 4, ("22.50",)),
)
_ALLOWANCES = {
    "FIRSTAID": (6, ("14.50",)),
    "MARKET": (14, ("166.67", "250.00")),
    "STANDBY": (18, ("96.40",)),
    "SEN": (20, ("112.25",)),
    "TLR": (22, ("264.00", "548.50")),
    "CPD": (55, ("72.50",)),
    "RETAINER": (100, ("324.01", "405.01")),
}


def _add_recurring(chance: random.Random, member: Member) -> None:
    """Give allowances of the job, and what people have taken from their pay, unless the pay varies by hours alone."""
    for code in member.job.profile.recurring:
        share, amounts = _ALLOWANCES[code]
        if chance.randrange(100) < share:
            member.recurring.append((code, Decimal(chance.choice(amounts))))
    if member.hours < 10:
        return
    is_officer = member.job.kind == Employment.Kind.POLICE_OFFICER
    if is_officer and chance.randrange(100) < 80:
        member.recurring.append(("FEDERATION", Decimal("28.47")))
    for code, share, amounts in _EVERYBODY:
        if chance.randrange(100) < share and not (is_officer and code == "UNION"):
            member.recurring.append((code, Decimal(chance.choice(amounts))))


def _ninos(chance: random.Random) -> Iterator[str]:
    """Yield National Insurance numbers of the right form, none twice."""
    given: set[str] = set()
    while True:
        prefix = chance.choice(_NINO_FIRST) + chance.choice(_NINO_SECOND)
        nino = f"{prefix}{chance.randrange(1_000_000):06d}{chance.choice('ABCD')}"
        if prefix not in _NINO_UNUSED and nino not in given:
            given.add(nino)
            yield nino


def _slug(name: str) -> str:
    """Return a name as it stands in an e-mail address."""
    return "".join(letter for letter in name.lower() if letter.isalpha())
