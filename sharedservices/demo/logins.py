"""Who signs in to the demonstration: a login for each role that has a screen, and some of the staff.

One password serves all. Nobody holds two roles that the separation of duties forbids: the operation refuses it.
"""

from typing import NamedTuple

from partners.roles import Role
from sharedservices.demo.cases import CASES
from sharedservices.demo.organisations import ARRIVING, COUNTY, EAST, FIRE, PARTNERS, POLICE, SOUTH, WESTMARSH

PASSWORD = "shared-services-demo"  # noqa: S105 - printed on purpose; DEMO is refused by `check --deploy`
SETUP = ("setup@partnership.example", "Partnership set-up")
"""Who loads the partners and proposes the first access; nobody can sign in as it."""
SETUP_SECOND = ("setup2@partnership.example", "Partnership set-up, second")
"""Who approves access where no access administrator is there yet; nobody can sign in as it."""
OPERATOR = ("operator@partnership.example", "Winifred Osei")
OPERATES = (POLICE, FIRE, SOUTH)
FRAUD = ("fraud@partnership.example", "Ottilie Marchbank")
"""The fraud officer of the partnership, at every partner."""


class Office(NamedTuple):
    """A login that every partner has: its mailbox, its role, what it can do and where to begin."""

    mailbox: str
    role: Role
    does: str
    begin: str


