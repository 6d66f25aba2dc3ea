"""Where answers are kept when nobody says where: a SQLite journal among the user's own state, as the site can see and turn off."""

import asyncio
import os
from pathlib import Path

import pytest

import ehr
from cobalamin.journal.command import journal_command
from cobalamin.journal.database import open_journal
from cobalamin.journal.store import rows
from cobalamin.records.errors import RecordError
from cobalamin.web.app import application
from cobalamin.web.settings import from_environment, journal_address, make_state_folder, state_folder, where_kept

CASE = (ehr.ROOT / "examples" / "nitrous-oxide.json").read_bytes()


def test_an_answer_is_kept_without_any_setting(tmp_path: Path) -> None:
    env = {"XDG_STATE_HOME": str(tmp_path)}
    make_state_folder(env)
    settings = from_environment("127.0.0.1", 8000, env)

    async def calls() -> tuple[str, int]:
        async with ehr.caller(application(settings)) as client:
            assert (await client.post("/assess", content=CASE)).status_code == 200
            await ehr.kept(client)
            page = await client.get("/")
            return page.text, (await client.post("/pages/keep", data={"age": "60"})).status_code

    page, asked_to_keep = asyncio.run(calls())
    engine = open_journal(settings.journal_url)
    assert [row.service for row in rows(engine)] == ["assess"]
    engine.dispose()
    assert (tmp_path / "cobalamin" / "journal.db").is_file()
    assert settings.spool == tmp_path / "cobalamin" / "spool"
    assert oct((tmp_path / "cobalamin").stat().st_mode & 0o777) == "0o700"
    # The workbench keeps what it is asked to keep, and offers that where the site itself named the journal.
    assert "nothing you enter is stored" in page
    assert asked_to_keep in (404, 405)


def test_the_site_names_another_place_or_none(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql+psycopg://cobalamin:secret@db/journal\n")
    named = {"COBALAMIN_JOURNAL_FILE": str(tmp_path / "url"), "XDG_STATE_HOME": str(tmp_path / "state")}
    settings = from_environment("127.0.0.1", 8000, named)
    assert (settings.journal_url, settings.pages_keep) == ("postgresql+psycopg://cobalamin:secret@db/journal", True)
    make_state_folder(named)
    assert not (tmp_path / "state").exists()
    assert journal_address({"COBALAMIN_JOURNAL": "off"}) == ""
    assert "secret" not in where_kept(named)
    assert where_kept({"COBALAMIN_JOURNAL": "off"}) == "No answer is kept (COBALAMIN_JOURNAL=off)."
    assert str(tmp_path) in where_kept({"XDG_STATE_HOME": str(tmp_path)})


def test_systemd_says_where_state_is() -> None:
    assert state_folder({"STATE_DIRECTORY": "/var/lib/cobalamin:/var/lib/other"}) == Path("/var/lib/cobalamin")
    assert state_folder({"XDG_STATE_HOME": "not/absolute"}) == Path.home() / ".local" / "state" / "cobalamin"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordError, match=r"cannot be made .*COBALAMIN_JOURNAL=off"):
        make_state_folder({"XDG_STATE_HOME": str(tmp_path / "file")})


def test_a_user_without_a_home_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    with pytest.raises(
        RecordError, match="no home folder to keep a journal in; name its database in COBALAMIN_JOURNAL"
    ):
        journal_address({})


@pytest.mark.parametrize("action", ["verify", "replay", "export", "delete"])
def test_a_journal_that_is_not_there_is_no_empty_one(action: str, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"no journal at .*slip\.db"):
        journal_command(action, f"sqlite:///{tmp_path}/slip.db")  # type: ignore[arg-type]
    assert os.listdir(tmp_path) == []
