"""What the guards let through, each with its reason. A stale entry fails: these lists only shrink with the code."""

# Tables that belong to no single partner.
UNSCOPED_MODELS = {
    "partners.Partner": "the list of partners itself; it decides the scope",
    "partners.User": "one person may work for several partners",
    "partners.Grant": "read before there is a scope: it decides the scope",
    "partners.AuditEvent": "has policies of its own: partner_id is null for sign-ins (migration 0002)",
    "partners.AuditSeal": "one chain over the events of all partners; holds digests only",
    "partners.AuditCheck": "results of verifying that chain; holds counts only",
    "hr.IdentityMatch": "two partners at once: a policy of its own needs both in scope (hr migration 0025)",
    "auth.Group": "Django's own, unused: roles are in partners.roles",
    "auth.Permission": "Django's own, unused: permissions are in partners.roles",
    "contenttypes.ContentType": "Django's own: names of models",
    "sessions.Session": "sign-in precedes the choice of a partner",
    "partners.LoginDevice": "belongs to a user; holds the digest of a cookie",
    "account.EmailAddress": "allauth: belongs to a user",
    "account.EmailConfirmation": "allauth: belongs to a user",
    "mfa.Authenticator": "allauth: belongs to a user; secrets are sealed",
    "usersessions.UserSession": "allauth: belongs to a user",
}

# Partner-owned tables without field-change triggers.
UNAUDITED = {
    "partners.BackgroundJob": "progress of work that its operation audits; kept out of the trail by volume",
    "finance.Coding": "insert-only: a combination of codes, each of which is audited",
    "finance.AssetEntry": "insert-only; its change's event holds total, number of entries and who approved it",
    "finance.BankCheck": "written once a day by the clock and never changed; what does not add up is flagged",
    "finance.VatReturnLine": "drawn from audited documents, thousands a return, and frozen with it by the database",
    "finance.FeederRow": "a file's cells, kept as they stood there; the file's event holds counts, sums and hash",
    "finance.JournalLine": "frozen once posted; the journal's event holds number, total and hash of its lines",
    "finance.ReconciliationItem": "frozen once signed; the reconciliation’s event holds the sums of its items",
    "finance.JournalSeries": "written by posting alone; the journal's event holds number and hash",
    "finance.Balance": "written by posting alone, equal to the sums of posted lines (manage.py check_ledger)",
    "finance.BankLine": "insert-only; its statement's event holds balances, number of lines and hash of the file",
    "finance.BankMatchLine": "frozen with its match, whose events say who made and undid it",
    "finance.JournalPlanLine": "insert-only; its plan's event holds number, total and hash of its lines",
    "finance.HierarchyLine": "insert-only; its version's event holds number and hash of its lines",
    "finance.BudgetLine": "frozen once in force; the decision's event holds number, sums and hash of its lines",
    "finance.BudgetBalance": "written by decisions alone, equal to the sums of their lines (manage.py check_ledger)",
    "finance.CommitmentLine": "moved by its events alone, which are audited (manage.py check_ledger)",
    "finance.CommitmentBalance": "written by events alone, equal to the sums of lines (manage.py check_ledger)",
    "finance.CisReturnLine": "the return holds their number and sums, and is audited; they change while it is a draft",
    "finance.PaymentItem": "the run's event holds their number, sum and hash, and each invoice has a log of its own",
    "payroll.PayGapRow": "insert-only; the report's event holds their number and hash",
    "hr.StagedRow": "rows of an extract, remade by each load; the load's event holds counts and hash",
    "partners.PurgeItem": "the proposal’s event holds count and hash, and each erasure has an event of its own",
    "hr.PersonMergeRow": "what the trail of each table says of the rows that went over, to be read backwards",
    "hr.RosterLine": "rows of a file; the events of its import hold counts, state and hash",
    "hr.RosterFault": "insert-only; the import's event holds their number",
    "hr.LeaveYearRow": "insert-only; the year end's event holds counts, sums and digest",
    "payroll.Payslip": "insert-only versions; the run's event holds count, totals and hash",
    "payroll.PayslipInput": "insert-only versions; the run's event holds count, totals and hash",
    "payroll.PayslipLine": "insert-only versions; the run's event holds count, totals and hash",
    "payroll.Payment": "insert-only; the release's event holds count, control total and hash",
    "payroll.RunBatch": "progress of a calculation; the run's event holds the counts",
    "payroll.RunMember": "results of a calculation; the run's event holds the counts",
    "payroll.RunElementTotal": "sums of payslip lines, remade by each calculation",
    "payroll.Suspended": "insert-only; the posting that it belongs to is audited",
    "payroll.YearToDate": "sums of released payslips, carried forward at release",
}

