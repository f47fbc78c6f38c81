"""Clients in forked, spawned and many-threaded processes, and at the end of one."""

from __future__ import annotations

import asyncio
import copy
import os
import pickle
import subprocess
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from helpers import run_python, unlimited
from stub_server import StubServer
from xero_m2m import AsyncClient, Client, ClosedError, DemoCompany, LimitPolicy

if TYPE_CHECKING:
    from pathlib import Path

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

# What programs below begin with: a child that hangs is ended by its alarm.
FORKING = """
import asyncio, os, signal, sys, threading, time, traceback, warnings
from helpers import wait_until, wait_until_async
from xero_m2m import AsyncClient, Client, DemoCompany, LimitPolicy
warnings.simplefilter("ignore")

def forked(work):
    child = os.fork()
    if child:
        return child
    signal.alarm(30)
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)

def awaits(child):
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == 0, f"a child ended with {status}"
"""


def run_forking(program: str) -> str:
    return run_python(FORKING + textwrap.dedent(program), timeout=90).stdout


def organisation_name(xero: Client) -> str | None:
    """What a worker of a pool does."""
    return xero.organisation.get().name


def awaited_name(xero: AsyncClient) -> str | None:
    return asyncio.run(xero.organisation.get()).name


def secret_of_the_environment() -> str:
    return os.environ["DEMO_SECRET"]


def listener(event: object) -> None:
    """A listener that can be found by its name."""


@needs_fork
def test_a_warm_client_works_in_a_forked_child_with_its_token_on_connections_of_its_own() -> None:
    with StubServer(reply=lambda _: {"Organisations": [{"Name": "Acme"}]}) as server, server.client() as xero:
        awaited = server.async_client()

        def calls() -> None:
            assert xero.organisation.get().name == "Acme"
            assert asyncio.run(awaited.organisation.get()).name == "Acme"

        calls()
        before = {request.port for request in server.requests}
        child = os.fork()
        if child == 0:
            import signal

            signal.alarm(30)
            status = 1
            try:
                calls()
                status = 0
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        childs = [request.port for request in server.requests[2:]]
        assert len(childs) == 2
        assert before.isdisjoint(childs)
        calls()
        assert {request.port for request in server.requests[4:]} <= before


@needs_fork
def test_children_and_parent_use_one_token_and_all_their_clients_go_on() -> None:
    run_forking(
        """
        with DemoCompany() as demo, demo.client() as xero:
            awaited = demo.async_client()
            clone = xero.with_options(retry=2)
            xero.organisation.get()

            def work():
                assert xero.organisation.get().name
                assert clone.organisation.get().name
                assert asyncio.run(awaited.organisation.get()).name
                assert [page.number for page in xero.contacts.list(page_size=100).pages()][0] == 1
                assert not xero.closed
                xero.close()
                grandchild = forked(lambda: clone.organisation.get())
                awaits(grandchild)

            awaits(forked(work))
            assert not xero.closed
            assert xero.organisation.get().name
            assert demo.journal.token_requests == 1
        """
    )


@needs_fork
def test_workers_forked_from_a_server_that_made_the_client_before_serve_with_it() -> None:
    run_forking(
        """
        with DemoCompany() as demo:
            demo.limits.set(enabled=False)
            xero = demo.client(limits=LimitPolicy(per_minute=None))
            awaited = demo.async_client(limits=LimitPolicy(per_minute=None))
            xero.auth.token()

            def serve():
                threads = [threading.Thread(target=xero.organisation.get) for _ in range(8)]
                for thread in threads:
                    thread.start()
                async def main():
                    await asyncio.gather(*(awaited.organisation.get() for _ in range(8)))
                asyncio.run(main())
                for thread in threads:
                    thread.join()

            workers = [forked(serve) for _ in range(4)]
            for worker in workers:
                awaits(worker)
            assert demo.journal.token_requests == 1
            assert demo.journal.api_requests == 4 * 16
        """
    )


