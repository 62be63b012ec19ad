"""A real identity provider (Canaille) in a process of its own, as an office would run one.

``python -m tests.web.identity_provider PORT CALLBACK`` serves it on localhost until it is ended; it knows
two people and one client (with ``--no-audience`` its tokens name nobody as their audience). The line
``ready`` tells that it answers.
"""

import datetime
import os
import sys
import uuid
import wsgiref.simple_server

CLIENT_ID, CLIENT_SECRET = "dondoc-client", "a-secret-for-tests"
PASSWORD = "mật khẩu ở cơ quan"
PEOPLE = ("sonoivu.lan", "nguoi.la")


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    """Writes no access log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def main(port: int, callback: str, *, with_audience: bool = True) -> None:
    """Serve the provider on that port."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from joserfc.jwk import JWKRegistry

    key = JWKRegistry.generate_key("RSA", 2048)
    key.ensure_kid()
    app = create_app(
        config={
            "SECRET_KEY": str(uuid.uuid4()),
            "PREFERRED_URL_SCHEME": "http",
            "SERVER_NAME": f"localhost:{port}",
            "CANAILLE": {
                "DATABASE": "memory",
                "JAVASCRIPT": False,
                "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
            },
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
        },
        env_file=None,
    )
    with app.app_context():
        backend = Backend.instance
        for name in PEOPLE:
            person = models.User(
                user_name=name,
                display_name=name,
                formatted_name=name,
                family_name=name,
                emails=[f"{name}@lamgiang.example"],
            )
            backend.save(person)
            backend.set_user_password(person, PASSWORD)
        client = models.Client(
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            client_name="Đôn đốc",
            # A client on this machine is trusted: nobody is asked for consent.
            client_uri="http://127.0.0.1:8000",
            client_id_issued_at=datetime.datetime.now(datetime.UTC),
            redirect_uris=[callback],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile", "email"],
            token_endpoint_auth_method="client_secret_basic",
        )
        backend.save(client)
        if with_audience:
            client.audience = [client]
            backend.save(client)
    server = wsgiref.simple_server.make_server("localhost", port, app, handler_class=Quiet)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], with_audience="--no-audience" not in sys.argv)
