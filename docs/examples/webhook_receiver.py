"""A program that takes Đôn đốc's events (docs/webhooks.md): checks, remembers, prints one line for each.

DONDOC_SECRET=dondoc_whsec_… python webhook_receiver.py [PORT]

It listens on 127.0.0.1; before it stands the web server that has the certificate.
"""

# ruff: noqa: T201 - what comes in is shown where the program runs
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from dondoc_client import check_signature

# Bytes: an event is far smaller.
MOST = 64 * 1024


class Events(BaseHTTPRequestHandler):
    """Answers 204 to an event of ours and 401 to anything else."""

    secret = ""
    # Ids of deliveries that were dealt with; a real program keeps them in its database.
    seen: set[str]

    def do_POST(self) -> None:
        """Take one event."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST:
            self._answer(413)
            return
        body = self.rfile.read(int(length))
        if not check_signature(self.secret, self.headers.get("X-Dondoc-Signature", ""), body):
            self._answer(401)
            return
        delivery = self.headers.get("X-Dondoc-Delivery", "")
        # At least once: what came before is taken again and changes nothing.
        if delivery not in self.seen:
            deal_with(json.loads(body))
            self.seen.add(delivery)
        self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: events are printed."""


def deal_with(event: dict[str, object]) -> None:
    """Print an event; what a real program does quickly, or puts into a queue of its own."""
    about = event.get("obligation") or event.get("plan") or {}
    words = about.get("status_words", about.get("label", "")) if isinstance(about, dict) else ""
    print(event["occurred_at"], event["event"], words, sep=" | ", flush=True)


def main() -> None:
    """Take events until stopped."""
    Events.secret, Events.seen = os.environ["DONDOC_SECRET"], set()
    server = HTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8090), Events)
    print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
