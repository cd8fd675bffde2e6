"""The seeded roles (domain SEC-03): what each may do, and which two nobody may hold together."""

from enum import StrEnum

# --- permissions ----------------------------------------------------------------------------------------------------
# <area>.<verb>: views and API routes declare one; operations assume that it was checked.
PERMISSIONS = {
    "me.view": "See one’s own payslips and details",
    "home.view": "Enter the partner and see what waits",
    "identity.compare": "See who is at several partners, without names",
    "people.view": "Find people and see their employment",
    "people.view_pay": "See pay, tax and pension details",
    "people.unmask": "See bank and National Insurance numbers and protected addresses in full, with a reason",
    "people.edit": "Change hours, pay terms and pay elements",
    "people.edit_tax": "Change tax code, NI category and student loans",
    "people.import": "Load people from a file",
    "bank.view": "See changes of bank accounts and what speaks against them",
    "bank.record": "Record a change of bank account that somebody asked for in person or in a verified call",
    "bank.approve": "Accept a change of bank account as a second person",
    "bank.stop": "Stop a change of bank account",
    "changes.view": "See change requests",
    "changes.follow": "See what one proposed, and the requests of one’s team that show no pay",
    "changes.propose": "Propose changes to somebody’s employment",
    "changes.propose_work": "Propose hours, contract, place and duties, and pass notice on",
    "changes.decide": "Decide change requests, in one’s own role or for somebody else",
    "changes.approve": "Approve changes to somebody’s employment",
    "changes.approve_cost": "Approve changes that cost more",
    "changes.approve_retro": "Approve, as a second person, changes that reach far back",
    "delegations.view": "See who decides for whom while somebody is away",
    "delegations.give": "Let a colleague decide in one’s place while one is away",
    "changes.auto_approve": "Say which kinds of change need no approval",
    "mail.view": "See what mail and letters show from outside",
    "mail.propose": "Propose what mail and letters show from outside",
    "mail.approve": "Approve, as a second person, what mail and letters show from outside",
    "letters.view": "See letters that wait, batches of letters and what came back",
    "letters.write": "Write letters to people",
    "letters.print": "Put letters into batches, print and post them, record what came back",
    "letters.release": "Release a batch of letters as a second person",
    "people.view_covert": "Know of people in covert roles",
    "people.merge": "Find records of one person that stand twice, and propose to merge or part them",
    "people.settle_nino": "Settle whose a National Insurance number is that two people claim",
    "people.restrict": "Say who is in a covert role or whose address is protected, and lift it",
    "missing.manage": "Record that somebody is missing, decide about their pay, record that they are found",
    "deaths.report": "Report a death",
    "deaths.view": "See the cases of people who have died",
    "deaths.confirm": "Confirm that somebody has died, or that it was reported by mistake",
    "deaths.manage": "Look after the cases of people who have died",
    "deaths.decide_pay": "Decide what is paid after a death",
    "deaths.verify_account": "Verify the account of whoever acts for an estate",
    "deaths.agree_overpaid": "Agree what becomes of pay for days after a death",
    "leavers.view": "See who leaves, and what is to be done",
    "leavers.tasks": "Settle what is to be done when somebody leaves",
    "leavers.manage": "Run the cases of leavers, confidential ones included",
    "liability.view": "See employee liability information for a transfer (TUPE)",
    "liability.manage": "Prepare employee liability information, and record that it was given",
    "liability.confirm": "Confirm employee liability information that somebody else prepared",
    "leavers.agree": "Agree that a leaving is taken back",
    "repayments.view": "See what leavers pay back, and what is left of it",
    "repayments.manage": "Propose and run plans to pay back what leavers were overpaid",
    "repayments.waive": "Waive what a leaver was overpaid",
    "policies.propose": "Propose what the partner agrees about leaving and about starters",
    "transfers.view": "See transfers to and from other partners",
    "transfers.sign": "Sign transfers from other partners, take back one’s own",
    "starters.view": "See who is to start, and what is missing",
    "starters.edit": "Prepare starters: offer, checks, contract",
    "starters.start": "Say that somebody has started, and decide on probation",
    "starters.approve": "Approve starters, accept risks, decide when a right to work has lapsed",
    "checks.view": "See DBS checks, registrations and training, never what a certificate disclosed",
    "checks.record": "Record DBS checks, registrations and training, and end bars from duties",
    "checks.weigh": "Write and read how the risk of a DBS certificate was weighed",
    "checks.set_up": "Say what jobs need of checks, registrations and training",
    "safety.view": "See accidents and exposure at work",
    "safety.record": "Record accidents and exposure at work, and what HSE was told",
    "documents.view": "See documents about people",
    "documents.store": "Store documents about people",
    "inputs.view": "See monthly inputs",
    "inputs.enter": "Enter overtime and one-off payments",
    "inputs.approve": "Approve overtime and one-off payments",
    "absence.view": "See absences by category, sick pay and leave",
    "absence.view_reason": "See the reason of an absence",
    "leave.view": "See annual leave that was asked for",
    "absence.edit": "Report and close absences, record fit notes",
    "leave.approve": "Approve and cancel annual leave",
    "leave.carry": "Prepare what leave is carried over at the end of a leave year",
    "leave.carry_approve": "Approve and undo what leave is carried over",
    "absence.terms": "Propose changes of sick pay, leave and triggers that are agreed for staff groups",
    "family.view": "See family and other statutory leave",
    "family.edit": "Record family leave, its dates and keeping-in-touch days",
    "stepdown.decide": "Confirm or put off that sick pay goes down",
    "team.view": "See one’s own team",
    "team.tasks": "See and settle a manager’s tasks when people of the team leave and start",
    "team.posts": "See posts, vacancies and cost of the units that one manages, never anybody’s salary",
    "forewarnings.view": "See what is about to happen to people’s pay",
    "forewarnings.record": "Record a talk about what is about to happen to somebody’s pay",
    "insight.view": "See reports about turnover, sickness and vacancies",
    "equality.report": "See equality figures, never anybody’s answers",
    "me.propose": "Ask for other hours, or for one’s name, birth or National Insurance number to be put right",
    "me.time": "Report one’s own sickness, hand in fit notes, change one’s own leave",
    "me.ask": "Ask HR, raise a concern, ask to work flexibly, declare interests",
    "questions.answer": "See and answer what people ask HR",
    "interests.manage": "See, record, link and end what people declare about those close to them",
    "me.claim": "Claim mileage, additional hours and expenses",
    "claims.view": "See claims",
    "claims.approve": "Approve claims, send them back or reject them",
    "claims.agree": "Agree to claims that come late, and stop approved ones before they are paid",
    "claims.set_up": "Say what may be claimed and what is paid for a mile",
    "rosters.view": "See what rostering systems send",
    "rosters.import": "Take in files of rostering systems",
    "rosters.load": "Load files of rostering systems that somebody else took in, and withdraw them",
    "me.equality": "Answer the equality questions about oneself",
    "cases.open": "Open an HR case and name its case officer",
    "cases.work": "Work on the HR cases whose access list one is on",
    "cases.figures": "See how many HR cases there are and for how long",
    "cases.reassign": "Name another officer for an HR case, and see nothing of it",
    "statements.give": "Give the statement that one was asked for",
    "payroll.view": "See pay runs and payslips",
    "payroll.calculate": "Create and calculate pay runs",
    "payroll.approve": "Approve a calculated pay run",
    "payroll.release": "Release an approved pay run",
    "payroll.export": "Download payment listings and lines",
    "paygap.view": "See the gender pay gap of an employer",
    "remuneration.prepare": "Propose which posts the accounts report as senior employees’ or relevant police officers’",
    "remuneration.approve": "Agree to what others proposed about senior posts, and end it",
    "paygap.make": "Work out the gender pay gap and say which pay counts",
    "queries.answer": "Answer pay queries",
    "carried.work": "Go on with work that was carried over from an earlier system",
    "onboarding.view": "See how a partner is brought in",
    "onboarding.manage": "Record evidence of an onboarding, tell staff about it and move it on",
    "onboarding.load": "Take extracts in, map and load them",
    "onboarding.issues": "Give issues of a data load an owner and a date, and accept them with evidence",
    "onboarding.sign": "Sign papers and loads of an onboarding, each in one’s own role",
    "audit.view": "Read the audit trail",
    "changes.approve_above": "Decide change requests that were sent up, in the HR manager’s place",
    "changes.approve_cost_above": "Decide change requests that were sent up, in the budget holder’s place",
    "access.view": "See who may do what",
    "access.manage": "Grant and end access",
    "privacy.view": "See retention, erasure, legal holds and the record of processing",
    "privacy.manage": "Deal with access requests, propose retention and erasure, set legal holds",
    "privacy.approve": "Approve retention schedules and erasure, review and release answers to access requests",
    "privacy.watch": "See who looked at whom",
    "organisation.view": "See organisation, grades and pay scales",
    "organisation.view_confidential": "See units that are kept off the charts",
    "reference.propose": "Propose employers, scales, grades, roles and other reference data by file",
    "establishment.view": "See establishment reports with their cost",
    "establishment.edit": "Draft posts, look after vacancies, plan reorganisations",
    "ledger.view": "See the chart of accounts, journals, balances and reports of the ledger",
    "chart.propose": "Propose codes, rules on which stand together, and hierarchies of the chart of accounts",
    "chart.approve": "Approve what others propose about the chart of accounts",
    "journals.prepare": "Write journals, propose them, propose to reverse posted ones",
    "journals.decide": "Decide about journals, in one’s own role or for somebody else",
    "journals.approve": "Approve journals that others wrote",
    "journals.approve_large": "Approve large journals, and those that stand out, that others wrote",
    "journals.approve_top": "Approve, beside a second person, the largest journals and those that stand out",
    "journals.train": "Propose who posts small routine journals without an approver, and which types are routine",
    "journals.train_approve": "Agree who posts small routine journals without an approver, and which types are routine",
    "journals.sample": "Draw and review samples of journals posted without an approver, revoke trainings",
    "periods.control": "Open and close periods of the ledger",
    "closing.prepare": "Reconcile control accounts and say what is done at a month’s end",
    "closing.review": "Review reconciliations of control accounts that others signed",
    "closing.override": "Let a period be closed with tasks undone, for a reason",
    "receivables.view": "See customers, their invoices, receipts and what they owe",
    "receivables.raise": "Set customers up, raise invoices, record and allocate receipts, agree on instalments",
    "receivables.approve": "Approve and issue invoices that others raised, and send reminders",
    "ledger.extract": "Take every posted line of a ledger’s year, pay included, to audit it",
    "vat.view": "See VAT returns with their lines, and what becomes of VAT on exempt supplies",
    "vat.prepare": "Register for VAT, draw returns up, put errors right, sign as the preparer, settle",
    "vat.approve": "Approve VAT returns that others signed",
    "assets.prepare": "Register fixed assets, ask for changes of their values and work depreciation out",
    "assets.approve": "Approve or refuse changes of fixed assets that others asked for",
    "banking.view": "See bank accounts, statements, what they are matched with, and reconciliations",
    "banking.accounts": "Add and close bank accounts of legal entities",
    "banking.match": "Load statements, match them with the ledger, make rules for that",
    "banking.prepare": "Sign bank reconciliations as their preparer",
    "banking.review": "Review bank reconciliations that others prepared, agree to rules that others made",
    "write_offs.propose": "Propose to write a debt off",
    "write_offs.decide": "Decide about debts to be written off, in one’s own role or for somebody else",
    "write_offs.small": "Agree to write off debts of £100 or less",
    "write_offs.approve": "Agree to write off debts of £2,500 or less",
    "write_offs.large": "Agree to write off debts of £25,000 or less",
    "write_offs.top": "Agree to write off debts above £25,000",
    "recharges.view": "See what shared services cost, and the own share of them",
    "recharges.keep": "Lay down what a shared service costs, take figures and work out shares",
    "recharges.issue": "Tell partners their shares, answer their disputes and lock a year",
    "recharges.dispute": "Dispute the own share of a shared service",
    "budgets.view": "See budgets, commitments and what is spent against them",
    "budgets.propose": "Write and propose virements, and comment on variances",
    "budgets.load": "Load original budgets, supplementary estimates and carry-forwards, and propose them",
    "budgets.decide": "Decide about budgets, in one’s own role or for somebody else",
    "virements.approve_holder": "Agree to virements inside a service",
    "virements.approve_director": "Agree to virements inside a directorate",
    "budgets.approve_finance": "Agree to virements and carry-forwards for finance",
    "budgets.approve_chief": "Approve budgets, supplementary estimates and the largest virements",
    "payables.view": "See suppliers, their invoices and payments",
    "payables.decide": "Decide about suppliers’ bank accounts and invoices, in one’s own role or for somebody else",
    "suppliers.edit": "Set up suppliers and propose where they are paid",
    "suppliers.hold": "Stop payments to a supplier",
    "suppliers.verify": "Approve where suppliers are paid, end a stop of payments",
    "cis.prepare": "Register contractors under the construction scheme, draw up, sign and settle their returns",
    "cis.approve": "Approve returns of the construction scheme that others signed",
    "invoices.register": "Enter, check, dispute and propose suppliers’ invoices",
    "invoices.clear": "Decide that an invoice is no duplicate",
    "payments.propose": "Propose and review payment runs, take invoices out of them, withdraw them",
    "payments.approve": "Approve payment runs that others proposed",
    "payments.release": "Release approved payment runs, take their files to the bank",
    "payments.confirm": "Say that the bank has taken a payment run, and what came back",
    "invoices.approve": "Approve suppliers’ invoices that others entered",
    "invoices.approve_large": "Approve large invoices of suppliers that others entered",
    "invoices.approve_top": "Approve, beside a second person, the largest invoices of suppliers",
}


