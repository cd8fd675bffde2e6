"""The data of an onboarding: extracts, mapping, loads, totals with what explains them, issues, signatures."""

import io
from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.generic import TemplateView

from hr.engine.domain_totals import BY_DOMAIN, key_words, label_of
from hr.engine.migration_totals import BY_CODE, ESTABLISHED, KNOWN, Total
from hr.forms.onboarding import LOAD, ExtractForm, LoadForm, MappingForm
from hr.importing.domains import COLUMNS
from hr.importing.mapping import write_columns, write_values
from hr.importing.template import template
from hr.models import DataDomain, Extract, LoadRun
from hr.operations import migration, migration_job, migration_parts
from hr.queries import migrations
from hr.views.base import find
from hr.views.onboarding import OnboardingForm, OnboardingView
from partners.views.base import now
from sharedservices.common.exports import sheet_format
from sharedservices.common.formatting import counted, moment, number

LOAD_HEADINGS = [
    {"label": "Load"},
    {"label": "About"},
    {"label": "Extract"},
    *({"label": one, "is_numeric": True} for one in ("New", "Changed", "Gone", "Same")),
    {"label": "How it ended"},
]
EXTRACT_HEADINGS = [{"label": one} for one in ("Extract", "About", "Rows", "Taken in", "Totals declared", "What to do")]
LINE_HEADINGS = [
    {"label": "Total"}, {"label": "Old system", "is_numeric": True}, {"label": "Staged rows", "is_numeric": True},
    {"label": "Records", "is_numeric": True}, {"label": "State"},
]  # fmt: skip
DIFFERS_HEADINGS = [{"label": one} for one in ("Job", "Employment", "Staged row", "Record")]
A_PAGE = 100
BALANCED, OFF = {"text": "Agrees", "colour": "green"}, {"text": "Differs", "colour": "red"}
PROVEN, UNPROVEN = {"text": "Evidence found", "colour": "green"}, {"text": "Not enough", "colour": "red"}
SILENT, NOT_YET = {"text": "Not declared", "colour": "yellow"}, {"text": "Not loaded yet", "colour": "grey"}


