"""Connections to mail servers: Apprise's own, kept open from one letter to the next."""

import smtplib
from typing import Any, Self

from notify.apprise_parts import SMTPController
from notify.letter import Meanwhile, nothing

INSECURE = "insecure"
# Some servers close a connection after a hundred; a new one in time is no failure.
LETTERS_PER_LINE = 50
# Seconds for which the answer to a whole letter is awaited. A server that searches it for harm answers
# late, and who hangs up before that sends it twice (RFC 5321, 4.5.3.2.6, asks for ten minutes). Shorter
# than the ten minutes after which another computer takes a message over.
ANSWER_SECONDS = 300


class _Line(SMTPController):  # type: ignore[misc]
    """Apprise's SMTP connection, which lets the server's answer through."""

    carried = 0
    _socket: Any
    # Who was foretold to send the next message, while the server's answer to that is not read.
    _foretold: str | None = None
    # Whether the server has been given text of the message that it did not answer for yet.
    has_text = False

    def __enter__(self) -> Self:
        """Connect, secure and log in; raises smtplib.SMTPException or OSError."""
        if self.secure_mode == INSECURE:
            self._connect()
        else:
            super().__enter__()
        return self

    def _connect(self) -> None:
        # Apprise reads every certificate of the system for each connection, also where none is asked for.
        self._socket = smtplib.SMTP(self.host, self.port, timeout=self.socket_connect_timeout)
        if not (self.user and self.password):
            return
        try:
            self._socket.login(self.user, self.password)
        except (OSError, smtplib.SMTPException):
            self.drop()
            raise

    def foretell(self, sender: str) -> None:
        """Say who sends the next message and leave the server's answer to ``introduce``; raises OSError."""
        if self._foretold is None:
            self._socket.putcmd("mail", f"FROM:<{sender}>")
            self._foretold = sender

    def introduce(self, sender: str, size: int) -> None:
        """Say who sends a message of that many bytes; nothing of it has been handed over after this.

        Raises smtplib.SMTPException with the server's answer, or OSError.
        """
        smtp, foretold = self._socket, self._foretold
        if foretold is not None:
            self._foretold = None
            code, said = smtp.getreply()
            if foretold == sender and code == 250:
                return
            smtp.rset()
        smtp.ehlo_or_helo_if_needed()
        code, said = smtp.mail(sender, [f"size={size}"] if smtp.has_extn("size") else [])
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, said, sender)

    def hand_over(self, recipient: str, data: bytes, meanwhile: Meanwhile) -> None:
        """Send the message that was introduced; raises smtplib.SMTPException or OSError.

        With ``introduce`` the steps of ``SMTP.sendmail``, because only the last of them may take long:
        ``meanwhile`` is done while the server thinks about its answer.
        """
        smtp = self._socket
        # The plain command: ``rcpt`` would take the address apart once more.
        code, said = smtp.docmd("rcpt", f"TO:<{recipient}>")
        if code not in (250, 251):
            raise smtplib.SMTPRecipientsRefused({recipient: (code, said)})
        code, said = smtp.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, said)
        # A line that begins with a dot gets another one (RFC 5321, 4.5.2); the first line is a header.
        data = data.replace(b"\r\n.", b"\r\n..")
        self.has_text = True
        smtp.send(data + (b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n"))
        meanwhile()
        smtp.sock.settimeout(ANSWER_SECONDS)
        code, said = smtp.getreply()
        if code != 250:
            raise smtplib.SMTPDataError(code, said)
        smtp.sock.settimeout(self.socket_connect_timeout)
        self.has_text = False
        self.carried += 1

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

    def hand_over(
        self,
        server: dict[str, Any],
        sender: str,
        recipient: str,
        data: bytes,
        meanwhile: Meanwhile = nothing,
    ) -> None:
        """Send one message through that server (the arguments of Apprise's SMTP connection).

        ``meanwhile`` is done while the server thinks about its answer to the whole message. Raises
        smtplib.SMTPException with the server's answer, or OSError.
        """
        key = tuple(server.items())
        kept = self._open.pop(key, None)
        if kept is None or not self._goes_through(kept, sender, recipient, data, meanwhile):
            kept = _Line(**server)
            kept.__enter__()
            _carry(kept, sender, recipient, data, meanwhile)
        if kept.carried < LETTERS_PER_LINE:
            self._open[key] = kept
        else:
            kept.__exit__(None, None, None)

    def _goes_through(
        self, kept: _Line, sender: str, recipient: str, data: bytes, meanwhile: Meanwhile
    ) -> bool:
        """Send through a kept connection; False where the server takes no more on it.

        It may have closed it meanwhile, or refuse a further message on it: then a new connection decides,
        for no text has been handed over. Asking first (NOOP) would cost a round trip per letter.
        """
        try:
            _carry(kept, sender, recipient, data, meanwhile)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
            # Said of this recipient or this letter.
            raise
        except (OSError, smtplib.SMTPException):
            if kept.has_text:
                raise
            return False
        return True

    def foretell(self, server: dict[str, Any], sender: str) -> None:
        """Say on a kept connection to that server who sends the next message, without waiting.

        The server thinks about it while the outcome of the last message is written down.
        """
        key = tuple(server.items())
        if (line := self._open.get(key)) is None:
            return
        try:
            line.foretell(sender)
        except (OSError, smtplib.SMTPException):
            del self._open[key]
            line.drop()


def _carry(line: _Line, sender: str, recipient: str, data: bytes, meanwhile: Meanwhile) -> None:
    """Send one message through a connection, which is closed where that fails."""
    try:
        line.introduce(sender, len(data))
        line.hand_over(recipient, data, meanwhile)
    except BaseException:
        line.drop()
        raise
