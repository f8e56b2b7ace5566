"""Holds noted messages against the schemas: validate.py SCHEMAS NOTES…

Says which schemas were used, and each message that breaks one.
"""
import json
import pathlib
import sys

import jsonschema

schemas = {path.name.removesuffix(".json"): json.loads(path.read_text("utf-8"))
           for path in pathlib.Path(sys.argv[1]).glob("*.json")}
for schema in schemas.values():
    jsonschema.Draft202012Validator.check_schema(schema)
used, broken = set(), 0
for notes in sys.argv[2:]:
    # Methods that wait for an answer, by who asked and the id.
    open_calls = {}
    for line in pathlib.Path(notes).read_text("utf-8").splitlines():
        side, message = line[0], json.loads(line[2:])
        if "method" in message:
            open_calls[side, message["id"]] = message["method"]
            name = message["method"] + ".request"
        elif "error" in message:
            name = "error.response"
        else:
            asked = "<" if side == ">" else ">"
            name = open_calls.pop((asked, message["id"])) + ".response"
        # The kit asks for what is not there, and asks nothing of what is, to see it refused.
        if name not in schemas or (name != "shutdown.request" and message.get("params") == {}):
            continue
        used.add(name)
        for error in jsonschema.Draft202012Validator(schemas[name]).iter_errors(message):
            broken += 1
            print(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
print("used:", " ".join(sorted(used)))
sys.exit(1 if broken else 0)