@needs_fork
def test_a_fork_in_the_midst_of_busy_threads_leaves_a_child_that_works() -> None:
    run_forking(
        """
        with DemoCompany() as demo:
            demo.limits.set(enabled=False)
            seen = []
            options = {"limits": LimitPolicy(per_minute=None), "on_event": seen.append}
            xero = demo.client(client_secret=lambda: demo.client_secret, **options)
            awaited = demo.async_client(**options)
            stop = threading.Event()

            def block():
                while not stop.is_set():
                    xero.organisation.get()

            def loop():
                async def main():
                    while not stop.is_set():
                        await asyncio.gather(*(awaited.organisation.get() for _ in range(4)))
                asyncio.run(main())

            threads = [threading.Thread(target=target) for target in [block] * 12 + [loop] * 4]
            for thread in threads:
                thread.start()

            def work():
                assert xero.organisation.get().name
                assert asyncio.run(awaited.organisation.get()).name
                assert xero.contacts.list().first() is not None
                seen.clear()
                demo_client = xero.with_options(retry=1)
                demo_client.organisation.get()
                assert seen, "a child receives no events"

            try:
                for _ in range(12):
                    before = demo.journal.api_requests
                    wait_until(lambda: demo.journal.api_requests > before)
                    awaits(forked(work))
            finally:
                stop.set()
            for thread in threads:
                thread.join()
            assert xero.organisation.get().name
        """
    )


@needs_fork
def test_a_lock_that_another_thread_held_at_the_fork_holds_no_child_up() -> None:
    run_forking(
        """
        from xero_m2m import _event_dispatcher

        with DemoCompany() as demo:
            asked = threading.Event()
            go_on = threading.Event()

            def secret():
                asked.set()
                assert os.getpid() != parent or go_on.wait(30)
                return demo.client_secret

            parent = os.getpid()
            seen = []
            xero = demo.client(client_secret=secret, on_event=seen.append)
            thread = threading.Thread(target=xero.organisation.get)
            thread.start()
            asked.wait()
            lock = _event_dispatcher._queues.here()
            holder = threading.Thread(target=lock.acquire)
            holder.start()
            holder.join()

            def work():
                signal.alarm(10)
                assert xero.organisation.get().name
                assert len(seen) == 2

            try:
                awaits(forked(work))
            finally:
                lock.release()
                go_on.set()
            thread.join()
        """
    )


@needs_fork
def test_a_fork_while_calls_are_in_flight_leaves_them_to_the_parent() -> None:
    run_forking(
        """
        with DemoCompany() as demo:
            xero = demo.client()
            awaited = demo.async_client()
            xero.auth.token()
            demo.faults.add("GET /Accounts", delay=4, times=None)
            got = []
            thread = threading.Thread(target=lambda: got.append(len(xero.accounts.list().collect())))
            thread.start()

            async def main():
                task = asyncio.ensure_future(awaited.accounts.list().collect())
                await wait_until_async(lambda: demo.journal.api_requests == 2)

                def work():
                    begin = time.monotonic()
                    assert xero.rate_limits().concurrent.in_flight == 0
                    assert xero.organisation.get().name
                    assert time.monotonic() - begin < 2.5

                child = forked(work)
                got.append(len(await task))
                return child

            awaits(asyncio.run(main()))
            thread.join()
            assert got[0] == got[1] > 0
        """
    )