class DataPage(OnboardingView, TemplateView):
    """Extracts, the mapping, and loads."""

    template_name = "hr/onboarding_data.html"
    most = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them."""
        project, mapping = self.project, migrations.latest_mapping(self.project)
        can = self.may("onboarding.load") and project.stage in migration_parts.LOADABLE
        extracts = Extract.objects.of(project.partner_id).filter(project=project).select_related("taken_by")
        runs = migrations.loads(project)[: self.most]
        return super().get_context_data(
            **self.frame("onboarding_data"),
            can_load=can,
            why_not="" if can or not self.may("onboarding.load") else "Data are loaded from Build to Cut-over.",
            extract_href=self.url("onboarding_extract"),
            mapping_href=self.url("onboarding_mapping"),
            templates=[self._template(one) for one in migrations.OTHERS],
            carried_href=self.url("carried") if self.may("carried.work") else "",
            mapping=self._mapping(mapping),
            extract_headings=EXTRACT_HEADINGS,
            extracts=[self._extract(one, can=can) for one in extracts.order_by("-version")[: self.most]],
            load_headings=LOAD_HEADINGS,
            loads=[self._load(one) for one in runs],
            **kwargs,
        )

    def _template(self, domain: DataDomain) -> dict[str, str]:
        name = domain.value.lower()
        return {
            "label": domain.label,
            "csv": self.url("onboarding_template", domain=name, file_format="csv"),
            "xlsx": self.url("onboarding_template", domain=name, file_format="xlsx"),
        }

    def _mapping(self, mapping: Any) -> str:
        if mapping is None:
            return "There is no mapping: the extract must have our headings and words."
        n_values = sum(len(one) for one in mapping.values.values())
        said = f"{counted(len(mapping.columns), 'column', 'columns')} and {counted(n_values, 'value', 'values')}"
        return f"Mapping {mapping.version}: {said}, by {mapping.made_by}, {moment(mapping.made_at)}."

    def _extract(self, one: Extract, *, can: bool) -> list[dict[str, Any]]:
        href = self.url("onboarding_extract_load", extract=one.uuid)
        act = {"text": "Check or load", "href": href, "context": str(one)} if can else {"text": ""}
        return [
            {"text": str(one), "hint": one.name, "is_header": True},
            {"text": one.get_domain_display()},
            {"text": number(one.n_rows)},
            {"text": moment(one.taken_at), "hint": str(one.taken_by)},
            {"text": f"{len(one.declared)} of {len(known_totals(one.domain))}"},
            act,
        ]

    def _load(self, one: LoadRun) -> list[dict[str, Any]]:
        counts = [{"text": number(n), "is_numeric": True} for n in (one.n_new, one.n_changed, one.n_gone, one.n_same)]
        return [
            {"text": str(one), "href": self.url("onboarding_load", load=one.uuid), "hint": moment(one.loaded_at)},
            {"text": one.get_domain_display()},
            {"text": str(one.extract), "hint": str(one.mapping or "")},
            *counts,
            {"text": one.summary, "hint": f"{one.seconds} seconds"},
        ]


class TakeExtract(OnboardingForm):
    """Take a file of the old system in, with the totals that it reports."""

    permission = "onboarding.load"
    form_class = ExtractForm
    title, submit, back_to, is_upload = "Take an extract in", "Take it in", "onboarding_data", True
    success_message = "The extract is kept, sealed. Check it next."

    def operate(self, form: Form) -> None:
        """Keep it."""
        given = form.cleaned_data
        totals = given["totals"].file if given["totals"] else None
        archive = given["archive"].file if given["archive"] else None
        migration.take_extract(
            project=self.project.uuid, file=given["file"].file, name=given["file"].name, totals=totals, by=self.user,
            at=now(), domain=given["domain"], archive=archive,
        )  # fmt: skip


class DomainTemplate(OnboardingView):
    """The empty file of a domain to fill in."""

    permission = "onboarding.load"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """Send it. :raises Http404: for a domain or a format that there is not."""
        columns = COLUMNS.get(self.kwargs["domain"].upper())
        try:
            file_format = sheet_format(self.kwargs["file_format"])
        except ValueError:
            raise Http404 from None
        if columns is None:
            raise Http404
        label = DataDomain(self.kwargs["domain"].upper()).label
        return FileResponse(
            io.BytesIO(template(file_format, columns, sheet=label)), as_attachment=True,
            filename=f"{self.kwargs['domain']}-template.{file_format.value}", content_type=file_format.content_type,
        )  # fmt: skip


class SetMapping(OnboardingForm):
    """Write down how the old system’s words become ours."""

    permission = "onboarding.load"
    form_class = MappingForm
    title, submit, back_to = "Mapping", "Keep as the next version", "onboarding_data"
    lead = "Headings that are not named must be our columns. Load people explains every column."

    def get_initial(self) -> dict[str, Any]:
        """Offer the newest, or the headings of the newest extract."""
        mapping, extract = migrations.latest_mapping(self.project), migrations.latest_extract(self.project)
        if mapping is not None:
            return {"columns": write_columns(mapping.columns), "values": write_values(mapping.values)}
        return {"columns": write_columns(dict.fromkeys(extract.headings, "")) if extract else ""}

    def operate(self, form: Form) -> None:
        """Keep it."""
        migration.set_mapping(project=self.project.uuid, by=self.user, at=now(), **form.cleaned_data)


class LoadExtract(OnboardingForm):
    """Check or load an extract."""

    permission = "onboarding.load"
    form_class = LoadForm
    submit, back_to = "Begin", "onboarding_data"
    extract: Extract

    def load(self) -> None:
        """Find the extract. :raises Http404: when there is none in scope."""
        super().load()
        self.extract = find(Extract.objects.filter(project=self.project), uuid=self.kwargs["extract"])

    def operate(self, form: Form) -> str:
        """Hand it to a worker, and go to its page."""
        apply = form.cleaned_data["mode"] == LOAD
        job = migration_job.start(extract=self.extract.uuid, apply=apply, by=self.user, at=now())
        return f"/p/{self.partner.code}/jobs/{job.uuid}/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is loaded with what."""
        title = f"Check or load extract {self.extract.version}"
        is_people = self.extract.domain == DataDomain.PEOPLE
        mapping = (migrations.latest_mapping(self.project) or "no mapping") if is_people else "our headings"
        about = self.extract.get_domain_display()
        lead = f"{about}: {self.extract.name}, {counted(self.extract.n_rows, 'row', 'rows')}, with {mapping}."
        return super().get_context_data(title=title, lead=lead, breadcrumbs=self.trail((title, "")), **kwargs)


