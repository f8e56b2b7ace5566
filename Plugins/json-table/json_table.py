"""Reads a table of values, page by page, from a web address: JSON with a way to its rows, or CSV."""
import base64
import csv
import io
import json
import math
import sys
import urllib.parse

PLUGIN = "json-table/v1"
# Rows handed to the host at a time.
BATCH = 5000


class Refusal(Exception):
    """Why nothing can be fetched, for people."""


class Host:
    """What the host does for a plugin while it is asked."""

    def __init__(self):
        self.calls = 0

    def ask(self, method, params):
        self.calls += 1
        say(id=f"call-{self.calls}", method=method, params=params)
        answer = json.loads(sys.stdin.readline())
        if "error" in answer:
            raise Refusal(answer["error"]["message"])
        return answer["result"]


def say(**members):
    print(json.dumps({"jsonrpc": "2.0", **members}, ensure_ascii=False), flush=True)


def at(value, way):
    """What lies at `data.items` of a JSON value; None where the way leads nowhere."""
    for step in filter(None, way.split(".")):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def number(value, column):
    """A number, or None where nothing was reported; a decimal point, no other marks."""
    if value is None or value == "":
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    try:
        read = float(value)
    except (TypeError, ValueError):
        read = math.nan
    if not math.isfinite(read):
        raise Refusal(f'"{str(value)[:40]}" in the column "{column}" is no number')
    return read


def text(row, column):
    if column not in row:
        known = ", ".join(list(row)[:20])
        raise Refusal(f'the table has no column "{column}"; its columns are {known}')
    return str(row[column])


def page(body, parameters):
    """The rows of one page, each a mapping, and the address of the next page or None."""
    if parameters["format"] == "csv":
        return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff")))), None
    try:
        value = json.loads(body)
    except ValueError as error:
        raise Refusal(f"the server's answer is no JSON ({error})") from None
    rows = at(value, parameters["rows"])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refusal(f'there is no list of rows at "{parameters["rows"]}" of the server\'s answer')
    following = at(value, parameters["next"]) if parameters.get("next") else None
    return rows, following if isinstance(following, str) and following else None


def decoded(answer):
    if "body" in answer:
        return answer["body"]
    raise Refusal(f"the server's answer of {len(base64.b64decode(answer['body_base64']))} bytes is not in UTF-8")


def first_address(question):
    parameters = question["parameters"]
    if not (parameters.get("since") and question.get("since")):
        return parameters["url"]
    parts = urllib.parse.urlsplit(parameters["url"])
    query = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
    query.append((parameters["since"], question["since"]))
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))


def values_of(row, parameters):
    """The rows for the host that one row of the table holds: one for each metric."""
    day, unit = text(row, parameters["date"]), text(row, parameters["unit"])
    for metric, each in parameters["values"].items():
        yield [day, unit, metric, number(row.get(each["column"]), each["column"])]


def fetch(question, host):
    parameters = question["parameters"]
    headers = {"Accept": "text/csv" if parameters["format"] == "csv" else "application/json"}
    if parameters.get("token"):
        headers["Authorization"] = f"Bearer {parameters['token']}"
    address, seen, taken = first_address(question), set(), 0
    # JSON leaves out what is not there; a column that no row of any page has is a mistake.
    missing = {each["column"] for each in parameters["values"].values()}
    while address:
        if address in seen:
            raise Refusal("the pages go round in a circle")
        seen.add(address)
        answer = host.ask("http", {"method": "GET", "url": address, "headers": headers})
        if answer["status"] != 200:
            raise Refusal(f"the server answered {answer['status']}")
        rows, following = page(decoded(answer), parameters)
        values = [value for row in rows for value in values_of(row, parameters)]
        missing = {column for column in missing if not any(column in row for row in rows)}
        for start in range(0, len(values), BATCH):
            taken = host.ask("rows", {"rows": values[start:start + BATCH]})["taken"]
        address = urllib.parse.urljoin(address, following) if following else None
    if taken and missing:
        raise Refusal(f"no row of the table has the column {', '.join(sorted(missing))}")
    return {"rows": taken}


def answer(message):
    method = message.get("method")
    if method == "initialize":
        return {"result": {"protocol": 1, "plugin": PLUGIN, "capabilities": ["fetch"]}}
    if method == "shutdown":
        return {"result": None}
    if method != "fetch":
        return {"error": {"code": -32601, "message": "unknown method"}}
    try:
        return {"result": fetch(message["params"], Host())}
    except Refusal as refusal:
        return {"error": {"code": 1, "message": str(refusal)}}
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
