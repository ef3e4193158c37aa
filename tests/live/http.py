"""The little HTTP that clients of the live protocol need beside their socket."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.host.server import Server

# Any token goes, as long as the cookie and the header agree.
CSRF = "x" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    text: str


def fetch(
    server: Server, cookie: str, path: str, form: dict[str, str] | None = None
) -> Answer | None:
    """GET a path, or POST a form to it; None when nobody answers, or not to the end."""
    address = urlsplit(server.address)
    line = http.client.HTTPConnection(address.netloc, timeout=30)
    headers = {"Cookie": f"{cookie}; csrftoken={CSRF}", "Accept": "application/json"}
    method, body = "GET", None
    if form is not None:
        method, body = "POST", urlencode(form)
        headers |= {"X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return Answer(answer.status, answer.read().decode())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()
