"""Answer a request when imported: the first loads dictionaries and networks, 0.6 s of work."""

from studio.model.draft import Draft
from studio.model.intent import Intent
from studio.model.project import Version
from studio.model.reading import ProjectView
from studio.rules.language.reader import read
from studio.rules.serial.project_json import version_from_json, version_to_json
from studio.words.catalogue import languages

assert languages()
_reading = read("mkae it fastr, 3 seconds", ProjectView())
_version = Version(Draft(), Intent(_reading.edits), "", _reading.edits)
assert version_from_json(version_to_json(_version)) == _version