class LoadPage(OnboardingView, TemplateView):
    """What a load did, or would do: the preview of the difference, and its totals."""

    template_name = "hr/onboarding_load.html"
    load_run: LoadRun

    def load(self) -> None:
        """Find the load. :raises Http404: when there is none in scope."""
        super().load()
        try:
            self.load_run = migrations.one_load(self.kwargs["load"])
        except LoadRun.DoesNotExist:
            raise Http404 from None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give counts and totals."""
        one = self.load_run
        names = (("Rows", one.n_rows), ("New", one.n_new), ("Changed", one.n_changed), ("Gone", one.n_gone))
        tiles = [{"label": label, "value": number(n)} for label, n in (*names, ("Same", one.n_same))]
        tiles.append({"label": "Faults", "value": number(one.n_faults), "kind": "problem" if one.n_faults else ""})
        facts = [
            {"key": "How it ended", "value": one.summary},
            {"key": "About", "value": one.get_domain_display()},
            {"key": "From", "value": f"{one.extract} ({one.extract.name}), {one.mapping or 'our headings'}"},
            {"key": "By", "value": f"{one.loaded_by}, {moment(one.loaded_at)}", "hint": f"{one.seconds} seconds"},
            {"key": "Hash that is signed", "value": one.content_hash[:16]},
        ]
        frame = self.frame("onboarding_data") | {
            "breadcrumbs": self.trail(("Data", self.url("onboarding_data")), (str(one), ""))
        }
        again = self.url("onboarding_extract_load", extract=one.extract.uuid)
        can = self.may("onboarding.load") and self.project.stage in migration_parts.LOADABLE and not one.is_applied
        return super().get_context_data(
            **frame, name=str(one), tiles=tiles, facts=facts, headings=LINE_HEADINGS, again_href=again if can else "",
            issues_href=self.url("onboarding_issues"),
            domains=domain_tables(self, migrations.domains_of(one), drill=False), **kwargs,
        )  # fmt: skip


def known_totals(domain: str) -> Mapping[str, Total]:
    """Return the totals that the owner of an extract of a domain may declare."""
    return KNOWN if domain == DataDomain.PEOPLE else BY_DOMAIN[domain]


def domain_tables(
    view: OnboardingView, found: list[migrations.DomainState], *, drill: bool = True
) -> list[dict[str, Any]]:
    """Return a table for each domain, line by line; a line that differs leads to the jobs that explain it."""
    return [
        {
            "label": one.label,
            "tag": _tag(one),
            "says": one.evidence.says if one.evidence else "",
            "rows": [_line(view, line, drill=drill) for line in one.lines],
        }
        for one in found
    ]


def _tag(one: migrations.DomainState) -> dict[str, str]:
    if one.evidence is not None:
        return PROVEN if one.evidence.is_enough else UNPROVEN
    if not one.is_loadable:
        return {"text": f"{one.comes[:1].upper()}{one.comes[1:]}", "colour": "grey"}
    return NOT_YET if not one.lines else BALANCED if one.is_balanced else OFF


def _line(view: OnboardingView, line: Any, *, drill: bool) -> list[dict[str, Any]]:
    total = BY_CODE.get(line.total)
    key = key_words(line.total, line.key)
    label = f"{label_of(line.total)}{': ' + key if key else ''}"
    first: dict[str, Any] = {"text": label, "is_header": True}
    if drill and total is not None and line.staging != line.target:
        first["href"] = view.url("onboarding_total", total=line.total)
    sides = [{"text": "–" if n is None else f"{n:,}", "is_numeric": True} for n in line[2:]]
    return [first, *sides, BALANCED if line.is_balanced else SILENT if line.source is None else OFF]


class Totals(OnboardingView, TemplateView):
    """Every control total from each side."""

    template_name = "hr/onboarding_totals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give them by domain."""
        load = migrations.latest_load(self.project)
        return super().get_context_data(
            **self.frame("onboarding_totals"), headings=LINE_HEADINGS, load_name=str(load) if load else "",
            load_href=self.url("onboarding_load", load=load.uuid) if load else "",
            domains=domain_tables(self, migrations.all_domains(self.project, on=timezone.localdate())), **kwargs,
        )  # fmt: skip


class TotalPage(OnboardingView, TemplateView):
    """The jobs that explain why staging and records do not agree in a total."""

    template_name = "hr/onboarding_total.html"

    def load(self) -> None:
        """Find the total. :raises Http404: for one that there is not."""
        super().load()
        if self.kwargs["total"] not in BY_CODE or self.kwargs["total"] == ESTABLISHED:
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the jobs, a page of them."""
        load, total = migrations.latest_load(self.project), BY_CODE[self.kwargs["total"]]
        on = timezone.localdate()
        differing = migrations.differences(load=load, total=total.code, on=on) if load else []
        page = Paginator(differing, A_PAGE).get_page(self.request.GET.get("page"))
        rows = [
            [
                {"text": one.job_no, "is_header": True}, {"text": one.employee_no},
                {"text": one.staging or "Not in the extract"}, {"text": one.target or "Not in the records"},
            ]
            for one in page
        ]  # fmt: skip
        trail = self.trail(("Totals", self.url("onboarding_totals")), (total.label, ""))
        return super().get_context_data(
            **(self.frame("onboarding_totals") | {"breadcrumbs": trail}), name=total.label, headings=DIFFERS_HEADINGS,
            rows=rows, page=page, n_differing=counted(len(differing), "job differs", "jobs differ"),
            **(kwargs | {"total": total.code}),
        )  # fmt: skip
