"""A name nobody answers for costs those who ask for it an answer, and nobody else."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Event

import pytest

from cobalamin.web import host_names
from cobalamin.web.host_names import Found, Loop, Names


def may_mount() -> bool:
    """Whether this machine lets a test have a resolver of its own."""
    if shutil.which("unshare") is None or shutil.which("mount") is None:
        return False
    return subprocess.run(["unshare", "-m", "mount", "--bind", "/etc", "/etc"], capture_output=True).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="a resolver of its own needs a mount namespace, which only root may make")
@pytest.mark.thorough
def test_an_ehr_nobody_finds_holds_up_no_other(tmp_path: Path) -> None:
    """A service, a resolver and two EHRs as they are: all but the first few look-ups waited for those that are never answered."""
    command = ["unshare", "-m", sys.executable, f"{Path(__file__).with_name('slow_names.py')}", f"{tmp_path}"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout == "200 412\n"


class Slow:
    """Look-ups that wait until they are let go, counted by their name."""

    def __init__(self) -> None:
        self.go, self.asked = Event(), Counter[str]()

    def __call__(self, host: str, port: int, **how: int) -> Found:
        self.asked[host] += 1
        if host.startswith("slow"):
            assert self.go.wait(60)
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(host, port, how)]


def test_a_name_is_looked_up_once_however_many_ask_and_beside_the_others() -> None:
    slow = Slow()

    async def call() -> None:
        found = Names(slow)
        waiting = [asyncio.create_task(found.find("slow", 443)) for _ in range(200)]
        given_up = [asyncio.create_task(found.find("slower", 443)) for _ in range(3)]
        await asyncio.sleep(0)
        assert await found.find("fast", 443, family=2) == [("fast", 443, {"family": 2})]
        for task in given_up:
            task.cancel()
        slow.go.set()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert {type(each) for each in answers} == {socket.gaierror}
        assert slow.asked == {"slow": 1, "slower": 1, "fast": 1}
        assert await found.find("fast", 443) == [("fast", 443, {})]
        assert slow.asked["fast"] == 2  # nothing is remembered: an address may change

    asyncio.run(call())


def test_so_many_names_are_looked_up_at_once_and_no_more() -> None:
    slow = Slow()

    async def call() -> None:
        found = Names(slow)
        waiting = [asyncio.create_task(found.find(f"slow{i}", 443)) for i in range(host_names.MOST)]
        await asyncio.sleep(0)
        with pytest.raises(socket.gaierror, match="too many names"):
            await found.find("fast", 443)
        slow.go.set()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert await found.find("fast", 443)

    asyncio.run(call())


def test_the_loop_of_the_service_finds_this_machine() -> None:
    with asyncio.Runner(loop_factory=Loop) as runner:
        found = runner.run(_here())
    assert ("127.0.0.1", 80) in [each[4][:2] for each in found]


async def _here() -> Found:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, Loop)
    return await loop.getaddrinfo("localhost", 80, type=socket.SOCK_STREAM)
