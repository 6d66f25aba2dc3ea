"""What a site decides about its service: where it listens, whom it trusts, what it keeps; secrets only from environment or file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cobalamin.language.nodes import Threshold
from cobalamin.records.errors import RecordError
from cobalamin.records.record import Case
from cobalamin.records.select import unknown_groups
from cobalamin.records.site import Site
from cobalamin.records.today import clock, today_of

T = TypeVar("T")
MEGABYTE = 1024 * 1024
VARIABLES = tuple(
    f"COBALAMIN_{name}"
    for name in (
        "BASE_URL", "SIGNED", "CLIENTS", "FHIR_SERVERS", "SMART", "ORIGINS", "JOURNAL", "JOURNAL_FILE", "SPOOL", "PATIENT_KEY",
        "PATIENT_KEY_FILE", "PLAIN_PATIENTS", "PRESUME", "PARAMETERS", "SITE", "LOCATION", "PAGES", "WORKBENCH",
        "REQUESTS_A_MINUTE", "ON",
    )
)  # fmt: skip


def unread(env: Mapping[str, str]) -> tuple[str, ...]:
    """Variables named as if they were settings of ours: a slip there leaves a setting as it is by default."""
    return tuple(sorted(name for name in env if name.startswith("COBALAMIN_") and name not in VARIABLES))


@dataclass(frozen=True)
class Client:
    """A calling EHR: its `iss`, and its public keys by address or by file (JSON Web Key Set)."""

    issuer: str
    jwks_url: str = ""
    jwks_file: str = ""


@dataclass(frozen=True)
class Settings:
    """The service's settings. `fhir_servers` None lets any server be read, which is refused once callers must sign."""

    base_url: str = "http://127.0.0.1:8000"
    public_pages: bool = False
    workbench: bool = False
    """Whether the pages are served. They ask for no signature: where others reach the port, put a sign-in before it."""
    signed: bool = False
    clients: tuple[Client, ...] = ()
    fhir_servers: tuple[str, ...] | None = None
    smart: Mapping[str, str] = field(default_factory=dict)
    """FHIR server of an EHR -> the id this service is registered under there, for SMART launches."""
    origins: tuple[str, ...] = ()
    presume: tuple[str, ...] = ()
    parameters: Mapping[str, Threshold] = field(default_factory=dict)
    site: Site | None = None
    """The site's own codes over the shipped value sets."""
    location: str = ""
    journal_url: str = ""
    """Where answers are kept; empty where the site turned the journal off."""
    pages_keep: bool = True
    """Whether the workbench offers to keep an answer too: only where the site itself named the journal."""
    spool: Path | None = None
    patient_key: bytes = field(default=b"", repr=False)
    plain_patients: bool = False
    largest_body: int = 8 * MEGABYTE
    body_seconds: float = 10.0
    fetch_seconds: float = 2.5
    requests_a_minute: int = 0
    today: Callable[[], date] = date.today
    now: Callable[[], datetime] = clock

    def today_of(self, case: Case, sent: Callable[[], bytes]) -> date:
        """Today where the record was written, which `sent` gives as JSON."""
        return today_of(case, sent, self.today(), self.now())

    def __post_init__(self) -> None:
        if fault := unknown_groups(self.presume):
            raise RecordError(f"COBALAMIN_PRESUME: {fault}")
        if self.signed and not self.clients:
            raise RecordError(
                "callers must sign, but none is known: name each EHR in COBALAMIN_CLIENTS (issuer=address or file of its keys)"
            )
        if self.smart and not (self.journal_url and (self.patient_key or self.plain_patients)):
            raise RecordError(
                "a SMART launch shows an answer of the journal to whoever has its patient open: set COBALAMIN_JOURNAL and "
                "COBALAMIN_PATIENT_KEY"
            )
        if self.signed and self.fhir_servers is None:
            object.__setattr__(self, "fhir_servers", ())