@pytest.mark.parametrize("method", ["spawn", "forkserver", pytest.param("fork", marks=needs_fork)])
def test_clients_travel_to_the_workers_of_a_pool(method: str, demo: DemoCompany, tmp_path: Path) -> None:
    # Pools of other programs' processes import the module of the functions that they are given.
    (tmp_path / "work.py").write_text(
        textwrap.dedent(
            """
            import asyncio, os
            def secret(): return os.environ["DEMO_SECRET"]
            def blocking(xero): return xero.organisation.get().name
            def awaited(xero): return asyncio.run(xero.organisation.get()).name
            """
        )
    )
    (tmp_path / "main.py").write_text(
        textwrap.dedent(
            f"""
            import multiprocessing, warnings
            from xero_m2m import AsyncClient, Client
            import work
            warnings.simplefilter("ignore")

            if __name__ == "__main__":
                options = {{"base_url": {demo.base_url!r}, "token_url": {demo.token_url!r}}}
                named = {{"client_id": {demo.client_id!r}, "client_secret": work.secret, **options}}
                blocking = [Client(**options), Client(**named), Client(**named).with_options(deadline=20)]
                awaited = [AsyncClient(**options), AsyncClient(**named)]
                blocking[0].organisation.get()
                with multiprocessing.get_context({method!r}).Pool(2) as pool:
                    names = pool.map_async(work.blocking, blocking).get(60)
                    names += pool.map_async(work.awaited, awaited).get(60)
                assert len(names) == 5 and len(set(names)) == 1, names
            """
        )
    )
    environment = {
        **os.environ,
        "XERO_CLIENT_ID": demo.client_id,
        "XERO_CLIENT_SECRET": demo.client_secret,
        "DEMO_SECRET": demo.client_secret,
    }
    finished = subprocess.run(
        [sys.executable, "main.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=90,
        check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr


class TestPickling:
    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_takes_options_along_and_never_a_secret(self, kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XERO_CLIENT_ID", "first")
        monkeypatch.setenv("XERO_CLIENT_SECRET", "canary-secret")
        client = kind(
            scopes=["a"], limits=LimitPolicy(concurrent=3), timeout=7, on_event=listener, base_url="http://localhost"
        )
        client = client.with_options(deadline=5).with_options(max_wait=1, priority="bulk")
        packed = pickle.dumps(client)
        assert b"canary" not in packed
        assert b"first" not in packed
        monkeypatch.setenv("XERO_CLIENT_ID", "second")
        again = pickle.loads(packed)
        assert type(again) is kind
        about = again._description()
        assert (about["client_id"], about["scopes"], about["base_url"]) == ("second", ["a"], "http://localhost")
        assert again._events.on_event is listener
        assert again._native is not client._native
        assert pickle.loads(pickle.dumps(again))._description() == about

    def test_of_a_profiles_client_names_the_profile(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "secret").write_text("canary-secret")
        (tmp_path / "secret").chmod(0o600)
        config = tmp_path / "config.toml"
        config.write_text(
            f'[profiles.acme]\nclient_id = "of acme"\nclient_secret_file = "{tmp_path}/secret"\n'.replace("of ", "of-")
        )
        monkeypatch.setenv("XERO_CONFIG_FILE", str(config))
        packed = pickle.dumps(Client(profile="acme"))
        assert b"canary" not in packed
        assert pickle.loads(packed)._description()["client_id"] == "of-acme"

    def test_takes_functions_by_name_alone(self) -> None:
        again = pickle.loads(pickle.dumps(Client(client_id="i", client_secret=secret_of_the_environment)))
        assert again._origin.source is secret_of_the_environment
        with pytest.raises(TypeError, match="client_secret"):
            pickle.dumps(Client(client_id="i", client_secret=lambda: "canary"))
        with pytest.raises(TypeError, match="client_secret"):
            pickle.dumps(Client(client_id="i", client_secret=Vault()))
        observed = Client(client_id="i", client_secret=secret_of_the_environment, on_event=[].append)
        assert pickle.loads(pickle.dumps(observed))._events.on_event is None

    def test_refuses_what_would_carry_a_secret(self) -> None:
        with pytest.raises(TypeError, match="profile, the environment, or a function"):
            pickle.dumps(Client(client_id="i", client_secret="canary-secret"))
        proxied = Client(client_id="i", client_secret=secret_of_the_environment, proxy="http://u:canary@127.0.0.1:1")
        with pytest.raises(TypeError, match="HTTPS_PROXY"):
            pickle.dumps(proxied)
        assert "canary" not in repr(vars(proxied))

    def test_of_a_closed_client_gives_a_closed_client(self) -> None:
        client = Client(client_id="i", client_secret=secret_of_the_environment)
        client.close()
        again = pickle.loads(pickle.dumps(client))
        with pytest.raises(ClosedError):
            again.organisation.get()

    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_copying_gives_the_same_client(self, kind: Any) -> None:
        client = kind(client_id="i", client_secret="s")
        assert copy.copy(client) is client
        assert copy.deepcopy({"xero": client})["xero"] is client


class Vault:
    """Pickling it would carry what it holds."""

    def __init__(self) -> None:
        self.value = "canary"

    def __call__(self) -> str:
        return self.value


def test_64_threads_share_a_client(demo: DemoCompany) -> None:
    demo.limits.set(enabled=False)
    with demo.client(**unlimited()) as xero:
        names: list[str | None] = []
        threads = [
            threading.Thread(target=lambda: names.extend(organisation_name(xero) for _ in range(3))) for _ in range(64)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(names) == 64 * 3
        assert xero.rate_limits().concurrent.in_flight == 0


@pytest.mark.parametrize(
    "calls",
    [
        pytest.param("threading.Thread(target=many, daemon=True).start()", id="one thread"),
        pytest.param("[threading.Thread(target=many, daemon=True).start() for _ in range(16)]", id="16 threads"),
        pytest.param("threading.Thread(target=lambda: asyncio.run(awaited_many()), daemon=True).start()", id="a loop"),
        pytest.param(
            "threading.Thread(target=many, daemon=True).start(); asyncio.run(a_moment())", id="a loop that was given up"
        ),
    ],
)
@pytest.mark.parametrize("delay", [0.0, 60.0], ids=["short calls", "long calls"])
def test_a_program_ends_at_once_whatever_is_in_flight(calls: str, delay: float) -> None:
    finished = run_python(
        f"""
        import asyncio, threading, time
        from helpers import wait_until, wait_until_async
        from xero_m2m import DemoCompany, LimitPolicy

        demo = DemoCompany(limits=False)
        if {delay}:
            demo.faults.add("GET /Organisation", delay={delay}, times=None)
        options = {{"limits": LimitPolicy(per_minute=None), "on_event": lambda event: None}}
        xero = demo.client(**options)
        awaited = demo.async_client(**options)

        def many():
            while True:
                xero.organisation.get()

        async def awaited_many():
            while True:
                await asyncio.gather(*(awaited.organisation.get() for _ in range(8)))

        async def a_moment():
            task = asyncio.ensure_future(awaited_many())
            await wait_until_async(lambda: demo.journal.api_requests > 0)

        {calls}
        wait_until(lambda: demo.journal.api_requests > 0)
        print(time.time())
        """,
        timeout=30,
    )
    assert time.time() - float(finished.stdout) < 10
    assert finished.stderr == ""


def test_processes_that_start_together_make_one_token_request(demo: DemoCompany, tmp_path: Path) -> None:
    run_together(
        demo,
        f"""
        xero = Client(token_cache="file:{tmp_path}/cache", **options)
        wait_for_all()
        assert xero.organisation.get().name
        """,
        4,
        tmp_path,
    )
    assert demo.journal.token_requests == 1
    assert demo.journal.api_requests == 4


def test_processes_share_the_limits_of_a_minute_and_of_calls_in_flight(tmp_path: Path) -> None:
    with DemoCompany() as demo:
        demo.limits.set(per_minute=40, concurrent=5)
        demo.faults.add("GET /Organisation", delay=0.05, times=None)
        printed = run_together(
            demo,
            f"""
            import threading
            limits = LimitPolicy(backend="file:{tmp_path}/limits", per_minute=40)
            xero = Client(token_cache="file:{tmp_path}/cache", limits=limits, max_wait=15, retry=1, **options)
            wait_for_all()
            done = []
            def work():
                for _ in range(10):
                    try:
                        xero.organisation.get()
                        done.append(1)
                    except RateLimitError as error:
                        assert error.status is None, error
            threads = [threading.Thread(target=work) for _ in range(3)]
            [thread.start() for thread in threads]
            [thread.join() for thread in threads]
            print(len(done))
            """,
            4,
            tmp_path,
        )
        statuses = [request["status"] for request in demo.journal.requests]
        assert 429 not in statuses
        assert demo.journal.api_requests == sum(map(int, printed)) <= 40
        assert demo.journal.api_requests >= 38


def run_together(demo: DemoCompany, program: str, number: int, folder: Path) -> list[str]:
    """What a number of processes print that start their work at the same moment."""
    start = f"""
import os, time
from pathlib import Path
from xero_m2m import Client, LimitPolicy, RateLimitError

options = {{"client_id": {demo.client_id!r}, "client_secret": os.environ["DEMO_SECRET"],
           "base_url": {demo.base_url!r}, "token_url": {demo.token_url!r}}}

def wait_for_all():
    Path({str(folder)!r}, f"ready-{{os.getpid()}}").touch()
    end = time.monotonic() + 30
    while len(list(Path({str(folder)!r}).glob("ready-*"))) < {number} and time.monotonic() < end:
        time.sleep(0.001)
"""
    environment = {**os.environ, "DEMO_SECRET": demo.client_secret}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", start + textwrap.dedent(program)], env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )
        for _ in range(number)
    ]  # fmt: skip
    printed = []
    try:
        for process in processes:
            out, errors = process.communicate(timeout=90)
            assert process.returncode == 0, errors
            printed.append(out)
    finally:
        for process in processes:
            process.kill()
    return printed


@needs_fork
def test_a_loop_that_was_made_before_the_fork_serves_the_child_too() -> None:
    run_forking(
        """
        with DemoCompany() as demo:
            awaited = demo.async_client()
            loop = asyncio.new_event_loop()
            loop.run_until_complete(awaited.organisation.get())

            def work():
                signal.alarm(10)
                assert loop.run_until_complete(awaited.organisation.get()).name

            awaits(forked(work))
            assert loop.run_until_complete(awaited.organisation.get()).name
            loop.close()
        """
    )
