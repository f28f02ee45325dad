"""Where a secret goes: to the account's own server, and into the one place where it is kept. Nowhere else."""

import asyncio
import contextlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from command_line import CommandLine
from driven import drive
from hostile_wires import TOKEN, WIRES, Mastodon, Wire, WireServer
from sitting import Sitting

from connect_tui.config.locations import Locations
from connect_tui.config.model import ProviderTable
from connect_tui.config.secrets import Secrets
from connect_tui.config.write import write_login
from connect_tui.domain.draft import Outgoing
from connect_tui.provider import Credential, Offline, Provider, ProviderError, Unreachable

TEXTS = ("Which tomatoes would you plant?", "The heron is back.")
NETWORKS = sorted(set(WIRES) - {"feed-rss", "feed-json"})
"""Those that have secrets."""
EXTRA = "a-client-secret-that-nobody-may-see"


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer(Mastodon(TEXTS)) as running:
        yield running


@pytest.fixture
def logged_in(server: WireServer, sealed: Path) -> Path:
    """As `connect-tui login` leaves it where there is no keyring; answers with the file of the secret."""
    locations = Locations.find(os.environ)
    values = {"kind": "mastodon", "server": server.url, "credential": "file"}
    file = write_login(locations, "home", values)
    table = ProviderTable(name="home", kind="mastodon", file=file, values={"server": server.url})
    secrets = Secrets(locations.secrets, os.environ)
    credential = Credential(TOKEN, (("client_id", "an-id"), ("client_secret", EXTRA)))
    assert secrets.keep(table, credential) == "file"
    kept = secrets.fallback(table)
    assert kept is not None
    return kept


def holders(folder: Path, *secrets: str) -> set[Path]:
    """The files in which any of these stands, in whatever form it may have been written."""
    return {
        file
        for file in folder.rglob("*")
        if file.is_file() and any(secret.encode() in file.read_bytes() for secret in secrets)
    }