def is_loopback(host: str) -> bool:
    """True for an address only this machine can reach."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def from_environment(host: str, port: int, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in the VARIABLES; callers must sign unless the service is bound to loopback."""
    env = os.environ if environment is None else environment
    _require_zone(env.get("TZ", "").removeprefix(":"))
    signed = _switch(env, "COBALAMIN_SIGNED") or not is_loopback(host)
    servers = env.get("COBALAMIN_FHIR_SERVERS")
    return Settings(
        base_url=_address(host, port, env),
        public_pages=_switch(env, "COBALAMIN_PAGES"),
        workbench=_switch(env, "COBALAMIN_WORKBENCH", not signed),
        signed=signed,
        clients=tuple(_client(text) for text in _listed(env.get("COBALAMIN_CLIENTS", ""))),
        fhir_servers=None if servers is None else tuple(_server(text) for text in _listed(servers)),
        smart=dict(_launched(text) for text in _listed(env.get("COBALAMIN_SMART", ""))),
        origins=tuple(_origin(text) for text in _listed(env.get("COBALAMIN_ORIGINS", ""))),
        presume=tuple(_listed(env.get("COBALAMIN_PRESUME", ""))),
        parameters=_in_file(env, "COBALAMIN_PARAMETERS", _parameters) or {},
        site=_in_file(env, "COBALAMIN_SITE", _site),
        location=env.get("COBALAMIN_LOCATION", ""),
        journal_url=journal_address(env),
        pages_keep=bool(_secret(env, "COBALAMIN_JOURNAL")),
        spool=_spool_folder(env),
        patient_key=_secret(env, "COBALAMIN_PATIENT_KEY").encode(),
        plain_patients=_switch(env, "COBALAMIN_PLAIN_PATIENTS"),
        today=_today(env.get("COBALAMIN_ON", ""), signed),
        requests_a_minute=_number(env, "COBALAMIN_REQUESTS_A_MINUTE", 0 if is_loopback(host) else 1200),
    )


_OWN_RULES = re.compile(r"UTC$|GMT$|(<[^>]+>|[A-Za-z]{3,})[+-]?\d|/")
"""A zone that names no rules of a machine's own: UTC, `CET-1CEST`, or the path of a file."""


def _require_zone(zone: str) -> None:
    """RecordError for a time zone that the machine does not know: it would keep UTC without a word, where it may be another day."""
    if not zone or os.name != "posix" or _OWN_RULES.match(zone):
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RecordError(
            f"TZ is {zone!r}, which this machine does not know, so today would be the day in UTC; write one such as "
            "Pacific/Auckland, and install tzdata where there is none"
        ) from None


def _address(host: str, port: int, env: Mapping[str, str]) -> str:
    """The address callers sign for; "every address" is none, and each call would be a 401 that does not say why."""
    named = env.get("COBALAMIN_BASE_URL", "")
    if not named and host in ("0.0.0.0", "::", "") and env.get("COBALAMIN_CLIENTS"):
        raise RecordError(
            f"listening on every address ({host}) does not say which one callers sign for: "
            "set COBALAMIN_BASE_URL to the address EHRs use, such as https://cds.example.org"
        )
    address = (named or f"http://{host}:{port}").rstrip("/")
    if named and not _is_address(address):
        raise RecordError(
            f"COBALAMIN_BASE_URL is {named!r}; expected the whole address EHRs use, such as https://cds.example.org"
        )
    return address


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        return False


def _origin(text: str) -> str:
    """As a browser sends it; of anything else no call would ever be let in, and nobody would know why."""
    origin = text.rstrip("/")
    if not _is_address(origin) or urlsplit(origin).path:
        raise RecordError(f"COBALAMIN_ORIGINS: {text!r} is not an origin; write https://ehr.example, without a path")
    return origin


def _server(text: str) -> str:
    """Without its scheme a server is none that a call can name: nothing would be read from it, and nobody would know why."""
    if not _is_address(text):
        raise RecordError(
            f"COBALAMIN_FHIR_SERVERS: {text!r} is not the address of a FHIR server; write https://ehr.example/fhir"
        )
    return text


_WORDS = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}


def _switch(env: Mapping[str, str], name: str, unsaid: bool = False) -> bool:
    """What is neither yes nor no is refused: read as no it would leave a service open that was meant to be shut."""
    text = env.get(name, "").strip()
    if text and text.lower() not in _WORDS:
        raise RecordError(f"{name} is {text!r}; expected 1 or 0")
    return _WORDS[text.lower()] if text else unsaid


OFF = "off"
"""The word that turns the journal off."""


def journal_address(env: Mapping[str, str]) -> str:
    """The URL of the journal's database: the site's, else a SQLite file among this user's state; empty where it is off."""
    named = _secret(env, "COBALAMIN_JOURNAL")
    return "" if named.strip().lower() == OFF else named or f"sqlite:///{state_folder(env) / 'journal.db'}"


def _spool_folder(env: Mapping[str, str]) -> Path:
    named = env.get("COBALAMIN_SPOOL")
    return Path(named) if named else state_folder(env) / "spool"