# Source that opens a scope of several partners, with what it shows of people there (T-SEC-3: partners.rules).
WIDE_SCOPES = {
    "hr/operations/identity.py": "compares numbers in the night; keeps pairs and shows nothing",
    "hr/views/identity.py": "a list for fraud officers of exactly these partners, without names: it adds nobody up",
    "partners/operations/messages.py": "looks for a hold on a login before a mail leaves; shows nothing",
    "payroll/management/commands/bench_payroll.py": "measures seconds of an invented payroll",
    "payroll/management/commands/run_totals.py": "the figures of all partners: fewer than five people read <5",
    "payroll/management/terminal.py": "how far calculations are, for a bar",
    "payroll/operations/open_runs.py": "which runs are left open by a worker that died; shows nothing",
}

# Files that do not say who took them away: by name of the address.
UNTOLD = {
    "hr:request_paper": "the file of a request, as it was handed in",
    "finance:payment_run_file": "what the bank reads, to the byte; the trail says who took it",
    "finance:einvoice_original": "the file as the supplier sent it, kept bit by bit; the trail says who took it",
    "finance:payment_advice": "a remittance advice: its words are what the supplier gets",
    "finance:hierarchy_file": "goes back in as the next version: one more heading would be a row; the trail says who",
    "finance:cis_return_message": "the message that HMRC takes, byte for byte; the trail says who took it",
    "finance:cis_statement": "a letter to a subcontractor, with what HMRC asks for on it",
    "finance:extract_file": "the bytes whose hash the trail keeps with who took them: one more heading would change it",
    "finance:vat_payload": "the fields of Making Tax Digital, which takes no others; the trail says who took them",
    "finance:sales_xml": "an invoice: its words are what the customer gets",
    "finance:sales_pdf": "an invoice: its words are what the customer gets",
    "hr:import_template": "headings to fill in: they are read by us again",
    "hr:roster_template": "headings to fill in: they are read by us again",
    "hr:changes_template": "headings to fill in: they are read by us again",
    "hr:reference_template": "headings to fill in: they are read by us again",
    "hr:onboarding_template": "headings to fill in: they are read by us again",
    "pay_gap_upload": "the columns of the government’s service, which takes no others",
    "hr:transparency": "published: it names nobody, not even who made it",
    "hr:senior_salaries": "published: it does not say who made it",
    "my_payslip_pdf": "a document of the person, the same whoever prints it",
    "run_payslip_pdf": "a document of the person, the same whoever prints it",
    "hr:document": "a paper that was handed in, kept bit by bit",
    "hr:my_document": "a paper that was handed in, kept bit by bit",
    "hr:claim_receipt": "a paper that was handed in, kept bit by bit",
    "letter_batch_pdf": "letters, as their readers get them",
    "erasure_certificate": "a certificate, the same whoever prints it",
    "sar_answer": "the answer as the person gets it",
    "sar_document_file": "a document of the answer, kept bit by bit",
    "rights_supplied": "a person’s own data, as that person gets it",
    "hr:my_answer": "a person’s own data, as that person gets it",
    "hr:my_copy": "a person’s own data, as that person gets it",
}

# Tables with a person's rows that a manager's scope does not narrow.
NOT_OF_A_TEAM = {
    "hr.HrCase": "the list of names of each case decides, by a policy of its own; no line manager works on cases",
    "partners.OutboundMessage": "no page of a manager shows it, and a message that is held must be found by anybody",
    "partners.CommunicationsHold": "no page of a manager shows it, and dispatch must find every hold",
}

# Tables of posts and units with a restrictive policy for an office that is held for part of a partner (ADR 0026).
ENDS_WITH_AN_OFFICE = {
    "hr.Post",
    "hr.PostVersion",
    "hr.PostFunding",
    "hr.Vacancy",
    "hr.AgencyAssignment",
    "hr.RedundancyConsultation",
}
# Those that such an office sees whole.
SEEN_BY_EVERY_OFFICE = {
    "hr.OrgUnit": "the tree of units, as everybody who works here sees it",
    "hr.UnitVersion": "the tree of units, as everybody who works here sees it",
    "hr.SeniorPost": "it says nothing without its post, which such an office does not see",
    "hr.UnitContact": "published beside the tree of units, and names nobody",
}