def arguments_of_everybody() -> str:
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(process.read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
    return "\n".join(found)


def test_it_stands_in_its_file_and_nowhere_else(logged_in: Path, tmp_path: Path, sealed: Path) -> None:
    run = CommandLine(tmp_path)
    printed = [
        run(*command)
        for command in (
            ("inbox", "--refresh"),
            ("inbox", "--json", "--refresh"),
            ("accounts",),
            ("check",),
            ("post", "Hello"),
            ("reply", "https://far.example/nowhere", "Hello"),
            ("export",),
            ("export", str(sealed / "mine.jsonl")),
        )
    ]
    with Sitting() as sitting:
        sitting.sees(" help")
        assert "connect_tui" in arguments_of_everybody()
        assert TOKEN not in arguments_of_everybody()
        seen = drive(sitting, ("j", "enter", "escape", "R"))
    for secret in (TOKEN, EXTRA):
        assert secret not in seen
        assert [ended for ended in printed if secret in ended.out + ended.err] == []
    assert holders(sealed, TOKEN, EXTRA) == {logged_in}
    assert holders(tmp_path, TOKEN, EXTRA) == set()
    assert logged_in.stat().st_mode & 0o777 == 0o600
    assert logged_in.parent.stat().st_mode & 0o777 == 0o700
    written = [file for folder in ("data", "cache", "config") for file in (sealed / folder).rglob("*")]
    modes = {file: file.stat().st_mode & 0o077 for file in written}
    assert [file for file, mode in modes.items() if mode] == []


def test_it_is_not_in_a_report_of_a_fault(logged_in: Path, sealed: Path) -> None:
    code = f"""
import sys
from connect_tui.sync import engine
def broken(self, *_, **__):
    raise LookupError(open("{logged_in}").read())
engine.Engine.__init__ = broken
sys.argv = ["connect-tui", "inbox", "--refresh"]
from connect_tui.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert "connect-tui has a fault" in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    reports = list((sealed / "cache" / "connect-tui" / "faults").iterdir())
    assert len(reports) == 1
    assert "LookupError" in reports[0].read_text(encoding="utf-8")
    assert holders(sealed, TOKEN, EXTRA) == {logged_in}


def test_the_system_keeps_nothing_of_a_program_that_it_had_to_end(tmp_path: Path) -> None:
    code = """
import os, resource, sys
most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
from connect_tui import __main__, cli
cli.main = lambda: print(resource.getrlimit(resource.RLIMIT_CORE) == (0, most))
__main__.main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stderr


def test_logout_gives_it_back_and_forgets_it(
    logged_in: Path, server: WireServer, tmp_path: Path, sealed: Path
) -> None:
    run = CommandLine(tmp_path)
    run("inbox", "--refresh")
    ended = run("logout", "home")
    assert ended.status == 0, ended.err
    assert any(path == "/oauth/revoke" for path, _ in server.asked)
    assert holders(sealed, TOKEN, EXTRA) == set()
    assert not logged_in.exists()


class Elsewhere:
    """Answers everything with a redirect, or takes note of what comes."""

    def __init__(self, target: str = "", context: ssl.SSLContext | None = None) -> None:
        self.heard: list[bytes] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                heard.append(f"{self.requestline}\n{self.headers}".encode())
                self.send_response(302 if target else 502)
                if target:
                    self.send_header("location", f"{target}{self.path}")
                self.send_header("content-length", "0")
                self.end_headers()

            do_POST = do_CONNECT = do_GET  # noqa: N815 - http.server's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Elsewhere":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


async def refused(provider: Provider) -> ProviderError:
    try:
        with pytest.raises(ProviderError) as caught:
            await provider.verify()
    finally:
        await provider.close()
    return caught.value


class Echo(ThreadingHTTPServer):
    """Refuses everything, and repeats in its reason what it was sent."""

    def __init__(self, status: int) -> None:
        heard = self.heard = list[str]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode(
                    "utf-8", "replace"
                )
                heard.append(f"{self.headers['Authorization']} {body}")
                reason = f"I do not like {self.headers['Authorization']}, nor {body}"
                said = {"error": reason, "message": reason, "error_description": reason}
                answer = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_PUT = do_GET  # noqa: N815 - http.server's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop, and let go of the port."""
        self.shutdown()
        self.server_close()


@pytest.mark.parametrize("status", [400, 403, 409, 413, 418, 422, 451, 500])
@pytest.mark.parametrize("network", NETWORKS)
async def test_a_server_that_repeats_it_is_not_repeated(network: str, status: int) -> None:
    wire: Wire = WIRES[network](TEXTS)
    with contextlib.closing(Echo(status)) as server:
        provider = wire.provider(server.url)
        said: list[str] = []
        for asked in (
            provider.verify(),
            provider.timeline(),
            provider.publish(Outgoing(key="key", text="Hello")),
        ):
            with pytest.raises(ProviderError) as caught:
                await asked
            said.append(str(caught.value))
        await provider.close()
        assert any(TOKEN in heard or "e30." in heard for heard in server.heard)
        assert [words for words in said if TOKEN[:8] in words or "e30." in words] == []


@pytest.mark.parametrize("status", [400, 403, 422])
def test_what_a_server_repeats_is_kept_nowhere(
    status: int, tmp_path: Path, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(Echo(status)) as server:
        file = write_login(
            Locations.find(os.environ),
            "home",
            {"kind": "mastodon", "server": server.url, "token_env": "MY_TOKEN"},
        )
        assert TOKEN not in file.read_text("utf-8")
        monkeypatch.setenv("MY_TOKEN", TOKEN)
        run = CommandLine(tmp_path)
        commands = (("post", "Hello"), ("inbox", "--refresh"), ("outbox",), ("check",), ("export",))
        printed = "".join(ended.out + ended.err for ended in (run(*command) for command in commands))
        assert "I do not like" in printed
        assert any(TOKEN in heard for heard in server.heard)
    for part in (TOKEN, TOKEN[:10], TOKEN[-10:]):
        assert part not in printed
        assert holders(sealed, part) == holders(tmp_path, part) == set()


@pytest.mark.parametrize("network", NETWORKS)
async def test_it_never_goes_along_to_another_server(network: str) -> None:
    wire: Wire = WIRES[network](TEXTS)
    with Elsewhere() as other, Elsewhere(other.url) as server:
        await refused(wire.provider(server.url))
        assert server.heard
        assert other.heard == []


@pytest.mark.parametrize("network", NETWORKS)
async def test_a_proxy_sees_where_to_but_never_what(network: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wire: Wire = WIRES[network](TEXTS)
    with Elsewhere() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        await refused(wire.provider("https://far.example"))
        said = b"".join(proxy.heard)
        assert said.startswith(b"CONNECT far.example:443")
        for secret in (TOKEN.encode(), b"authorization", b"Bearer", b"e30.e30"):
            assert secret.lower() not in said.lower()


@pytest.mark.parametrize("network", sorted(WIRES))
async def test_no_proxy_stands_between_this_machine_and_itself(
    network: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire: Wire = WIRES[network](TEXTS)
    with Elsewhere() as proxy, WireServer(wire) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        provider = wire.provider(server.url)
        await provider.verify()
        assert (await provider.timeline()).posts
        await provider.close()
        # A feed asks for the page that it names as its own; that stands elsewhere.
        assert [said for said in proxy.heard if b"CONNECT far.example:443" not in said] == []


@pytest.mark.parametrize("network", NETWORKS)
def test_plain_http_to_another_machine_is_refused(network: str) -> None:
    wire: Wire = WIRES[network](TEXTS)
    with pytest.raises(ValueError, match="not encrypted"):
        wire.provider("http://far.example")


JUNK = [
    ("HTTPS_PROXY", "http://127.0.0.1:port"),
    ("HTTPS_PROXY", "gopher://me:a-password@127.0.0.1:70"),
    ("HTTPS_PROXY", "http://me:a-password@[::1:8"),
    ("NO_PROXY", "[::"),
    ("SSL_CERT_FILE", "/nowhere/at/all.pem"),
    ("SSL_CERT_FILE", __file__),
]


@pytest.mark.parametrize(("name", "value"), JUNK)
@pytest.mark.parametrize("network", sorted(WIRES))
async def test_what_is_wrong_in_the_environment_is_named(
    network: str, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    provider = WIRES[network](TEXTS).provider("https://far.example")
    with pytest.raises(Offline) as caught:
        await provider.timeline()
    await provider.close()
    error = caught.value
    assert name in str(error)
    assert "correct or unset it" in str(error)
    assert value not in str(error)


@pytest.mark.parametrize("network", NETWORKS)
async def test_a_socks_proxy_leads_the_way(network: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wire: Wire = WIRES[network](TEXTS)
    async with await asyncio.start_server(_greet, "127.0.0.1", 0) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
        _asked.clear()
        error = await refused(wire.provider("https://far.example"))
    assert isinstance(error, Unreachable | Offline)
    # The name goes to the proxy, which looks it up: RFC 1928, a request to connect to a domain.
    assert _asked[0] == b"\x05\x01\x00\x03\x0bfar.example\x01\xbb"


_asked: list[bytes] = []


async def _greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A SOCKS 5 proxy that asks for no password, and reaches nobody."""
    await reader.read(100)
    writer.write(b"\x05\x00")
    _asked.append(await reader.read(100))
    writer.write(b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00")
    writer.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that nobody vouches for, and its key."""
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            tool, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem",
        ],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize("network", NETWORKS)
async def test_a_server_that_cannot_prove_who_it_is(
    network: str, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    wire: Wire = WIRES[network](TEXTS)
    with Elsewhere(context=context) as server:
        address = f"https://localhost:{server.port}"
        error = await refused(wire.provider(address))
        assert isinstance(error, Unreachable | Offline)
        assert "it cannot prove who it is (TLS)" in str(error)
        assert server.heard == []
        # Somebody vouches for it: it is spoken to.
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        error = await refused(wire.provider(address))
        assert "TLS" not in str(error)
        assert server.heard