class Role(StrEnum):
    """A seeded role."""

    EMPLOYEE = "EMPLOYEE"
    LINE_MANAGER = "LINE_MANAGER"
    HR_MANAGER = "HR_MANAGER"
    HR_ADMIN = "HR_ADMIN"
    PAYROLL_PROCESSOR = "PAYROLL_PROCESSOR"
    PAYROLL_RELEASER = "PAYROLL_RELEASER"
    SUPPLIER_MAINTAINER = "SUPPLIER_MAINTAINER"
    SUPPLIER_VERIFIER = "SUPPLIER_VERIFIER"
    REQUISITIONER = "REQUISITIONER"
    RECEIVER = "RECEIVER"
    BUDGET_HOLDER = "BUDGET_HOLDER"
    SERVICE_DIRECTOR = "SERVICE_DIRECTOR"
    AP_CLERK = "AP_CLERK"
    PAYMENT_RELEASER = "PAYMENT_RELEASER"
    JOURNAL_PREPARER = "JOURNAL_PREPARER"
    JOURNAL_APPROVER = "JOURNAL_APPROVER"
    PERIOD_CONTROLLER = "PERIOD_CONTROLLER"
    FINANCE_MANAGER = "FINANCE_MANAGER"
    DEPUTY_FINANCE_OFFICER = "DEPUTY_FINANCE_OFFICER"
    AR_CLERK = "AR_CLERK"
    AR_MANAGER = "AR_MANAGER"
    BANK_RECONCILER = "BANK_RECONCILER"
    PROCUREMENT_OFFICER = "PROCUREMENT_OFFICER"
    USER_ADMIN = "USER_ADMIN"
    AUDITOR = "AUDITOR"
    CASE_OFFICER = "CASE_OFFICER"
    MIGRATION_LEAD = "MIGRATION_LEAD"
    DATA_OWNER = "DATA_OWNER"
    SECTION_151 = "SECTION_151"
    HR_DIRECTOR = "HR_DIRECTOR"
    MONITORING_OFFICER = "MONITORING_OFFICER"
    DATA_PROTECTION_OFFICER = "DATA_PROTECTION_OFFICER"
    FRAUD_OFFICER = "FRAUD_OFFICER"
    SENSITIVE_POSTS = "SENSITIVE_POSTS"

    @property
    def label(self) -> str:
        """Return the words that people see."""
        return LABELS[self]


