"""A setting that is not understood is told at the start: silence there leaves a door open that somebody meant to shut."""

import re
from pathlib import Path

import pytest

import ehr
from cobalamin.records.errors import RecordError
from cobalamin.web.settings import VARIABLES, Settings, from_environment, unread

CLIENTS = {"COBALAMIN_CLIENTS": "https://ehr.example=/keys.json", "COBALAMIN_JOURNAL": "off"}


def read(**variables: str) -> Settings:
    return from_environment(
        "127.0.0.1", 8000, CLIENTS | {f"COBALAMIN_{name}": text for name, text in variables.items()}
    )


@pytest.mark.parametrize("text", ["1", "true", "True", "yes", "on", " 1 "])
def test_a_switch_is_turned_on_by_any_of_its_words(text: str) -> None:
    found = read(SIGNED=text, PAGES=text, WORKBENCH=text, PLAIN_PATIENTS=text)
    assert (found.signed, found.public_pages, found.workbench, found.plain_patients) == (True, True, True, True)


@pytest.mark.parametrize("text", ["0", "false", "No", "off", ""])
def test_and_off_by_any_of_the_others(text: str) -> None:
    found = read(SIGNED=text, PAGES=text, WORKBENCH=text, PLAIN_PATIENTS=text)
    workbench = not text  # where nothing is said it is on, for callers need not sign
    assert (found.signed, found.public_pages, found.workbench, found.plain_patients) == (False, False, workbench, False)


@pytest.mark.parametrize("name", ["SIGNED", "PAGES", "WORKBENCH", "PLAIN_PATIENTS"])
def test_a_switch_says_where_it_is_neither(name: str) -> None:
    with pytest.raises(RecordError, match=f"COBALAMIN_{name} is 'enabled'; expected 1 or 0"):
        read(**{name: "enabled"})


@pytest.mark.parametrize(
    "text", ["cds.example.org", "https://", "ftp://cds.example.org", "https://cds.example.org/?a=b", "https://["]
)
def test_an_address_nobody_can_sign_for_is_refused(text: str) -> None:
    with pytest.raises(RecordError, match="COBALAMIN_BASE_URL"):
        read(BASE_URL=text)


def test_an_address_below_a_path_is_one() -> None:
    assert read(BASE_URL="https://hospital.example/b12/").base_url == "https://hospital.example/b12"


def test_an_origin_is_read_as_a_browser_sends_it() -> None:
    found = read(ORIGINS="https://a.example/, http://b.example:8080").origins
    assert found == ("https://a.example", "http://b.example:8080")


@pytest.mark.parametrize("text", ["*", "ehr.example", "https://ehr.example/app", "null"])
def test_what_no_browser_sends_as_origin_is_refused(text: str) -> None:
    with pytest.raises(RecordError, match="COBALAMIN_ORIGINS"):
        read(ORIGINS=text)


@pytest.mark.parametrize("text", ["ehr.example/fhir", "https://", "*"])
def test_a_fhir_server_no_call_can_name_is_refused(text: str) -> None:
    with pytest.raises(
        RecordError, match=r"COBALAMIN_FHIR_SERVERS: .* is not the address of a FHIR server; write https"
    ):
        read(FHIR_SERVERS=text)


@pytest.mark.parametrize("name", ["JOURNAL", "PATIENT_KEY"])
def test_a_file_without_its_secret_is_refused(name: str, tmp_path: Path) -> None:
    """Without a word the answers went to another database, and who they were about was not kept."""
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(RecordError, match=f"COBALAMIN_{name}_FILE names an empty file"):
        read(**{f"{name}_FILE": str(tmp_path / "secret")})


@pytest.mark.parametrize(
    "name, value, said",
    [
        ("PARAMETERS", "/nowhere/figures.toml", "figures.toml: cannot be read"),
        ("SITE", "/nowhere/codes.toml", "codes.toml: cannot be read"),
        ("PRESUME", "everything", "'everything' is not a group of questions"),
    ],
)
def test_what_is_wrong_with_a_setting_is_told_by_its_name(name: str, value: str, said: str) -> None:
    """Of a file it told the last part of the address alone, and nobody knew which setting it was."""
    with pytest.raises(RecordError) as refused:
        from_environment("127.0.0.1", 8000, {f"COBALAMIN_{name}": value, "COBALAMIN_JOURNAL": "off"})
    assert str(refused.value).startswith(f"COBALAMIN_{name}: {said}")


def test_off_is_off_in_large_letters_too() -> None:
    assert read(JOURNAL="Off").journal_url == ""


def test_a_time_zone_nobody_knows_is_refused() -> None:
    """The machine would keep UTC without a word, and a clinic's morning would be tomorrow."""
    known = ("", "UTC", "Asia/Kolkata", ":Europe/London", "CET-1CEST", "<+07>-7", "/etc/localtime")
    assert all(from_environment("127.0.0.1", 8000, {"TZ": zone, "COBALAMIN_JOURNAL": "off"}) for zone in known)
    for zone in ("Pacific/Aukland", "Europe", "../etc/passwd", "New York"):
        with pytest.raises(RecordError, match=r"TZ is .*, which this machine does not know"):
            from_environment("127.0.0.1", 8000, {"TZ": zone})


def test_a_name_that_is_no_setting_is_told() -> None:
    assert unread(
        {"COBALAMIN_SINGED": "1", "COBALAMIN_SIGNED": "1", "COBALAMIN_JOURNAL_FILE": "x", "PATH": "/bin"}
    ) == ("COBALAMIN_SINGED",)


def test_the_page_lists_every_setting() -> None:
    page = (ehr.ROOT / "docs/deploy.md").read_text().partition("## Settings")[2].partition("## Install")[0]
    listed = re.findall(
        r"COBALAMIN_[A-Z_]+", "\n".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    )
    assert {*listed, "COBALAMIN_ON"} == set(VARIABLES)  # a fixed day is for demonstrations
