"""What JSON-2 makes of a server that is no Odoo, of a proxy's pages, and of lines that break; no Odoo is needed."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from sync.transport import Json2, LostAnswerError, RefusedError, UnreachableError, line

Answer = tuple[int, str, dict[str, str]]
PAGE = "<html><h1>nginx</h1></html>"
ME = [(200, '{"uid": 2}', {}), (200, '[{"id": 2, "login": "sync"}]', {})]  # what signing in asks
BUSY = json.dumps({"name": "psycopg2.errors.SerializationFailure", "message": "could not serialize access due to …"})


class Proxy(HTTPServer):
    """Answers one after the other, the last one for ever; `asked` is what it was sent."""

    def __init__(self, answers: list[Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.answers, self.asked = answers, []  # type: ignore[var-annotated]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Page(BaseHTTPRequestHandler):
    server: Proxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        status, text, headers = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        if status == 0:  # breaks off
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Proxy]]:
    """`proxy(answer, …)` runs; nobody waits between two attempts."""
    monkeypatch.setattr(line, "FIRST_WAIT", 0)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    running: list[Proxy] = []

    def start(*answers: Answer) -> Proxy:
        running.append(Proxy(list(answers)))
        threading.Thread(target=running[-1].serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return running[-1]

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def signed_in(server: Proxy, user: str = "") -> Json2:
    return Json2(server.url, "mycompany", user, "a-key")


def test_a_call_names_everything_and_carries_the_key_in_its_header(proxy: Callable[..., Proxy]) -> None:
    server = proxy(*ME, (200, "[7]", {}))
    made = signed_in(server, "sync").call("complaint.case", "create", vals_list=[{"issue": "隐裂"}], context={"a": 1})
    path, headers, body = server.asked[-1]
    assert (made, path) == ([7], "/json/2/complaint.case/create")
    assert (headers["Authorization"], headers["X-Odoo-Database"]) == ("bearer a-key", "mycompany")
    assert body == {"vals_list": [{"issue": "隐裂"}], "context": {"a": 1}}
    assert server.asked[1][2] == {"ids": [2], "fields": ["login"]}


@pytest.mark.parametrize(
    ("answer", "words", "attempts"),
    [
        ((200, PAGE, {}), "what answers there is not Odoo", 1),
        ((401, PAGE, {}), "Odoo does not answer (HTTP Error 401", 1),
        ((403, PAGE, {}), "Odoo does not answer (HTTP Error 403", 1),
        ((404, PAGE, {}), "no JSON-2 there; it takes Odoo 19 or later with that database", 1),
        ((413, PAGE, {}), "Odoo does not answer (HTTP Error 413", 1),
        ((500, PAGE, {}), "Odoo does not answer (HTTP Error 500", 4),
        ((502, PAGE, {}), "Odoo does not answer (HTTP Error 502: Bad Gateway)", 4),
        ((500, '{"detail": "another program"}', {}), "Odoo does not answer (HTTP Error 500", 4),
        ((0, "", {}), "Odoo does not answer (", 4),
        ((301, "", {"Location": "https://other.example.com/json/2"}), "sends on to https://other.example.com; give", 1),
        ((307, PAGE, {"Location": "/login"}), "sends on to another page", 1),
    ],
)
def test_what_is_not_odoos_answer_is_told_in_one_sentence(
    proxy: Callable[..., Proxy], answer: Answer, words: str, attempts: int
) -> None:
    server = proxy(*ME, answer)
    complaints = signed_in(server)
    with pytest.raises(UnreachableError) as told:
        complaints.call("complaint.case", "search_read", domain=[])
    assert words in str(told.value)
    assert "a-key" not in str(told.value) and len(str(told.value).splitlines()) == 1
    assert len(server.asked) == len(ME) + attempts


def test_a_key_that_ends_is_told_with_the_database_and_what_to_do(proxy: Callable[..., Proxy]) -> None:
    ended = json.dumps({"name": "werkzeug.exceptions.Unauthorized", "message": "Invalid apikey"})
    with pytest.raises(
        UnreachableError, match=r"'mycompany' at http://.* by the API key: Invalid apikey; JSON-2 takes"
    ):
        signed_in(proxy(*ME, (401, ended, {}))).call("complaint.case", "search_read", domain=[])


def test_it_goes_on_once_odoo_is_back_or_others_are_done(proxy: Callable[..., Proxy]) -> None:
    server = proxy(*ME, (503, PAGE, {}), (500, BUSY, {}), (0, "", {}), (200, "[]", {}))
    assert signed_in(server).call("complaint.case", "search_read", domain=[]) == []
    with pytest.raises(RefusedError, match="could not serialize access"):
        signed_in(proxy(*ME, (500, BUSY, {}))).call("complaint.case", "search_read", domain=[])


def test_what_is_not_to_be_done_twice_is_sent_again_only_where_odoo_undid_it(proxy: Callable[..., Proxy]) -> None:
    for broken in ((0, "", {}), (502, PAGE, {})):
        server = proxy(*ME, broken)
        with pytest.raises(LostAnswerError, match="look in Odoo whether it was done"):
            signed_in(server).call_once("complaint.case", "do_step", [1], step="plan")
        assert len(server.asked) == len(ME) + 1
    server = proxy(*ME, (500, BUSY, {}), (200, "5", {}))
    assert signed_in(server).call_once("complaint.case", "do_step", [1], step="plan") == 5


@pytest.mark.parametrize("key", ["ключ", "two\nlines"])
def test_what_can_be_no_key_is_not_sent(proxy: Callable[..., Proxy], key: str) -> None:
    server = proxy(*ME)
    with pytest.raises(UnreachableError, match="has such characters"):
        Json2(server.url, "mycompany", "", key)
    assert server.asked == []
