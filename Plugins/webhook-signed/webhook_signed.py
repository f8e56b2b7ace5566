"""Posts each message as JSON, signed with HMAC-SHA256 over its id, the time and its bytes.

Follows the headers of Standard Webhooks (https://www.standardwebhooks.com), for which many languages have a verifier.
"""
import base64
import binascii
import email.utils
import hashlib
import hmac
import json
import sys

PLUGIN = "webhook-signed/v1"
# Not yes, and not no for good: the server is busy, starts, or asks to wait.
PASSING = {408, 425, 429}


class Unreachable(Exception):
    """The host could make no exchange of it."""


def say(**members):
    print(json.dumps({"jsonrpc": "2.0", **members}, ensure_ascii=False), flush=True)


def http(**request):
    """Asks the host for an exchange; the answer has status, headers and body."""
    say(id="exchange", method="http", params=request)
    answer = json.loads(sys.stdin.readline())
    if "error" in answer:
        raise Unreachable(answer["error"]["message"])
    return answer["result"]


def key(secret):
    """The bytes of the key: those behind whsec_ in base64, else those of the text."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret[6:], validate=True)
        except binascii.Error:
            raise ValueError("the secret begins with whsec_ and is no base64") from None
    return secret.encode()


def signature(secret, identifier, now, body):
    signed = b".".join([identifier.encode(), str(now).encode(), body.encode()])
    return "v1," + base64.b64encode(hmac.new(key(secret), signed, hashlib.sha256).digest()).decode()


def seconds_to_wait(text, now):
    """What Retry-After asks for: seconds, or a day and time; None where it says nothing usable."""
    if text is None:
        return None
    if text.strip().isdigit():
        wait = int(text)
    else:
        try:
            wait = int(email.utils.parsedate_to_datetime(text).timestamp()) - now
        except (TypeError, ValueError):
            return None
    return min(max(wait, 0), 7 * 86_400)


def deliver(question):
    message, parameters, now = question["message"], question["parameters"], question["now"]
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    headers = {
        "Content-Type": "application/json",
        "Webhook-Id": message["id"],
        "Webhook-Timestamp": str(now),
        "Webhook-Signature": signature(parameters["secret"], message["id"], now, body),
    }
    try:
        answer = http(method="POST", url=parameters["url"], headers=headers, body=body)
    except Unreachable as error:
        return {"outcome": "retry", "because": str(error)}
    status = answer["status"]
    if 200 <= status < 300:
        return {"outcome": "delivered"}
    if status in PASSING or status >= 500:
        wait = seconds_to_wait(answer["headers"].get("retry-after"), now)
        return {"outcome": "retry", "because": f"the server answered {status}", "after": wait}
    if status < 400:
        place = answer["headers"].get("location", "nowhere")[:200]
        return {"outcome": "retry", "because": f"the server answered {status} and points to {place}; mend the url"}
    return {"outcome": "refused", "because": f"the server answered {status}"}


def answer(message):
    method = message.get("method")
    if method == "initialize":
        return {"result": {"protocol": 1, "plugin": PLUGIN, "capabilities": ["deliver"]}}
    if method == "shutdown":
        return {"result": None}
    if method != "deliver":
        return {"error": {"code": -32601, "message": "unknown method"}}
    try:
        return {"result": deliver(message["params"])}
    except (KeyError, TypeError, ValueError) as error:
        return {"error": {"code": -32602, "message": f"unusable parameters: {error!r}"}}


def main():
    for line in sys.stdin:
        message = json.loads(line)
        say(id=message.get("id"), **answer(message))
        if message.get("method") == "shutdown":
            break


if __name__ == "__main__":
    main()