# Views that a manager's team does not narrow: they show how many people there are, and nobody.
COUNTS_ONLY = {"hr.views.org_chart", "hr.views.reference", "hr.views.reference_by_file", "hr.views.reference_terms"}

# Views that people in covert roles are counted in, whoever reads: they settle something for everybody at once.
ACTS_ON_EVERYBODY = {
    "hr.views.exit_packages": "the packages of an employer are those of everybody; the page names nobody",
    "payroll.views.pay_gap": "the figures of an employer are those of everybody; the page names nobody",
    "payroll.views.pay_multiples": "the figures of an employer are those of everybody; the page names nobody",
    "payroll.views.remuneration": "brackets count everybody; nobody whose role is covert is named",
    "payroll.views.runs": "a run is made for everybody in a pay group; the page counts",
    "payroll.views.runs_again": "totals are worked out over everybody; the member is looked for among the known",
    "payroll.views.runs_decide": "what is approved and paid is everybody; names stand only of the known",
    "payroll.views.runs_downloads": "the payment listing adds up; of covert roles it gives the payroll number alone",
    "payroll.views.runs_ledger": "what is posted is the cost of everybody; the page names nobody",
    "payroll.views.runs_moves": "a run moves as a whole; the pages name nobody",
}

# Addresses outside /p/<partner>/ and /api/v1/p/<partner>/: by prefix of the route.
PUBLIC_URLS = {
    "": "the way in: sends people to their partner, or lets them choose",
    "healthz": "liveness of the process for the load balancer: says nothing",
    "readyz": "readiness of database and cache for the load balancer: says nothing",
    "accounts/": "sign-in, sign-out, passwords and second factors (allauth)",
    "help/": "how to get help; no data",
    "accessibility/": "the accessibility statement; no data",
    "privacy/": "the privacy notice; no data",
    "several-partners/": "for fraud officers of at least two partners, in the scope of exactly those; else not found",
    "bank-change/": "the link in an alert: it can only cancel a change, with a signed token, and tells nothing",
    "contact/": "the link that confirms an e-mail address, with a signed token; tells nothing",
    "api/v1/schema/": "the API's description, for people who are signed in; no data",
}

