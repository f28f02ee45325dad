"""A web server on loopback that serves what it is told to, and writes down what it is asked.

with FeedServer() as server:
    server.put("/notes.xml", document)              # with an ETag; answers 304 to whoever has it
    server.answer("/old.xml", 301, {"Location": "/notes.xml"})
    server.asked                                     # [Asked("/notes.xml", {...headers}), …]
"""

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answered:
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Callable[[], Iterator[bytes]] = b""


class FeedServer:
    """Serves until it is left."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._answers: dict[str, Answered] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def put(self, path: str, document: str | bytes, kind: str = "application/xml", **headers: str) -> str:
        """Serve a document; its full address."""
        body = document.encode() if isinstance(document, str) else document
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        return self.answer(path, 200, {"Content-Type": kind, "ETag": tag, **headers}, body)

    def answer(
        self,
        path: str,
        status: int,
        headers: Mapping[str, str] | None = None,
        body: bytes | Callable[[], Iterator[bytes]] = b"",
    ) -> str:
        """Answer like this; the full address."""
        self._answers[path] = Answered(status, headers or {}, body)
        return self.url + path

    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [asked.path for asked in self.asked]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(
                    Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
                )
                found = outer._answers.get(self.path, Answered(404))
                same = found.headers.get("ETag")
                if same and self.headers.get("If-None-Match") == same:
                    found = Answered(304, {"ETag": same})
                whole = found.body if isinstance(found.body, bytes) else None
                self.send_response(found.status)
                for name, value in found.headers.items():
                    self.send_header(name, value)
                if whole is not None:
                    self.send_header("Content-Length", str(len(whole)))
                self.end_headers()
                try:
                    for part in [whole] if whole is not None else found.body():  # type: ignore[operator]
                        self.wfile.write(part)
                except OSError:
                    return

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
                """Nothing to say."""

        return Handler
