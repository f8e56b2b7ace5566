"""What a rogue needs to be let in before it misbehaves."""
import json
import os
import sys

NAME = os.environ.get("ONPACE_PLUGIN", "")


def read():
    return json.loads(sys.stdin.readline())


def say(message, **more):
    print(json.dumps({"jsonrpc": "2.0", "id": message["id"], **more}), flush=True)


def introduce(protocol=1, plugin=NAME):
    """Answers `initialize`."""
    say(read(), result={"protocol": protocol, "plugin": plugin, "capabilities": ["evaluate"]})


def good(unit, **more):
    return {"unit": unit, "status": "on_track", "because": "all is well", **more}


def question():
    """The next `evaluate` and its units."""
    message = read()
    return message, message["params"].get("units", [])


def answer(message, assessments):
    say(message, result={"assessments": assessments})