# Moments without a person: something happens by itself, or the person stands elsewhere.
MOMENTS_WITHOUT_PERSON = {
    "finance.BankCheck.found_at": "the morning’s clock found it",
    "finance.ElectronicInvoice.received_at": "the supplier sent it; taken_by says who took it in",
    "finance.InvoiceEnvelope.answered_at": "somebody of the other partner, whose own row says who",
    "finance.InvoiceEnvelope.received_at": "the document says who took it in, or the invoice who approved it",
    "finance.InvoiceEnvelope.sent_at": "whoever took the document in or approved the invoice, which stands on that",
    "finance.InvoiceEnvelope.taken_at": "somebody of the other partner, whose own row says who",
    "finance.LedgerExtract.as_at": "the day an extract is of; made_by made it",
    "finance.InvoiceEvent.notice_at": "whoever wrote the line of the log told the supplier",
    "finance.PaymentFile.made_at": "the releaser, who stands on its run",
    "finance.SupplierAccount.phone_held_at": "the audit trail names who changed the number",
    "finance.SupplierBank.called_at": "made_by rang, and says whom",
    "finance.SupplierInvoice.received_at": "the supplier sent it; registered_by says when it came",
    "partners.LoginDevice.first_seen_at": "the login itself, of whom the row is",
    "partners.User.password_reset_at": "the login itself; a reset begins with a link to its address",
    "hr.IdentityMatch.found_at": "the comparison of every night",
    "hr.Contact.begun_at": "recorded_by; empty for what was held before a history was kept",
    "hr.Contact.ended_at": "whoever recorded the next one; the trail names the login",
    "hr.BankChange.device_first_at": "requested_by signed in with it",
    "hr.Contact.verified_at": "whoever read the link that was sent there; the trail has staff by name",
    "hr.BankChange.signed_in_at": "requested_by gave it",
    "hr.BankChange.settled_at": "the log of the change names who, and the system or the link in the alert",
    "hr.DeathOverpayment.found_at": "whoever confirmed the death; the case has them",
    "hr.EmergencyContact.removed_at": "the employee whose list it is; the trail names the login",
    "hr.Forewarning.told_at": "the nightly forecast tells; nobody in particular",
    "hr.Claim.reminded_at": "the nightly reminder; nobody in particular",
    "partners.User.joined_at": "the audit trail names who made the login",
    "partners.BackgroundJob.started_at": "a worker started it; created_by asked for it",
    "partners.ChangeRequest.settled_at": "the request's log names who, and the system when nobody decided",
    "partners.ChangeRequest.escalated_at": "nobody decided in time; the request's log names who heard of it",
    "partners.ChangeRequest.reminded_at": "the clock reminds; the request’s log names who heard of it",
    "partners.ChangeRequest.submitted_at": "made_by submits it, and nobody else",
    "partners.OutboundMessage.due_at": "a time for the worker, not something that somebody did",
    "partners.OutboundMessage.settled_at": "a worker sent it, or gave up; queued_by asked for it",
    "partners.BackgroundJob.finished_at": "a worker ended it; created_by asked for it",
    "hr.DeclaredInterest.confirmed_at": "the holder, or HR as it recorded it; the trail names the login",
    "partners.DutiesFinding.found_at": "the check of duties found it",
    "partners.DutiesFinding.cleared_at": "the check of duties found it gone; the trail says who ended the access",
    "partners.PurgeProposal.finished_at": "a worker ended it; approved_by asked for it",
    "partners.PurgeItem.done_at": "a worker erased it; the proposal’s approved_by asked for it",
    "partners.RightsCase.paused_at": "the request’s log names who restricted it",
    "partners.RightsCase.lifted_at": "the request’s log names who lifted it",
    "partners.RightsCase.acknowledged_at": "the request’s log names who acknowledged it",
    "partners.Breach.happened_at": "when it happened, as far as is known",
    "partners.Breach.aware_at": "when the partner became aware; recorded_by says so",
    "partners.Breach.due_at": "a time for the clock, not something that somebody did",
    "partners.Breach.notified_at": "the breach’s timeline names who recorded it",
    "partners.Breach.people_told_at": "the breach’s timeline names who recorded it",
    "partners.LookerReport.made_at": "the task of every month",
    "partners.ListFile.expires_at": "a time for the worker, not something that somebody did",
    "partners.SarFile.expires_at": "a time for the worker, not something that somebody did",
    "payroll.PayRun.calculation_started_at": "when workers began; processed_by asked for it",
    "payroll.RunBatch.done_at": "a worker ended it; the run names who asked for it",
    "hr.Increment.given_at": "a worker gave it; the request of its list names who proposed and who approved it",
    "payroll.RunBatch.claimed_at": "a worker claimed it; the run names who asked for it",
    "payroll.PaymentListing.created_at": "made at release, by the run's released_by",
}

# People and moments that are not bound by one check of the form "both or neither".
PAIRS_WITHOUT_CHECK = {
    "payroll.PayRun.processed": "set and cleared by one operation; the checks of approver and releaser need the human",
    "payroll.PayRun.approved": "set and cleared by one operation; an approved run without approver is refused by check",
    "payroll.PayRun.released": "set by one operation; a released run without releaser is refused by check",
    "payroll.PayRun.cancelled": "set by one operation; the append-only log of transitions names who and when",
    "partners.OutboundMessage.queued": "the system writes to people too: queued_by is empty then",
    "finance.JournalSample.drawn": "the morning’s clock draws too: drawn_by is empty then",
    "hr.NinoClash.noted": "an import notes one without anybody at a page",
    "hr.BankChangeEvent.at": "the system, and the link in the alert, write lines too",
    "hr.LeavingEvent.at": "the day after the last one comes by itself",
    "partners.ChangeEvent.at": "the system writes lines too: nobody decided in time",
    "partners.Grant.granted": "granted_by is empty for what was granted before there were users",
}

# Templates that may mark text as safe.
SAFE_TEMPLATES = {
    f"email/{name}.txt": "plain text mail: there is no markup to escape into"
    for name in (
        "access_answer",
        "bereavement_manager",
        "bank_change",
        "bank_change_text",
        "case_passed_on",
        "change_late",
        "change_outcome",
        "cis_statement",
        "claim_decided",
        "claim_manager",
        "contact_changed",
        "contact_confirm",
        "death_pay_undecided",
        "family_leave",
        "forewarning",
        "increment",
        "question_answered",
        "question_bank",
        "remittance",
        "rights",
        "sales_reminder",
        "forewarning_manager",
        "invitation",
        "leaving_confirmed",
        "repayment",
        "onboarding_news",
        "statement_of_change",
        "step_down",
        "step_down_notice",
        "step_down_staff",
        "time_manager",
    )
}