LABELS = {
    Role.EMPLOYEE: "Employee",
    Role.LINE_MANAGER: "Line manager",
    Role.HR_MANAGER: "Partner HR manager",
    Role.HR_ADMIN: "HR administrator",
    Role.PAYROLL_PROCESSOR: "Payroll processor",
    Role.PAYROLL_RELEASER: "Payroll releaser",
    Role.SUPPLIER_MAINTAINER: "Supplier maintainer",
    Role.SUPPLIER_VERIFIER: "Supplier and bank verifier",
    Role.REQUISITIONER: "Requisitioner",
    Role.RECEIVER: "Receiver",
    Role.BUDGET_HOLDER: "Budget holder",
    Role.SERVICE_DIRECTOR: "Service director",
    Role.AP_CLERK: "Accounts payable clerk",
    Role.PAYMENT_RELEASER: "Payment releaser",
    Role.JOURNAL_PREPARER: "Journal preparer",
    Role.JOURNAL_APPROVER: "Journal approver",
    Role.PERIOD_CONTROLLER: "Period controller",
    Role.FINANCE_MANAGER: "Finance manager",
    Role.DEPUTY_FINANCE_OFFICER: "Deputy chief finance officer",
    Role.AR_CLERK: "Accounts receivable clerk",
    Role.AR_MANAGER: "Accounts receivable manager",
    Role.BANK_RECONCILER: "Bank reconciler",
    Role.PROCUREMENT_OFFICER: "Procurement officer",
    Role.USER_ADMIN: "User administrator",
    Role.AUDITOR: "Auditor",
    Role.CASE_OFFICER: "Case officer",
    Role.MIGRATION_LEAD: "Migration lead",
    Role.DATA_OWNER: "Data owner",
    Role.SECTION_151: "Section 151 officer",
    Role.HR_DIRECTOR: "HR director",
    Role.MONITORING_OFFICER: "Monitoring officer",
    Role.DATA_PROTECTION_OFFICER: "Data protection officer",
    Role.FRAUD_OFFICER: "Fraud officer",
    Role.SENSITIVE_POSTS: "Sensitive posts officer",
}