OFFICES = (
    Office("payroll", Role.PAYROLL_PROCESSOR, "runs payroll: inputs, runs, quarantine", "Pay, then November 2026"),
    Office("approver", Role.HR_MANAGER, "approves changes, inputs and pay runs", "Changes, or Pay, a run to approve"),
    Office("releaser", Role.PAYROLL_RELEASER, "releases approved runs, payment listing", "Pay, an approved run"),
    Office("hr", Role.HR_ADMIN, "people, bank, imports, proposes changes", "People, then Load people"),
    Office("manager", Role.LINE_MANAGER, "looks after one team: leave, absence, overtime", "Home, then People"),
    Office("budget", Role.BUDGET_HOLDER, "approves changes that cost more", "Changes"),
    Office("director", Role.HR_DIRECTOR, "decides changes that nobody decided in time", "Changes"),
    Office("audit", Role.AUDITOR, "reads everything and the audit trail", "Audit trail"),
    Office("access", Role.USER_ADMIN, "proposes, approves and ends access", "Partnership, then Who may do what"),
    Office("case", Role.CASE_OFFICER, "looks after cases of people who have died", "People, then People who have died"),
    Office("sensitive", Role.SENSITIVE_POSTS, "covert roles, protected addresses", "Casework, then Sensitive posts"),
    Office("dpo", Role.DATA_PROTECTION_OFFICER, "approves retention and erasure, sees who looked", "Data protection"),
    Office("sensitive2", Role.SENSITIVE_POSTS, "releases what the first officer made", "Letters"),
    Office("access2", Role.USER_ADMIN, "approves what the first administrator proposes", "Home, Access to approve"),
    Office("monitoring", Role.MONITORING_OFFICER, "reads concerns about HR", "Home, Questions to HR"),
    Office("journals", Role.JOURNAL_PREPARER, "writes journals", "Ledger, then Journals"),
    Office("journals2", Role.JOURNAL_APPROVER, "approves journals", "Ledger, then Journals"),
    Office("finance", Role.FINANCE_MANAGER, "approves large journals", "Ledger, then Journals"),
    Office("deputy", Role.DEPUTY_FINANCE_OFFICER, "approves, as a second, what stands out", "Ledger, then Journals"),
    Office("periods", Role.PERIOD_CONTROLLER, "opens and closes periods", "Ledger, then Periods"),
    Office("hr2", Role.HR_ADMIN, "people and posts of one unit and below, no others", "People, then Posts"),
    Office("receivables", Role.AR_CLERK, "bills customers and takes their money", "Receivables"),
    Office("receivables2", Role.AR_MANAGER, "approves invoices, reminds, small write-offs", "Receivables"),
    Office("bank", Role.BANK_RECONCILER, "loads bank statements and matches them", "Finance, then Bank"),
    Office("budget2", Role.BUDGET_HOLDER, "agrees to virements of another holder", "Finance, then Budgets"),
    Office("services", Role.SERVICE_DIRECTOR, "agrees to virements inside a directorate", "Finance, then Budgets"),
    Office("treasurer", Role.SECTION_151, "approves budgets and the largest virements", "Finance, then Budgets"),
    Office("suppliers", Role.SUPPLIER_MAINTAINER, "sets up suppliers, proposes where they are paid", "Payables"),
    Office("verifier", Role.SUPPLIER_VERIFIER, "approves where suppliers are paid", "Payables, then Suppliers"),
    Office("invoices", Role.AP_CLERK, "enters suppliers’ invoices, disputes and proposes them", "Payables"),
    Office("payer", Role.PAYMENT_RELEASER, "releases payment runs, takes their files", "Payables, then Payment runs"),
)
TEAMS = {COUNTY: "ADU", POLICE: "BCN", FIRE: "ALD", SOUTH: "SHO", EAST: "EHO"}
"""The unit of the line manager's login at each partner, and of the limited HR administrator's."""
LIMITED = ("hr2",)
"""The mailboxes of offices that are held for that unit and below, and not for the whole partner."""
JOINING = (
    Office("migration", Role.MIGRATION_LEAD, "brings the partner in: papers, loads, moves", "Onboarding"),
    Office("owner", Role.DATA_OWNER, "owns the old system’s data, signs their totals", "Onboarding, then Issues"),
    Office("treasurer", Role.SECTION_151, "signs going live for the money", "Onboarding, then Sign-off"),
    Office("director", Role.HR_DIRECTOR, "signs going live for the people", "Onboarding, then Sign-off"),
    Office("dpo", Role.DATA_PROTECTION_OFFICER, "signs going live for personal data", "Onboarding, then Papers"),
    Office("approver", Role.HR_MANAGER, "signs the differences for HR", "Onboarding, then Totals"),
    Office("releaser", Role.PAYROLL_RELEASER, "signs the differences for payroll", "Onboarding, then Totals"),
    Office("audit", Role.AUDITOR, "reads everything, signs the controls", "Onboarding, then History"),
)
"""The logins of a partner on its way in."""
NAMES = {
    COUNTY: (
        "Amara Danso, Bernard Kirkbride, Rhiannon Probert, Hana Joshi, "
        "Martin Ogden, Gwen Allsopp, Iris Penhallow, Chen Fong, Una Tierney, Ruth Calloway, "
        "Imogen Strand, Perpetua Lang, Cornelia Ashdown, Tamsin Rook, Blaise Norcott, "
        "Odalys Marchetti, Fergal Whitmore, Ines Calderbank, Tobin Ashcroft, Wilhelmina Garside, "
        "Edwina Marl, Caradoc Venn, Philippa Dray, Benedikt Osgood, "
        "Marguerite Strang, Emlyn Faircloth, Rosalba Finch, Aurel Whitcombe, Joan Pettigrew, Sabine Orchard, "
        "Thessaly Brock"
    ),
    POLICE: (
        "Parveen Iqbal, Duncan Ruthven, Orla Geraghty, Lukasz Sikora, "
        "Sharon Vickers, Kofi Larbi, Maren Tolliver, Tendai Tembo, Hugh Bevan, Leena Suri, "
        "Faye Holbrook, Anselm Groves, Marek Hollis, Idris Farrow, Honor Sedley, "
        "Cressida Lomax, Babak Thornley, Una Prescott, Emrys Hale, Solveig Barton, "
        "Piers Aldous, Rosamund Keel, Tariq Ferris, Rowena Tipping, "
        "Desmond Achebe, Tilda Marchbanks, Linnet Corrie, Osric Bayliss, Meriel Stapleton, Anton Weatherby, "
        "Gwendolen Farr"
    ),
    FIRE: (
        "Gareth Meredith, Ngozi Igwe, Alan Cropper, Meera Raval, Dominic Lumb, Brenda Eastham, Rufus Dunmore, "
        "Isla Lennox, Ewan Buchan, Nerys Tudge, Noel Hartley, Orsolya Kemp, Thea Brandreth, Silas Coombe, "
        "Petronel Shaw, Lowri Danby, Kwabena Stott, Mabel Ormerod, Viktor Haslam, Jocasta Reed, "
        "Wilfred Tansley, Delphine Orr, Magnus Tolley, Hetty Colquhoun, "
        "Obinna Frost, Lysander Peake, Agnes Thirlby, Corin Maddox, Eluned Royce, Priya Langstaff, Ambrose Tiller"
    ),
    SOUTH: (
        "Dilys Penry, Winston Pinnock, Farah Nawaz, Rosie Jessop, Ivan Popa, Sadia Rashid, Odette Farley, Mai Pham, "
        "Colette Verity, Tobias Enright, Greta Lowndes, Maud Pellow, Lionel Farrant, Verity Stroud, Caspar Bligh, "
        "Ruben Oyelaran, Clemency Hart, Igor Bellamy, Saoirse Dunn, Parth Mistry, "
        "Jocelyn Brandt, Augusta Rye, Kelechi Fane, Umberto Silk, "
        "Winifred Achterberg, Callista Moyo, Hesper Lowe, Kenelm Ridd, Tirzah Bowyer, Jonty Crewe, Ottilie Warne"
    ),
    EAST: (
        "Olive Stanhope, Jaspal Virdee, Nora Rafferty, Samuel Mensah, "
        "Zofia Wrona, Callum Frith, Hester Quaye, Bilal Zaman, Petra Sikora, Adwoa Quist, Amir Sohail, "
        "Ifor Penrose, Beatrix Owusu, Lorcan Webb, Sunniva Hale, "
        "Elspeth Nkemelu, Dafydd Crane, Noor Hussainy, Barnaby Tove, Klara Whitelaw, "
        "Alaric Penn, Bronwen Stile, Rafael Coyne, Sorrel Ditchfield, "
        "Gideon Nwosu, Henrietta Blaylock, Merrin Sayle, Ottokar Vane, Augustin Drewe, Maeve Tarrant, Leopold Quince"
    ),
    WESTMARSH: (
        "Mia Thorogood, Dorothy Askew, Salma Haq, Harold Pettifer, Pia Lindqvist, Bryn Tudor, Roza Markova, Conrad Amos"
    ),
}