SAFE_TEMPLATES |= {
    f"letters/{name}.txt": "the words of a letter as plain text; the page that prints them escapes"
    for name in ("general", "meeting", "condolence", "next_steps", "final_pay", "estate_account", "step_down_notice")
}

# Templates that nothing in our code names.
TEMPLATES_FROM_OUTSIDE = {
    "account/": "allauth names them",
    "allauth/": "allauth names them",
    "mfa/": "allauth names them",
    "usersessions/": "allauth names them",
    "govuk/controls/": "chosen by the field's control (common/forms.py)",
    "400.html": "Django names it",
    "403.html": "Django names it",
    "403_csrf.html": "Django names it",
    "404.html": "Django names it",
    "429.html": "allauth names it",
    "500.html": "Django names it",
}

# Tasks that are not for one partner.
TASKS_WITHOUT_PARTNER = {
    "partners.tasks.seal_audit": "one chain over all partners",
    "partners.tasks.check_audit": "one chain over all partners",
    "partners.tasks.report_lookers": "walks over the partners, each in a scope of its own",
    "partners.tasks.check_duties": "walks over the partners, each in a scope of its own",
    "finance.tasks.post_due_journals": "walks over the partners, each journal in a scope of its own",
    "finance.tasks.draw_samples": "walks over the partners, each in a scope of its own",
    "finance.tasks.compare_banks": "walks over the partners, each in a scope of its own",
    "finance.tasks.check_commitments": "walks over the partners, each in a scope of its own",
    "hr.tasks.compare_identities": "walks over the partners, each in a scope of its own, then over pairs of them",
    "partners.tasks.expire_changes": "goes through the partners, each in a scope of its own",
    "partners.tasks.resume_purges": "goes through the partners, each part of an erasure in a scope of its own",
    "partners.tasks.forget_lists": "goes through the partners, each in a scope of its own",
    "partners.tasks.forget_answers": "goes through the partners, each in a scope of its own",
    "partners.tasks.deliver_due": "goes through the partners, each message in a scope of its own",
    "hr.tasks.move_bank_changes": "goes through the partners, each in a scope of its own",
    "hr.tasks.complete_transfers": "goes through the partners, each in a scope of its own",
    "hr.tasks.alert_pay_after_deaths": "goes through the partners, each in a scope of its own",
    "hr.tasks.leave_due": "goes through the partners, each in a scope of its own",
    "hr.tasks.watch_checks": "goes through the partners, each in a scope of its own",
    "hr.tasks.watch_right_to_work": "goes through the partners, each in a scope of its own",
    "hr.tasks.settle_organisation": "goes through the partners, each in a scope of its own",
    "hr.tasks.send_sick_pay_notices": "goes through the partners, each in a scope of its own",
    "hr.tasks.tend_claims": "goes through the partners, each in a scope of its own",
    "hr.tasks.look_ahead": "goes through the partners, each in a scope of its own",
    "partners.tasks.clear_sessions": "sessions belong to users",
    "hr.tasks.keep_protection_in_step": "goes through the partners, each in a scope of its own",
    "hr.tasks.keep_titles_in_step": "goes through the partners, each in a scope of its own",
    "hr.tasks.forget_checked_files": "files in the store by age; opens none of them and reads no table",
    "payroll.tasks.sweep": "only rings the drain of open runs, each with its partner",
    "payroll.tasks.sweep_ledger": "opens the scope of each partner, one after the other",
}

# Functions that enqueue a task on another line than their `on_commit`.
DOORBELLS = {
    "hr/operations/bank_doorbell.py": "rings on commit; the sweep finds by query what was not rung for",
    "partners/operations/postbox.py": "rings on commit; the sweep finds by query what was not rung for",
    "payroll/operations/doorbell.py": "rings on commit for others; by itself only from the sweep, after its query",
}

# Statements that are put together: names cannot be parameters.
BUILT_STATEMENTS = {
    "payroll/management/bench/population.py": "names of the bench's own tables, from a list in the module",
    "payroll/management/bench/scratch.py": "the name of the bench's scratch database, made by the module",
}