_SIGNS = frozenset({"home.view", "onboarding.view", "onboarding.sign"})
_COVER = frozenset({"delegations.view", "delegations.give"})
_READ = {"home.view", "people.view", "people.view_pay", "organisation.view", "inputs.view", "payroll.view"}
_DECIDES_JOURNALS = frozenset({"home.view", "ledger.view", "journals.decide", "changes.follow", "changes.decide"})

# A role that is absent here has its screens with a later part of the system; holding it opens the work list only.
ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {role: frozenset({"home.view"}) for role in Role} | {
    Role.EMPLOYEE: frozenset(
        {"home.view", "me.view", "me.propose", "me.claim", "me.time", "me.ask", "me.equality", "statements.give"}
    ),
    Role.LINE_MANAGER: frozenset(
        {"home.view", "inputs.view", "inputs.enter", "people.view", "organisation.view", "deaths.report"}
        | {"absence.view", "leave.view", "absence.edit", "leave.approve", "team.view"}
        | {"forewarnings.view", "forewarnings.record"}
        | {"statements.give", "team.tasks", "team.posts"}
        | {"starters.view", "starters.start", "checks.view"}
        | {"family.view"}
        | {"claims.view", "claims.approve"}
        | {"changes.follow", "changes.propose_work"}
        | _COVER
    ),
    Role.HR_MANAGER: frozenset(
        _READ
        | {"inputs.approve", "payroll.approve", "audit.view", "access.view"}
        | {"changes.view", "changes.propose", "changes.decide", "changes.approve", "changes.approve_retro"}
        | _COVER
        | {"changes.auto_approve", "changes.follow", "changes.propose_work", "reference.propose"}
        | {"organisation.view_confidential", "establishment.view", "establishment.edit"}
        | {"deaths.report", "deaths.view", "deaths.confirm", "deaths.manage", "missing.manage"}
        | {"deaths.verify_account"}
        | {"people.settle_nino", "people.merge"}
        | {"mail.view", "mail.propose", "mail.approve", "letters.view", "letters.write", "letters.release"}
        | {"leavers.view", "leavers.tasks", "leavers.manage", "leavers.agree", "transfers.view", "transfers.sign"}
        | {"repayments.view", "repayments.manage", "liability.view", "liability.manage", "liability.confirm"}
        | {"policies.propose"}
        | {"absence.view", "absence.view_reason", "absence.edit", "leave.view", "leave.approve", "questions.answer"}
        | {"interests.manage"}
        | {"family.view", "family.edit", "stepdown.decide", "leave.carry", "leave.carry_approve", "absence.terms"}
        | {"claims.view", "claims.approve", "claims.agree", "claims.set_up"}
        | {"rosters.view", "rosters.load"}
        | {"forewarnings.view", "forewarnings.record"}
        | {"insight.view", "equality.report", "paygap.view", "paygap.make", "remuneration.approve"}
        | {"cases.open", "cases.work", "cases.figures", "cases.reassign", "statements.give", "carried.work"}
        | _SIGNS
        | {"bank.view", "bank.approve", "bank.stop"}
        | {"starters.view", "starters.edit", "starters.start", "starters.approve", "documents.view", "documents.store"}
        | {"checks.view", "checks.record", "checks.weigh", "checks.set_up", "safety.view", "safety.record"}
        | {"privacy.view", "privacy.manage", "privacy.approve"}
    ),
    Role.HR_ADMIN: frozenset(
        _READ - {"payroll.view"}
        | {"people.edit", "people.edit_tax", "people.import", "people.unmask", "inputs.enter"}
        | {"changes.view", "changes.propose", "changes.decide", "changes.follow", "changes.propose_work"}
        | _COVER
        | {"establishment.view", "establishment.edit", "reference.propose", "remuneration.prepare"}
        | {"deaths.report", "deaths.view", "deaths.confirm", "missing.manage"}
        | {"mail.view", "mail.propose", "letters.view", "letters.write", "letters.print"}
        | {"leavers.view", "leavers.tasks", "leavers.manage", "transfers.view", "repayments.view", "repayments.manage"}
        | {"absence.view", "absence.view_reason", "absence.edit", "leave.view", "leave.approve", "leave.carry"}
        | {"absence.terms"}
        | {"questions.answer", "policies.propose"}
        | {"family.view", "family.edit", "people.merge"}
        | {"claims.view"}
        | {"rosters.view", "rosters.import"}
        | {"forewarnings.view", "forewarnings.record"}
        | {"insight.view", "cases.open", "cases.work", "statements.give", "carried.work"}
        | {"bank.view", "bank.record", "bank.stop"}
        | {"starters.view", "starters.edit", "starters.start", "documents.view", "documents.store"}
        | {"checks.view", "checks.record", "checks.set_up", "safety.view", "safety.record"}
        | {"privacy.view", "privacy.manage"}
    ),
    Role.PAYROLL_PROCESSOR: frozenset(
        _READ
        | {"people.edit_tax", "inputs.enter", "payroll.calculate", "payroll.export", "queries.answer", "changes.view"}
        | {"deaths.report", "deaths.view", "deaths.decide_pay", "deaths.verify_account", "forewarnings.view"}
        | {"changes.decide", "changes.approve_retro", "changes.follow"}
        | _COVER
        | {"bank.view"}
        | {"claims.view"}
        | {"leavers.view", "leavers.tasks", "carried.work", "repayments.view", "repayments.manage"}
    ),
    Role.PAYROLL_RELEASER: frozenset(
        _READ
        | {"payroll.release", "payroll.export", "people.unmask", "changes.view", "changes.decide"}
        | {"changes.approve_retro", "changes.follow", "deaths.report"}
        | _COVER
        | _SIGNS
        | {"bank.view", "bank.stop"}
        | {"claims.view"}
        | {"leavers.view", "leavers.tasks", "carried.work"}
    ),
    Role.CASE_OFFICER: frozenset(
        {"home.view", "people.view", "people.view_pay", "organisation.view", "deaths.report", "deaths.view"}
        | {"deaths.confirm", "deaths.manage", "deaths.decide_pay"}
        | {"cases.open", "cases.work", "statements.give"}
    ),
    Role.BUDGET_HOLDER: frozenset(
        {"home.view", "organisation.view", "changes.view", "changes.decide", "changes.approve_cost"}
        | {"establishment.view", "changes.follow"}
        | _COVER
        | {"ledger.view", "budgets.view", "budgets.propose", "budgets.decide", "virements.approve_holder"}
        | {"payables.view", "payables.decide", "invoices.approve"}
    ),
    Role.SERVICE_DIRECTOR: frozenset(
        {"home.view", "ledger.view", "budgets.view", "budgets.decide", "virements.approve_director"}
        | {"changes.follow", "changes.decide"}
        | _COVER
    ),
    Role.SUPPLIER_MAINTAINER: frozenset(
        {"home.view", "payables.view", "suppliers.edit", "suppliers.hold", "changes.follow"}
    ),
    Role.SUPPLIER_VERIFIER: frozenset(
        {"home.view", "payables.view", "payables.decide", "suppliers.verify", "suppliers.hold"}
        | {"changes.follow", "changes.decide"}
        | _COVER
    ),
    Role.AP_CLERK: frozenset(
        {"home.view", "payables.view", "ledger.view", "invoices.register", "suppliers.hold", "changes.follow"}
        | {"payments.propose", "payments.confirm", "cis.prepare"}
    ),
    Role.PAYMENT_RELEASER: frozenset({"home.view", "payables.view", "payments.release"}),
    Role.BANK_RECONCILER: frozenset({"home.view", "ledger.view", "banking.view", "banking.match"}),
    Role.JOURNAL_PREPARER: frozenset(
        {"home.view", "ledger.view", "journals.prepare", "budgets.view", "budgets.propose", "budgets.load"}
        | {"changes.follow", "recharges.view", "recharges.keep", "closing.prepare", "chart.propose"}
        | {"banking.view", "banking.prepare", "vat.view", "vat.prepare", "assets.prepare"}
    ),
    Role.JOURNAL_APPROVER: _DECIDES_JOURNALS | _COVER | {"journals.approve", "journals.sample"},
    Role.FINANCE_MANAGER: frozenset(
        _DECIDES_JOURNALS
        | _COVER
        | {"journals.approve", "journals.approve_large", "receivables.view", "closing.review"}
        | {"journals.train", "journals.sample"}
        | {"banking.view", "banking.accounts", "banking.review", "vat.view", "vat.approve"}
        | {"budgets.view", "budgets.decide", "budgets.approve_finance"}
        | {"payables.view", "payables.decide", "invoices.approve", "invoices.approve_large", "invoices.clear"}
        | {"recharges.view", "recharges.issue", "recharges.dispute"}
        | {"payments.approve", "chart.approve", "cis.approve", "assets.approve"}
    ),
    Role.DEPUTY_FINANCE_OFFICER: frozenset(
        _DECIDES_JOURNALS
        | _COVER
        | {"journals.train_approve", "journals.sample"}
        | {"journals.approve_top", "receivables.view", "write_offs.decide", "write_offs.large"}
        | {"payables.view", "payables.decide", "invoices.approve_top", "closing.review", "closing.override"}
    ),
    Role.AR_CLERK: frozenset(
        {"home.view", "receivables.view", "receivables.raise", "write_offs.propose", "changes.follow"}
    ),
    Role.AR_MANAGER: frozenset(
        {"home.view", "ledger.view", "receivables.view", "receivables.approve", "write_offs.propose"}
        | {"write_offs.decide", "write_offs.small", "write_offs.approve", "changes.follow", "changes.decide"}
        | _COVER
    ),
    Role.PERIOD_CONTROLLER: frozenset({"home.view", "ledger.view", "periods.control"}),
    Role.USER_ADMIN: frozenset({"home.view", "access.view", "access.manage", "organisation.view"}),
    Role.AUDITOR: frozenset(
        _READ
        | {"audit.view", "access.view", "payroll.export", "changes.view", "absence.view", "bank.view", "privacy.view"}
        | {"insight.view", "equality.report", "paygap.view", "leavers.view", "starters.view", "checks.view"}
        | {"delegations.view", "organisation.view_confidential", "establishment.view", "changes.follow"}
        | {"family.view", "leave.view"}
        | {"claims.view", "repayments.view", "rosters.view"}
        | {"mail.view", "letters.view"}
        | {"ledger.view", "receivables.view", "budgets.view", "payables.view", "recharges.view", "banking.view"}
        | {"vat.view", "ledger.extract"}
        | _SIGNS
    ),
    Role.MIGRATION_LEAD: frozenset(
        {"home.view", "organisation.view", "people.view", "carried.work"}
        | {"onboarding.view", "onboarding.manage", "onboarding.load", "onboarding.issues"}
        | {"reference.propose", "changes.follow"}
    ),
    Role.DATA_OWNER: _SIGNS | {"onboarding.issues"},
    Role.SECTION_151: _SIGNS
    | _COVER
    | {"changes.view", "changes.follow", "changes.decide", "changes.approve_cost_above", "organisation.view"}
    | {"ledger.view", "receivables.view", "banking.view", "write_offs.decide", "write_offs.top", "vat.view"}
    | {"budgets.view", "budgets.decide", "budgets.approve_chief", "recharges.view"},
    Role.HR_DIRECTOR: frozenset(
        _SIGNS
        | _COVER
        | {"changes.view", "changes.follow", "changes.decide", "changes.approve_above"}
        | {"people.view", "people.view_pay", "organisation.view"}
        | {"deaths.report", "deaths.view", "deaths.agree_overpaid", "repayments.view", "repayments.waive"}
        | {"liability.view", "liability.confirm"}
        # Of questions the database shows them only the concerns about HR that were brought to them.
        | {"questions.answer", "cases.open"}
    ),
    Role.MONITORING_OFFICER: frozenset({"home.view", "organisation.view", "questions.answer", "cases.open"}),
    Role.DATA_PROTECTION_OFFICER: frozenset(
        _SIGNS
        | {"home.view", "organisation.view", "audit.view", "access.view"}
        | {"privacy.view", "privacy.manage", "privacy.approve", "privacy.watch"}
        | {"mail.view", "mail.approve"}
    ),
    # Of the partnership, held at each partner that the comparison may include: it opens nothing within one.
    Role.FRAUD_OFFICER: frozenset({"home.view", "identity.compare"}),
    Role.SENSITIVE_POSTS: frozenset(
        {"home.view", "people.view", "people.view_covert", "people.restrict", "people.unmask", "organisation.view"}
        | {"people.settle_nino"}
        # Whoever does not see people in covert roles can neither report their death nor look after the case.
        | {"deaths.report", "deaths.view", "deaths.confirm", "deaths.manage", "deaths.decide_pay"}
        | {"deaths.verify_account"}
        | {"organisation.view_confidential", "letters.view", "letters.write", "letters.print", "letters.release"}
        | {"questions.answer"}
    ),
}