def spool_of(journal: str, env: Mapping[str, str]) -> Path | None:
    """Where the answers of a journal wait: known of the service's own journal alone."""
    return _spool_folder(env) if journal == journal_address(env) else None


def where_kept(env: Mapping[str, str]) -> str:
    """In words where answers are kept; of an address that was named, which may hold a password, nothing is said."""
    address = journal_address(env)
    if not address:
        return f"No answer is kept (COBALAMIN_JOURNAL={OFF})."
    if _secret(env, "COBALAMIN_JOURNAL"):
        return "Answers to callers are kept in the journal that COBALAMIN_JOURNAL names."
    return (
        f"Answers to callers are kept in {address.removeprefix('sqlite:///')}"
        f" (set COBALAMIN_JOURNAL to another database, or to {OFF})."
    )


def state_folder(env: Mapping[str, str]) -> Path:
    """Where a program keeps what must not be lost: systemd's folder, else the user's (XDG Base Directory Specification)."""
    given = env.get("STATE_DIRECTORY", "").partition(":")[0]
    if given:
        return Path(given)
    base = env.get("XDG_STATE_HOME", "")
    try:
        return (Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "state") / "cobalamin"
    except RuntimeError:
        raise RecordError(f"this user has no home folder to keep a journal in; {_NAME_IT}") from None


_NAME_IT = (
    "name its database in COBALAMIN_JOURNAL (sqlite:////folder/journal.db), or turn it off with COBALAMIN_JOURNAL=off"
)


def make_state_folder(env: Mapping[str, str]) -> None:
    """The folder of a journal nobody named: only this user may look into it."""
    if _secret(env, "COBALAMIN_JOURNAL"):
        return
    folder = state_folder(env)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise RecordError(f"the journal's folder {folder} cannot be made ({problem.strerror}); {_NAME_IT}") from None


def _today(text: str, signed: bool) -> Callable[[], date]:
    """The clock, or for a demonstration one fixed day; a service that others call has the clock."""
    if not text:
        return date.today
    if signed:
        raise RecordError(
            "COBALAMIN_ON fixes the date for a demonstration; a service whose callers sign uses the clock: leave COBALAMIN_ON out"
        )
    try:
        fixed = date.fromisoformat(text)
    except ValueError:
        raise RecordError(f"COBALAMIN_ON is {text!r}; expected YYYY-MM-DD") from None
    return lambda: fixed


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _client(text: str) -> Client:
    issuer, found, keys = text.partition("=")
    if not found or not keys:
        raise RecordError(
            f"COBALAMIN_CLIENTS: {text!r} names no keys; write issuer=https://… or issuer=/path/keys.json"
        )
    return Client(issuer, jwks_url=keys) if keys.startswith(("https://", "http://")) else Client(issuer, jwks_file=keys)


def _launched(text: str) -> tuple[str, str]:
    server, found, client = text.rpartition("=")
    if not found or not client or not server.startswith(("https://", "http://")):
        raise RecordError(f"COBALAMIN_SMART: {text!r} is not a launch; write https://…/fhir=client-id")
    return server.rstrip("/"), client


def _in_file(env: Mapping[str, str], name: str, read: Callable[[Path], T]) -> T | None:
    """What is in the file that a setting names; RecordError names the setting too, for the file may be anywhere."""
    if not env.get(name):
        return None
    try:
        return read(Path(env[name]))
    except RecordError as problem:
        raise RecordError(f"{name}: {problem}") from None


def _parameters(path: Path) -> Mapping[str, Threshold]:
    from cobalamin.records.parameters import read_parameters

    return read_parameters(path)


def _site(path: Path) -> Site:
    from cobalamin.records.site import read_site_file

    return read_site_file(path)


def _secret(env: Mapping[str, str], name: str) -> str:
    """A secret from NAME_FILE (a mounted file) or NAME."""
    path = env.get(f"{name}_FILE")
    if not path:
        return env.get(name, "")
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise RecordError(
            f"{name}_FILE cannot be read ({problem.strerror}); expected a file with the secret"
        ) from problem
    if not secret:  # a secret that was not dispensed is no wish to go without
        raise RecordError(f"{name}_FILE names an empty file; expected the secret in it")
    return secret


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if not re.fullmatch("[0-9]{0,9}", text):
        raise RecordError(f"{name} is {text!r}; expected a whole number")
    return int(text) if text else default