# The modules that send mail.
MAIL_MODULES = {"partners/gateways/mail.py": "the one way out for mail"}

# What customers owe. Who of them is a person stands on the customer.
RECEIVABLES = tuple(
    f"finance.{name}"
    for name in (
        "Customer",
        "CustomerHold",
        "SalesInvoice",
        "SalesLine",
        "Receipt",
        "Allocation",
        "InstalmentPlan",
        "Instalment",
        "DunningStep",
        "WriteOff",
        "RechargeBill",
    )
)

PAYMENT_RUNS = tuple(
    f"finance.{name}" for name in ("PaymentRun", "PaymentItem", "PaymentFile", "PaymentRunEvent", "SupplierPayment")
)
# Statements and what they are matched with, lines of VAT returns. Whom one names is nobody in hr, and no key says who.
BANKING = tuple(
    f"finance.{name}"
    for name in (
        "BankCheck", "BankItemNote", "BankLine", "BankMatch", "BankMatchLine", "BankReconciliation",
        "BankStatement", "VatReturnLine",
    )
)  # fmt: skip

EINVOICES = ("finance.ElectronicInvoice", "finance.InvoiceEnvelope")

# Tables with a person's rows that no class of retention covers.
NOT_ERASED = {
    **dict.fromkeys(EINVOICES, "accounts: suppliers’ invoices as they came, kept with the ledger as its vouchers"),
    **dict.fromkeys(
        RECEIVABLES, "accounts: kept with the ledger, six years and the current one; it erases nothing yet"
    ),
    **dict.fromkeys(PAYMENT_RUNS, "accounts: what was paid to suppliers, kept with the ledger as proof of payment"),
    **dict.fromkeys(BANKING, "accounts: kept with the ledger, six years and the current one; it erases nothing yet"),
    "hr.RequestPaper": "evidence of a request about nobody in particular: proof of a control, as the decision is",
    "finance.BankAccount": "an account of the employer, for as long as payments are proved",
    "finance.SupplierBank": "where a supplier was paid, and who asked and approved: proof of payments and of a control",
    "finance.CisVerification": "what HMRC said of a subcontractor, and who approved it: proof of a rate of deduction",
    "finance.CisReturnLine": "what a return to HMRC says of a subcontractor: kept with the ledger",
    "finance.CisEntry": "what was deducted from payments to a subcontractor: part of the ledger and of returns to HMRC",
    "partners.AccessProposal": "who asked for which role of a login, and who approved it: proof of a control",
    "partners.ListFile": "a list that somebody took: what it says goes a day after it was asked for, by itself",
    "partners.LegalHold": "says why something was not erased: proof for as long as the partner is there",
    "partners.PurgeItem": "the certificate of what was erased; it names nobody, only the number of a row",
}

# Tables with a person's rows that are not in the answer to an access request.
NOT_IN_AN_ANSWER = {
    **dict.fromkeys(EINVOICES, "of suppliers, whom no key links with a person"),
    **dict.fromkeys(RECEIVABLES, "about customers, who are nobody in hr: answered from the page of the customer"),
    **dict.fromkeys(BANKING, "statements of a legal entity’s account: no key links a line with a person"),
    "finance.BankAccount": "the account of a legal entity",
    **dict.fromkeys(PAYMENT_RUNS, "payments to suppliers, which no key links with a person"),
    "finance.SupplierBank": "the account of a supplier, which no key links with a person",
    "finance.CisVerification": "about a supplier, which no key links with a person",
    "finance.CisReturnLine": "about a supplier, which no key links with a person",
    "finance.CisEntry": "about a supplier, which no key links with a person",
    "hr.CaseBar": "says from whom a case is kept, and why: about somebody else",
    "hr.CaseMember": "who works on a case is about them; the case itself is in the answer",
    "hr.CaseReporter": "who spoke up stays sealed: Data Protection Act 2018, schedule 2, paragraph 16",
    "hr.NinoClash": "that somebody else has the same number is about them",
    "hr.PersonMergeRow": "which rows went over to the kept record; the rows themselves are in the answer",
    "hr.RequestPaper": "goes with a request about nobody in particular, and stands in nobody’s file",
    "partners.AccessProposal": "about a role of a login; the access itself is in the answer",
    "partners.ListFile": "a copy, for a day, of what the answer has itself",
    "partners.PurgeItem": "a person with an open request is held: nothing of theirs is being erased",
    "partners.SarDecision": "what the reviewer left out and why is the exemption itself",
    "partners.SarDocument": "the answer itself: the documents stand in it with what was decided",
    "partners.SarFile": "the answer itself",
}