# What a delegation lends to whoever decides requests and journals, too …
DECIDING = frozenset(
    {"changes.approve", "changes.approve_cost", "journals.approve", "journals.approve_large", "journals.approve_top"}
    | {"virements.approve_holder", "virements.approve_director", "budgets.approve_finance", "budgets.approve_chief"}
    | {"invoices.approve", "invoices.approve_large", "invoices.approve_top"}
)
# … and what a role for units lends for these units, to whoever may do the same elsewhere: never more than both have.
COVERED = frozenset({"leave.approve", "claims.approve"})
# By which of these a permission reaches further while one covers for somebody.
COVERED_BY = {
    "leave.view": frozenset({"leave.approve"}),
    "leave.approve": frozenset({"leave.approve"}),
    "claims.view": frozenset({"claims.approve"}),
    "claims.approve": frozenset({"claims.approve"}),
    "home.view": COVERED,
}

# Who decides a request that was sent up, by the permission of the step that nobody decided (domain SEC-04: escalation
# goes up, never to the maker, and approves nothing by itself).
ABOVE = {
    "changes.approve": "changes.approve_above",
    "changes.approve_retro": "changes.approve_above",
    "changes.approve_cost": "changes.approve_cost_above",
}

# Roles that are held for a unit and what is below it, never for a whole partner.
TEAM_ROLES = (Role.LINE_MANAGER,)

