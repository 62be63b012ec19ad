"""Connections to mail servers: Apprise's own, kept open from one letter to the next."""

import smtplib
from typing import Any, Self

from notify.apprise_parts import SMTPController

# Some servers close a connection after a hundred; a new one in time is no failure.
LETTERS_PER_LINE = 50
# Seconds for which the answer to a whole letter is awaited. A server that searches it for harm answers
# late, and who hangs up before that sends it twice (RFC 5321, 4.5.3.2.6, asks for ten minutes). Shorter
# than the ten minutes after which another computer takes a message over.
ANSWER_SECONDS = 300


class _Line(SMTPController):  # type: ignore[misc]
    """Apprise's SMTP connection, which lets the server's answer through."""

    carried = 0

    def hand_over(self, sender: str, recipient: str, data: bytes) -> None:
        """Send one message; raises smtplib.SMTPException with the server's answer, or OSError.

        The steps of ``SMTP.sendmail``, because only the last of them may take long.
        """
        smtp = self._socket
        smtp.ehlo_or_helo_if_needed()
        code, said = smtp.mail(sender, [f"size={len(data)}"] if smtp.has_extn("size") else [])
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, said, sender)
        code, said = smtp.rcpt(recipient)
        if code not in (250, 251):
            raise smtplib.SMTPRecipientsRefused({recipient: (code, said)})
        smtp.sock.settimeout(ANSWER_SECONDS)
        code, said = smtp.data(data)
        if code != 250:
            raise smtplib.SMTPDataError(code, said)
        smtp.sock.settimeout(self.socket_connect_timeout)
        self.carried += 1

    def is_alive(self) -> bool:
        """Return whether the server still answers on this connection."""
        try:
            code, _ = self._socket.noop()
        except (OSError, smtplib.SMTPException):
            return False
        return bool(code == 250)

    def drop(self) -> None:
        """Close the connection without a farewell that nobody would answer."""
        if self._socket is not None:
            self._socket.close()


class MailLines:
    """The connections of one run, one for each server and account; closed at the end of the block.

    Opening one costs a TLS handshake and a log-in, and servers count log-ins. A connection on which
    something went wrong is not used again.
    """

    def __init__(self) -> None:
        self._open: dict[tuple[Any, ...], _Line] = {}

    def __enter__(self) -> Self:
        """Return the empty set of connections."""
        return self

    def __exit__(self, *trouble: object) -> None:
        """Take leave of every server."""
        for line in self._open.values():
            line.__exit__(None, None, None)
        self._open.clear()

    def hand_over(self, server: dict[str, Any], sender: str, recipient: str, data: bytes) -> None:
        """Send one message through that server (the arguments of Apprise's SMTP connection).

        Raises smtplib.SMTPException with the server's answer, or OSError.
        """
        key = tuple(sorted(server.items(), key=lambda term: term[0]))
        line = self._open.pop(key, None)
        if line is not None and not line.is_alive():
            line.drop()
            line = None
        if line is None:
            line = _Line(**server)
            line.__enter__()
        try:
            line.hand_over(sender, recipient, data)
        except BaseException:
            line.drop()
            raise
        if line.carried < LETTERS_PER_LINE:
            self._open[key] = line
        else:
            line.__exit__(None, None, None)