# Operations about one person that do not themselves refuse whom it concerns (`dated.refuse_concerned`).
_BY_REQUEST = "made by an approved request: `deciders.barred_people` keeps whom it concerns from deciding"
_IN_A_CASE = "the list of names of the case decides: whom it concerns is off it by the database"
_OWN = "people say it of themselves"
_BY_SYSTEM = "a step of another operation, which refuses"
CONCERNS_NOBODY_ELSE = {
    "acting.start": _BY_REQUEST,
    "bank.set_second_account": _BY_REQUEST,
    "contracts.change_contract": _BY_REQUEST,
    "elements.add_recurring": _BY_REQUEST,
    "grading.change_grade": _BY_REQUEST,
    "honoraria.award": _BY_REQUEST,
    "hours.agree_hours": _BY_REQUEST,
    "increments.undo": _BY_REQUEST,
    "legal_details.put": _BY_REQUEST,
    "legal_details.put_nino": _BY_REQUEST,
    "moves.move": _BY_REQUEST,
    "names.change_name": _BY_REQUEST,
    "particulars.change_particulars": _BY_REQUEST,
    "pay_groups.move": _BY_REQUEST,
    "pay_protection.supplement": _BY_REQUEST,
    "pensions.change_section": _BY_REQUEST,
    "secondments.second_in": _BY_REQUEST,
    "secondments.second_out": _BY_REQUEST,
    "service_dates.change": _BY_REQUEST,
    "service_dates.withdraw": _BY_REQUEST,
    "terms.change_hours": _BY_REQUEST,
    "terms.change_pay": _BY_REQUEST,
    "terms.set_terms": _BY_REQUEST,
    "bank_changes.request": _OWN,
    "interests.declare": _OWN,
    "questions.ask": _OWN,
    "questions.record": "refuses oneself and whoever is close by `_not_own`, in the words of questions",
    "case_evidence.record_reporter": _IN_A_CASE,
    "case_evidence.show_reporter": _IN_A_CASE,
    "case_officers.hand_over": _IN_A_CASE,
    "case_officers.name_officer": _IN_A_CASE,
    "missing.report": "whoever lives with somebody says it first; oneself it refuses, and nothing is decided by it",
    "deaths.report": "a relative says it first; oneself it refuses, and a second person confirms",
    "agency.move_end": "agency work: no person of the record",
    "bank.end_second_account": _BY_REQUEST,
    "case_evidence.ask_witness": _IN_A_CASE,
    "case_outcomes.decide_appeal": _IN_A_CASE,
    "case_outcomes.decide_case": _IN_A_CASE,
    "case_outcomes.lodge_appeal": _IN_A_CASE,
    "cases.add_allegation": _IN_A_CASE,
    "cases.add_member": _IN_A_CASE,
    "cases.add_note": _IN_A_CASE,
    "cases.keep_out": _IN_A_CASE,
    "cases.move": _IN_A_CASE,
    "cases.record_view": "writes that somebody looked",
    "cases.remove_member": _IN_A_CASE,
    "cases.set_facts": _IN_A_CASE,
    "change_papers.keep": "papers of a request: others decide it",
    "claims.start": _OWN,
    "contacts.keep": _BY_SYSTEM,
    "contract_documents.make_change": "prints what the record says, word for word, and has nothing to decide",
    "costs.cancel_cost_split": _BY_REQUEST,
    "costs.change_cost_split": _BY_REQUEST,
    "deaths.record_view": "writes that somebody looked",
    "disclosure.record_view": "writes that somebody looked",
    "documents.store": "a step of other operations; officers add papers by `documents.add`, which refuses",
    "job_marks.mark": _BY_REQUEST,
    "job_marks.unmark": _BY_REQUEST,
    "own_changes.ask_with_evidence": _OWN,
    "pay_protection.protect": _BY_REQUEST,
    "pensions.join": _BY_REQUEST,
    "pensions.leave": _BY_REQUEST,
    "personal.add_emergency_contact": _OWN,
    "personal.change_address": _OWN,
    "personal.change_contacts": _OWN,
    "progression.decide": _BY_REQUEST,
}