class Login(NamedTuple):
    """One login as it is printed."""

    email: str
    name: str
    where: str
    does: str
    begin: str


def office_logins() -> list[Login]:
    """Return the logins of the offices, by partner."""
    return [
        Login(f"{office.mailbox}@{spec.domain}", name, spec.short_name, office.does, office.begin)
        for spec in PARTNERS
        for office, name in zip(OFFICES, NAMES[spec.code].split(", "), strict=True)
    ]


def joining_logins() -> list[Login]:
    """Return the logins of the partner on its way in."""
    return [
        Login(f"{office.mailbox}@{ARRIVING.domain}", name, ARRIVING.short_name, office.does, office.begin)
        for office, name in zip(JOINING, NAMES[ARRIVING.code].split(", "), strict=True)
    ]


def operator_login() -> Login:
    """Return the login that serves several partners."""
    email, name = OPERATOR
    places = ", ".join(spec.short_name for spec in PARTNERS if spec.code in OPERATES)
    return Login(email, name, places, f"runs payroll at {places}", "The partner switcher")


def fraud_login() -> Login:
    """Return the login that compares identities across partners, and opens nothing within one."""
    email, name = FRAUD
    return Login(email, name, "The partnership", "sees who is at two partners", "People at several partners")


def staff_logins() -> list[Login]:
    """Return the logins of named employees. Who works at two partners has one."""
    domains = {spec.code: spec for spec in PARTNERS}
    found: dict[str, Login] = {}
    for case in CASES:
        spec = domains[case.partner]
        mailbox = "employee" if case.key == "ordinary" else case.name.replace(" ", ".").lower()
        email = next((login.email for login in found.values() if login.name == case.name), f"{mailbox}@{spec.domain}")
        if email not in found:
            found[email] = Login(email, case.name, spec.short_name, case.look_for, "My pay")
    return list(found.values())
