"""What hr holds about people, why, and how long: told to the registries of data protection."""

from hr import privacy_classes, privacy_employment, privacy_life
from hr.operations import answer_files
from hr.queries import privacy_people
from partners.holdings import Holding, register_files, register_holding, register_people, register_units
from partners.retention import register_retention, register_words


def register() -> None:
    """Tell the registries. Called once, when the app is ready."""
    register_people(
        find=privacy_people.find, name=privacy_people.names, sensitive=privacy_people.sensitive,
        kept_out=privacy_people.is_kept_out,
    )  # fmt: skip
    register_units(privacy_people.units)
    register_files(held=answer_files.held, read=answer_files.read)
    register_retention(*privacy_classes.CLASSES)
    register_words(privacy_classes.WORDS)
    register_holding(Holding("hr", "Employment", privacy_employment.SECTIONS))
    register_holding(Holding("hr_life", "Starting, moving, leaving and cases", privacy_life.SECTIONS))