# Roles that may be held for the whole partner, or for a unit or an employer alone (ADR 0026) …
LIMITABLE = (Role.HR_MANAGER, Role.HR_ADMIN, Role.AUDITOR, Role.BUDGET_HOLDER)
# … and what they open then: what is about people, posts and requests one by one. What settles something for everybody,
# names whoever is there, or adds up over the partner is not among it: a new permission is closed until it stands here.
WITHIN_LIMITS = frozenset(
    {"home.view", "people.view", "people.view_pay", "people.unmask", "people.edit", "people.edit_tax"}
    | {"changes.view", "changes.follow", "changes.propose", "changes.propose_work", "changes.decide"}
    | {"changes.approve", "changes.approve_cost", "changes.approve_retro"}
    | {"organisation.view", "establishment.view", "establishment.edit"}
    | {"absence.view", "absence.view_reason", "absence.edit", "leave.view", "leave.approve", "stepdown.decide"}
    | {"delegations.view", "delegations.give"}
    | {"family.view", "family.edit", "forewarnings.view", "forewarnings.record"}
    | {"claims.view", "claims.approve", "claims.agree", "inputs.view", "inputs.enter", "inputs.approve"}
    | {"starters.view", "starters.edit", "starters.start", "starters.approve"}
    | {"checks.view", "checks.record", "checks.weigh", "documents.view", "documents.store"}
    | {"leavers.view", "leavers.tasks", "leavers.manage", "leavers.agree", "insight.view"}
    | {"cases.open", "cases.work", "statements.give"}
    | {"deaths.report"}
)

