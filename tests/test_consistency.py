"""What two places must agree on: schedules and tasks, templates and users, words and catalogue."""

import ast
import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.template import engines
from django.template.loader import get_template
from django.utils.translation.template import templatize

from qualitysup.celery import app

ROOT = Path(settings.BASE_DIR)
OUR_FOLDERS = ["qualitysup", *settings.SUBJECTS]
TEMPLATE_FOLDERS = [
    ROOT / "templates",
    *(path for folder in OUR_FOLDERS for path in sorted((ROOT / folder).rglob("templates"))),
]
TEMPLATES = {
    str(path.relative_to(folder)): path
    for folder in TEMPLATE_FOLDERS
    for path in sorted(folder.rglob("*"))
    if path.is_file()
}
SOURCES = [
    path
    for folder in OUR_FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]


def relative(path):
    return str(path.relative_to(ROOT))


# --- Schedules and migrations --------------------------------------------------------------------


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE)
def test_beat_sends_only_what_a_worker_knows(entry):
    app.loader.import_default_modules()

    assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in app.tasks


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# --- Templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name):
    if name.endswith(".html"):
        get_template(name)


def names_of_templates():
    """Every text that may name a template: in the code, and in the templates themselves."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for path in TEMPLATES.values():
        yield from re.findall(
            r"{%\s*(?:include|extends)\s+[\"']([^\"']+)", path.read_text(encoding="utf-8")
        )


# Django looks these up itself, by name or by the model that a page of the admin is about.
OF_DJANGO = re.compile(r"(400|403|403_csrf|404|500)\.html|admin/.+|registration/.+|.*widgets/.+")


def test_every_template_is_used_or_takes_the_place_of_one_of_djangos():
    named = set(names_of_templates())

    unused = [name for name in TEMPLATES if name not in named and not OF_DJANGO.fullmatch(name)]

    assert unused == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith((".html", ".svg"))])
def test_no_template_carries_style_or_script_of_its_own(name):
    """The Content-Security-Policy would refuse them."""
    text = TEMPLATES[name].read_text(encoding="utf-8")

    assert not re.search(r"<style\b|\sstyle\s*=", text)
    assert not re.search(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']|javascript:", text, re.IGNORECASE)
    assert not re.search(r"(src|href)\s*=\s*[\"'](https?:)?//", text)


def test_every_template_belongs_to_the_engine_that_django_uses():
    folders = {Path(folder) for folder in engines["django"].template_dirs}

    assert set(TEMPLATE_FOLDERS) <= folders


# --- What the repository does not say ------------------------------------------------------------

# In pieces, so that this file does not say it either.
HOSTS = re.compile(
    "|".join(
        (
            r"py" r"pi\.(org|io|python)",
            r"python" r"hosted\.org",
            r"np" r"mjs\.(org|com)",
            r"np" r"mmirror",
            r"registry\.(yarn|np)",
            r"mirrors?\.(aliyun|tuna|ustc|tencent|huawei|cloud)",
            r"--(extra-)?index-" r"url",
        )
    )
)


def files():
    """Every text file that the repository holds."""
    kept_out = {".git", ".venv", "var", "node_modules", "__pycache__", "dist"}
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not kept_out.intersection(parts) and not parts[0].endswith("_cache"):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_package_registry_is_named_anywhere():
    assert [relative(path) for path, text in files() if HOSTS.search(text)] == []


# --- Words ---------------------------------------------------------------------------------------

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What scripts call; Django's own catalogue for scripts defines them.
KEYWORDS_OF_SCRIPTS = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
SCRIPTS = [path for folder in OUR_FOLDERS for path in sorted((ROOT / folder).rglob("web/**/*.js*"))]
LOCALE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
DJANGOS_SCRIPTS = Path(admin.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "djangojs.po"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z%]")


def messages_of(path):
    """The messages of one file, each as ``(context, singular)`` with its plural if it has one."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is not a message becomes blanks and X; in brackets it is Python to a tokenizer.
        text = f"({templatize(text, origin=relative(path))})"
    for _, message, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        singular, plural = message if isinstance(message, tuple) else (message, None)
        if singular:
            yield (context, singular), plural


def said_by_scripts():
    """What ours say, and what Django's own scripts say, which a bureau may want said otherwise."""
    found = dict.fromkeys(entries_of(DJANGOS_SCRIPTS))
    for path in SCRIPTS:
        with path.open("rb") as file:
            for _, message, _, context in extract("javascript", file, KEYWORDS_OF_SCRIPTS):
                singular, plural = message if isinstance(message, tuple) else (message, None)
                found[context, singular] = plural
    return found


def said():
    found = {}
    texts = [path for name, path in TEMPLATES.items() if name.endswith((".html", ".txt"))]
    for path in [*SOURCES, *texts]:
        found.update(messages_of(path))
    return found


def entries_of(path):
    with path.open("rb") as file:
        return {
            (entry.context, _first(entry.id)): entry
            for entry in read_po(file, "zh_Hans")
            if entry.id
        }


@pytest.fixture(scope="module", params=["django.po", "djangojs.po"])
def catalogue(request):
    return entries_of(LOCALE / request.param)


@pytest.fixture(scope="module", params=[("django.po", said), ("djangojs.po", said_by_scripts)])
def both(request):
    """A catalogue, and what is said in its domain."""
    name, said_there = request.param
    return entries_of(LOCALE / name), said_there()


def _first(words):
    return words if isinstance(words, str) else words[0]


def test_words_are_marked_by_names_that_makemessages_knows():
    """An alias such as ``gettext_lazy as lazy`` marks nothing for translation."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                for name in node.names:
                    if "gettext" in name.name:
                        assert (name.asname or name.name) in KEYWORDS, relative(path)


def test_every_message_is_in_the_chinese_catalogue(both):
    catalogue, messages = both
    ours = messages.keys() - entries_of(DJANGOS_SCRIPTS).keys()
    missing = [singular for _, singular in sorted(ours - catalogue.keys(), key=str)]

    assert missing == []


def test_every_message_of_the_catalogue_is_translated_and_none_is_guessed(catalogue):
    untranslated, fuzzy = [], []
    for (_, singular), entry in catalogue.items():
        words = [entry.string] if isinstance(entry.string, str) else entry.string
        if not all(words):
            untranslated.append(singular)
        if entry.fuzzy:
            fuzzy.append(singular)

    assert untranslated == []
    assert fuzzy == []


def test_the_catalogue_holds_nothing_that_nobody_says(both):
    catalogue, messages = both
    left_over = [singular for _, singular in catalogue.keys() - messages.keys()]

    assert left_over == []


def test_every_translation_keeps_the_placeholders(catalogue):
    changed = []
    for (_, singular), entry in catalogue.items():
        if "python-format" in entry.flags or "%(" in singular:
            originals = [entry.id] if isinstance(entry.id, str) else list(entry.id)
            # Chinese has one form for any number: it says what the plural says.
            needed = sorted(PLACEHOLDER.findall(originals[-1]))
            given = [entry.string] if isinstance(entry.string, str) else entry.string
            if any(sorted(PLACEHOLDER.findall(words)) != needed for words in given):
                changed.append(singular)

    assert changed == []
