#!/usr/bin/env python3
"""Check that the host has the system libraries that pip cannot bring, and install them when we may.

    syslibs.py [--browser]

WeasyPrint needs Pango, HarfBuzz, Fontconfig and a font; the browser tests need Chromium as well. As root on a system
with apt-get what is missing is installed; otherwise one message names it, with the command. Standard library only,
because it runs before anything else.
"""

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = {  # shared object -> Debian package
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
FONT_NAMES = ("LiberationSans",)  # what our styles are laid out in: another font is another width
FONT_PACKAGE = "fonts-liberation"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_PACKAGE = "chromium"
APT_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive"}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the host lacks: what it is, and the Debian package that brings it ("" when none would)."""

    what: str
    package: str


def missing(*, browser: bool, environ: Mapping[str, str] = os.environ) -> list[Missing]:
    """List what this host lacks for the PDFs and, when `browser` is set, for the browser tests."""
    lacking = [Missing(name, package) for name, package in LIBRARIES.items() if not has_library(name)]
    if not has_font():
        lacking.append(Missing("the font Liberation Sans", FONT_PACKAGE))
    if browser and find_browser(environ) is None:
        chosen = environ.get("CHROMIUM")
        lacking.append(
            Missing(f"{chosen}, which CHROMIUM names", "") if chosen else Missing("Chromium", BROWSER_PACKAGE)
        )
    return lacking


def has_library(name: str) -> bool:
    """Say whether the dynamic linker finds the shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_font(folders: tuple[str, ...] = FONT_FOLDERS) -> bool:
    """Say whether one of the fonts that our print style names is installed."""
    places = (Path(folder).expanduser() for folder in folders)
    return any(next(place.rglob(f"{name}*.[to]tf"), None) for place in places for name in FONT_NAMES)


def find_browser(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the path of the Chromium that the browser tests drive; CHROMIUM overrides, and must then exist."""
    if chosen := environ.get("CHROMIUM"):
        return shutil.which(chosen)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def packages_of(lacking: list[Missing]) -> list[str]:
    """Return the Debian packages that bring what is missing."""
    return sorted({item.package for item in lacking if item.package})


def install_command(packages: list[str]) -> str:
    """Return the command that a person types to install the packages."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {' '.join(packages)}"


def explain(lacking: list[Missing]) -> str:
    """Return the message that names what is missing and what to do."""
    lines = ["Some system libraries or programs are missing:"]
    lines += [f"  - {item.what}" + (f"  (Debian package {item.package})" if item.package else "") for item in lacking]
    if packages := packages_of(lacking):
        lines += ["Install them and start again; on Debian or Ubuntu:", f"  {install_command(packages)}"]
    if BROWSER_PACKAGE in packages:
        lines.append("A Chromium in another place can be named with CHROMIUM=/path/to/chromium.")
    return "\n".join(lines)


def can_install() -> bool:
    """Say whether we may install: as root, where there is apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> bool:
    """Install the packages with apt-get and say whether that went well; its errors are for the person to see."""
    print(f"==> installing system libraries: {' '.join(packages)}", flush=True)
    environment = {**os.environ, **APT_ENVIRONMENT}
    commands = [
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
    ]
    return all(
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for command in commands
    )


def ensure(*, browser: bool) -> str | None:
    """See to the system libraries: return None when all are there, else the message for the person."""
    lacking = missing(browser=browser)
    if (packages := packages_of(lacking)) and can_install():
        install(packages)
        lacking = missing(browser=browser)
    return explain(lacking) if lacking else None


def main(arguments: list[str] | None = None) -> int:
    """Check, install where possible, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--browser", action="store_true", help="the browser tests will run, too")
    problem = ensure(browser=parser.parse_args(arguments).browser)
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