# Permissions about oneself: outside self-service, too, the database shows nobody else’s rows to whoever uses one.
OWN_PERMISSIONS = frozenset({"me.propose", "me.claim", "me.time", "me.ask"})

# Nobody may hold both at one partner at one time: separation of duties (SoD).
INDEPENDENT = {Role.AUDITOR, Role.USER_ADMIN, Role.DATA_PROTECTION_OFFICER}
TRANSACTIONAL = frozenset(Role) - INDEPENDENT - {Role.EMPLOYEE, Role.LINE_MANAGER, Role.FRAUD_OFFICER}
SIGNERS = (
    Role.DATA_OWNER, Role.HR_MANAGER, Role.PAYROLL_RELEASER, Role.SECTION_151, Role.HR_DIRECTOR,
    Role.DATA_PROTECTION_OFFICER,
)  # fmt: skip
INCOMPATIBLE: frozenset[frozenset[Role]] = frozenset(
    frozenset(pair)
    for pair in [
        (Role.HR_MANAGER, Role.PAYROLL_PROCESSOR),
        (Role.HR_MANAGER, Role.PAYROLL_RELEASER),
        (Role.HR_DIRECTOR, Role.PAYROLL_PROCESSOR),
        (Role.HR_DIRECTOR, Role.PAYROLL_RELEASER),
        (Role.HR_ADMIN, Role.PAYROLL_RELEASER),
        (Role.HR_ADMIN, Role.PAYROLL_PROCESSOR),
        (Role.PAYROLL_PROCESSOR, Role.PAYROLL_RELEASER),
        (Role.SUPPLIER_MAINTAINER, Role.AP_CLERK),
        (Role.SUPPLIER_MAINTAINER, Role.PAYMENT_RELEASER),
        (Role.SUPPLIER_VERIFIER, Role.PAYMENT_RELEASER),
        (Role.AP_CLERK, Role.PAYMENT_RELEASER),
        (Role.JOURNAL_PREPARER, Role.PERIOD_CONTROLLER),
        (Role.BANK_RECONCILER, Role.PAYMENT_RELEASER),
        *[(Role.MIGRATION_LEAD, role) for role in SIGNERS],
        *[(Role.USER_ADMIN, role) for role in TRANSACTIONAL],
        *[(Role.FRAUD_OFFICER, role) for role in TRANSACTIONAL | {Role.USER_ADMIN, Role.LINE_MANAGER}],
        *[(Role.AUDITOR, role) for role in TRANSACTIONAL | {Role.USER_ADMIN, Role.LINE_MANAGER}],
        # Source: Local Government and Housing Act 1989 s 5: neither head of paid service nor chief finance officer; and
        # concerns about HR go to somebody outside it.
        *[(Role.MONITORING_OFFICER, role) for role in (Role.SECTION_151, Role.HR_MANAGER, Role.HR_ADMIN)],
        *[(Role.MONITORING_OFFICER, Role.HR_DIRECTOR)],
        # A data protection officer decides about no processing of their own. Source: UK GDPR article 38(6).
        *[(Role.DATA_PROTECTION_OFFICER, role) for role in TRANSACTIONAL | {Role.USER_ADMIN, Role.LINE_MANAGER}],
    ]
)


# Which of these pairs no mitigating control makes up for, because a law forbids them.
NEVER_TOGETHER = frozenset(pair for pair in INCOMPATIBLE if Role.DATA_PROTECTION_OFFICER in pair)


def permissions_of(roles: set[Role]) -> frozenset[str]:
    """Return everything that these roles together may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles)) if roles else frozenset()


def permissions_held(role: Role, *, is_limited: bool) -> frozenset[str]:
    """Return what a role opens: less when it is held for a unit or an employer alone. A team role is always."""
    whole = ROLE_PERMISSIONS[role]
    return whole & WITHIN_LIMITS if is_limited and role not in TEAM_ROLES else whole


def clashes(roles: set[Role]) -> list[tuple[Role, Role]]:
    """Return the pairs among these roles that nobody may hold together, in a stable order."""
    found = [tuple(sorted(pair)) for pair in INCOMPATIBLE if pair <= roles]
    return sorted(found)  # type: ignore[arg-type]
