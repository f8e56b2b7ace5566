"""An SMTP server for one test: says its port on stdout, keeps every message it takes as a file.

The only argument is JSON: {"folder": ..., "certificate": ..., "key": ..., "security": "starttls" | "tls" | "none",
"user": ..., "password": ..., "refused": [...], "mood": "well" | "drop" | "silent" | "greylist", "offer_tls": true}.
"""

import asyncio
import base64
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

OPTIONS = json.loads(sys.argv[1])
FOLDER = pathlib.Path(OPTIONS["folder"])


class Handler:
    taken = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in OPTIONS.get("refused", []):
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mood = OPTIONS.get("mood", "well")
        if mood == "drop":
            server.transport.abort()
            return None
        if mood == "silent":
            await asyncio.sleep(60)
        if mood == "greylist":
            return "451 4.7.1 try again later"
        Handler.taken += 1
        record = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": server.transport.get_extra_info("sslcontext") is not None,
            "user": getattr(session, "user_name", None),
        }
        name = FOLDER / f"{Handler.taken:04d}"
        name.with_suffix(".eml").write_bytes(envelope.original_content)
        name.with_suffix(".json").write_text(json.dumps(record))
        return "250 taken"


def authenticate(server, session, envelope, mechanism, auth_data):
    if not isinstance(auth_data, LoginPassword):
        return AuthResult(success=False, handled=False)
    good = auth_data.login == OPTIONS["user"].encode() and auth_data.password == OPTIONS["password"].encode()
    # Echoing what was sent is what a badly configured server does: the client must not repeat it.
    message = None if good else "535 5.7.8 refused " + base64.b64encode(auth_data.password).decode()
    session.user_name = auth_data.login.decode()
    return AuthResult(success=good, handled=message is None, message=message, auth_data=auth_data.login)


async def main():
    context = None
    if OPTIONS["security"] != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(OPTIONS["certificate"], OPTIONS["key"])
    starttls = context if OPTIONS["security"] == "starttls" else None
    needs_auth = "user" in OPTIONS

    def make():
        return SMTP(
            Handler(),
            hostname="localhost",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=authenticate if needs_auth else None,
            auth_required=needs_auth,
            auth_require_tls=False,
        )

    server = await asyncio.get_running_loop().create_server(
        make, "127.0.0.1", 0, ssl=context if OPTIONS["security"] == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
