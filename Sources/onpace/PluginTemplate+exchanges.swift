/// The files of new receivers and sources.
extension PluginTemplate {
    var receiver: [(path: String, text: String)] {
        [
            (
                "plugin.yaml",
                """
                plugin: \(id)
                title: \(name)
                delivers: \(word)             # receivers: {duty: {\(word): {number: "+84…", token: env:TOKEN}}}
                hosts: [gateway.example.org]   # nobody else is spoken to
                command: [python3, deliver.py]
                parameters:
                  number: {type: text, about: Whom the gateway writes to}
                  token: {type: secret, about: What the gateway knows us by}
                limits: {time: 10 seconds, memory: 128 MB, exchanges: 2, response: 1 MB}
                network: none

                """
            ),
            ("deliver.py", Self.deliver.replacing("{{id}}", with: id)),
            ("cases/taken.json", Self.taken),
            ("cases/busy.json", Self.busy),
            (
                "README.md",
                """
                # \(name)

                Sends the text of each message through a gateway. `onpace.yaml` uses it with

                ```yaml
                receivers:
                  duty: {\(word): {number: "+84900000000", token: env:GATEWAY_TOKEN}}
                ```

                The protocol is described in Documentation/plugins.md of OnPace. `onpace plugins check \(name)` tries the
                program and the cases in `cases/`.

                """
            ),
        ]
    }

    var source: [(path: String, text: String)] {
        [
            (
                "plugin.yaml",
                """
                plugin: \(id)
                title: \(name)
                fetches: \(word)              # sources: [{source: ours, \(word): {url: https://…, metric: visits}}]
                hosts: ["{url}"]               # the server of the parameter url, and nobody else
                command: [python3, fetch.py]
                parameters:
                  url: {type: url, about: "Where the list is: [[day, unit, value], …]"}
                  metric: {type: metric, about: The metric that the values are of}
                limits: {time: 30 seconds, memory: 256 MB, exchanges: 100, response: 16 MB}
                network: none

                """
            ),
            ("fetch.py", Self.fetch.replacing("{{id}}", with: id)),
            ("cases/list.json", Self.list),
            ("cases/failing.json", Self.failing),
            (
                "README.md",
                """
                # \(name)

                Reads a list of values. `onpace.yaml` uses it with

                ```yaml
                sources:
                  - source: ours
                    \(word): {url: https://data.example.org/visits, metric: visits}
                ```

                and `onpace ingest --from ours` takes what it gives. The protocol is described in
                Documentation/plugins.md of OnPace. `onpace plugins check \(name)` tries the program and the cases in
                `cases/`.

                """
            ),
        ]
    }

    /// What the programs of both kinds have in common.
    private static let manners = #"""
        import json
        import sys


        class Unreachable(Exception):
            """The host could make no exchange of it."""


        def say(**members):
            print(json.dumps({"jsonrpc": "2.0", **members}), flush=True)


        def ask(call, /, **params):
            """Asks the host, while the host waits for an answer."""
            say(id="ours", method=call, params=params)
            answer = json.loads(sys.stdin.readline())
            if "error" in answer:
                raise Unreachable(answer["error"]["message"])
            return answer["result"]


        """#

    private static func main(_ method: String) -> String {
        #"""


        def answer(message):
            method = message.get("method")
            if method == "initialize":
                return {"result": {"protocol": 1, "plugin": "{{id}}", "capabilities": ["{{method}}"]}}
            if method == "shutdown":
                return {"result": None}
            if method != "{{method}}":
                return {"error": {"code": -32601, "message": "unknown method"}}
            try:
                return {"result": {{method}}(message["params"])}
            except Unreachable as error:
                return {"error": {"code": 1, "message": str(error)}}
            except (KeyError, TypeError, ValueError) as error:
                return {"error": {"code": -32602, "message": f"unusable parameters: {error!r}"}}


        for line in sys.stdin:
            message = json.loads(line)
            say(id=message.get("id"), **answer(message))
            if message.get("method") == "shutdown":
                break

        """#.replacing("{{method}}", with: method)
    }

    private static var deliver: String {
        "\"\"\"Sends the text of each message through a gateway.\"\"\"\n" + manners + #"""
            def deliver(question):
                message, parameters = question["message"], question["parameters"]
                body = {"to": parameters["number"], "text": message["subject"], "reference": message["id"]}
                headers = {"Content-Type": "application/json", "Authorization": "Bearer " + parameters["token"]}
                try:
                    answer = ask("http", method="POST", url="https://gateway.example.org/messages", headers=headers,
                                 body=json.dumps(body))
                except Unreachable as error:
                    return {"outcome": "retry", "because": str(error)}
                if 200 <= answer["status"] < 300:
                    return {"outcome": "delivered"}
                because = f"the gateway answered {answer['status']}"
                if answer["status"] == 429 or answer["status"] >= 500:
                    return {"outcome": "retry", "because": because}
                return {"outcome": "refused", "because": because}
            """# + main("deliver")
    }

    private static var fetch: String {
        "\"\"\"Reads a list of [day, unit, value].\"\"\"\n" + manners + #"""
            def fetch(question):
                parameters = question["parameters"]
                answer = ask("http", method="GET", url=parameters["url"], headers={"Accept": "application/json"})
                if answer["status"] != 200:
                    raise Unreachable(f"the server answered {answer['status']}")
                rows = [[day, unit, parameters["metric"], value] for day, unit, value in json.loads(answer["body"])]
                return {"rows": ask("rows", rows=rows)["taken"]}
            """# + main("fetch")
    }

    private static let message = #"""
        "question": {"now": 1779000000, "parameters": {"number": "+84900000000", "token": "t0ken"},
                      "message": {"id": "2026-05-17-duty-0a1b2c3d4e5f", "subject": "Ward 7 lags", "alerts": []}},
        """#

    private static let taken = """
        {\(message)
         "http": [{"request": {"method": "POST", "url": "https://gateway.example.org/messages",
                               "headers": {"Authorization": "Bearer t0ken"}}, "response": {"status": 202}}],
         "answer": {"outcome": "delivered"}}

        """

    private static let busy = """
        {\(message)
         "http": [{"request": {"method": "POST"}, "response": {"status": 503}}],
         "answer": {"outcome": "retry", "because": "the gateway answered 503"}}

        """

    private static let list = #"""
        {"question": {"source": "ours", "today": "2026-05-17", "since": null,
                      "parameters": {"url": "https://data.example.org/visits", "metric": "visits"}},
         "http": [{"request": {"method": "GET", "url": "https://data.example.org/visits"},
                   "response": {"status": 200, "body": "[[\"2026-05-11\", \"001\", 3], [\"2026-05-11\", \"002\", null]]"}}],
         "rows": [["2026-05-11", "001", "visits", 3], ["2026-05-11", "002", "visits", null]],
         "answer": {"rows": 2}}

        """#

    private static let failing = #"""
        {"question": {"source": "ours", "today": "2026-05-17", "since": null,
                      "parameters": {"url": "https://data.example.org/visits", "metric": "visits"}},
         "http": [{"request": {"method": "GET"}, "response": {"status": 500}}],
         "refuses": "the server answered 500"}

        """#
}
