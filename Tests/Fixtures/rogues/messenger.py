"""What a rogue among receivers and sources needs to be let in before it misbehaves."""
import json
import os
import sys

NAME = os.environ.get("ONPACE_PLUGIN", "")


def read():
    return json.loads(sys.stdin.readline())


def say(**members):
    print(json.dumps({"jsonrpc": "2.0", **members}), flush=True)


def introduce(capability="deliver"):
    """Answers `initialize`."""
    message = read()
    say(id=message["id"], result={"protocol": 1, "plugin": NAME, "capabilities": [capability]})


def question():
    """The next question: its id and what it asks."""
    message = read()
    if message.get("method") == "shutdown":
        sys.exit(0)
    return message["id"], message["params"]


def ask(call, /, **params):
    say(id="rogue", method=call, params=params)
    return read()


def http(url, **more):
    return ask("http", **{"method": "POST", "url": url, **more})


def answer(identifier, **result):
    say(id=identifier, result=result)
