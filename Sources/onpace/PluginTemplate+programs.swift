import Periods
import Plan
import PositionedYAML

/// The programs of new plugins, one a language, all with the same manners.
extension PluginTemplate {
    /// Reads a manifest as the plan loader does.
    static func parsed(_ manifest: String, name: String) -> (plugins: [Plugin], diagnostics: [Diagnostic]) {
        let path = "Plugins/\(name)"
        return PlanLoader.plugins(
            PlanSources(
                workspace: SourceFile(name: "onpace.yaml", bytes: []),
                plugins: [
                    .init(path: path, manifest: SourceFile(name: "\(path)/plugin.yaml", bytes: Array(manifest.utf8)))
                ]),
            today: Day(number: 0))
    }

    static let buildScript = """
        #!/bin/sh
        # Makes the program that plugin.yaml names.
        set -e
        cd "$(dirname "$0")"
        swiftc -O -static-stdlib -Xlinker -s -o {{name}} main.swift

        """

    static let python = #"""
        """Judges whether a metric has reached a level."""
        import json
        import sys


        def judge(unit, actual, level):
            if actual is None:
                return {"unit": unit, "status": "no_data", "because": "nothing was reported"}
            reached = actual >= level
            return {
                "unit": unit,
                "status": "on_track" if reached else "at_risk",
                "goal": level,
                "pace": actual / level if level > 0 else None,
                "because": {
                    "en": f"{actual:g} against {level:g} wanted",
                    "vi": f"{actual:g} so với yêu cầu {level:g}",
                },
            }


        def evaluate(question):
            level = question["aim"]["parameters"]["level"]
            values = zip(question["units"], question["current"]["value"])
            return {"assessments": [judge(unit, actual, level) for unit, actual in values]}


        def answer(message):
            method = message.get("method")
            if method == "initialize":
                return {"result": {"protocol": 1, "plugin": "{{id}}", "capabilities": ["evaluate"]}}
            if method == "shutdown":
                return {"result": None}
            if method != "evaluate":
                return {"error": {"code": -32601, "message": "unknown method"}}
            try:
                return {"result": evaluate(message["params"])}
            except (KeyError, TypeError, ValueError) as error:
                return {"error": {"code": -32602, "message": f"unusable parameters: {error!r}"}}


        for line in sys.stdin:
            message = json.loads(line)
            print(json.dumps({"jsonrpc": "2.0", "id": message.get("id"), **answer(message)}), flush=True)
            if message.get("method") == "shutdown":
                break

        """#

    static let node = #"""
        // Judges whether a metric has reached a level.
        'use strict';
        const readline = require('node:readline');

        function judge(unit, actual, level) {
          if (actual === null) return {unit, status: 'no_data', because: 'nothing was reported'};
          return {
            unit,
            status: actual >= level ? 'on_track' : 'at_risk',
            goal: level,
            pace: level > 0 ? actual / level : null,
            because: {en: `${actual} against ${level} wanted`, vi: `${actual} so với yêu cầu ${level}`},
          };
        }

        function evaluate(question) {
          const {level} = question.aim.parameters;
          const {value} = question.current;
          return {assessments: question.units.map((unit, index) => judge(unit, value[index], level))};
        }

        function answer(message) {
          switch (message.method) {
            case 'initialize':
              return {result: {protocol: 1, plugin: '{{id}}', capabilities: ['evaluate']}};
            case 'shutdown':
              return {result: null};
            case 'evaluate':
              try {
                return {result: evaluate(message.params)};
              } catch (error) {
                return {error: {code: -32602, message: `unusable parameters: ${error.message}`}};
              }
            default:
              return {error: {code: -32601, message: 'unknown method'}};
          }
        }

        const lines = readline.createInterface({input: process.stdin});
        lines.on('line', (line) => {
          const message = JSON.parse(line);
          process.stdout.write(JSON.stringify({jsonrpc: '2.0', id: message.id, ...answer(message)}) + '\n');
          if (message.method === 'shutdown') lines.close();
        });

        """#

    static let shell = #"""
        # Judges whether a metric has reached a level. Needs jq.
        judge='
          .id as $id | .params as $question
          | ($question.aim?.parameters?.level?) as $level
          | if ($level | type) != "number" then
              {jsonrpc: "2.0", id: $id, error: {code: -32602, message: "unusable parameters"}}
            else
              {jsonrpc: "2.0", id: $id, result: {assessments: [
                range($question.units | length) as $index
                | $question.units[$index] as $unit | $question.current.value[$index] as $actual
                | if $actual == null then {unit: $unit, status: "no_data", because: "nothing was reported"}
                  else {unit: $unit, goal: $level, because: "\($actual) against \($level) wanted",
                        status: (if $actual >= $level then "on_track" else "at_risk" end)}
                  end
              ]}}
            end'
        say() { printf '{"jsonrpc":"2.0","id":%s,%s}\n' "$id" "$1"; }

        while IFS= read -r line; do
            method=$(printf '%s' "$line" | jq -r .method)
            id=$(printf '%s' "$line" | jq .id)
            case $method in
                initialize) say '"result":{"protocol":1,"plugin":"{{id}}","capabilities":["evaluate"]}' ;;
                evaluate) printf '%s' "$line" | jq -c "$judge" ;;
                shutdown) say '"result":null'; exit 0 ;;
                *) say '"error":{"code":-32601,"message":"unknown method"}' ;;
            esac
        done

        """#

    static let swift = #"""
        // Judges whether a metric has reached a level.
        import Foundation

        func judge(_ unit: String, _ actual: Double?, _ level: Double) -> [String: Any] {
            guard let actual else { return ["unit": unit, "status": "no_data", "because": "nothing was reported"] }
            var answer: [String: Any] = [
                "unit": unit, "status": actual >= level ? "on_track" : "at_risk", "goal": level,
                "because": ["en": "\(actual) against \(level) wanted", "vi": "\(actual) so với yêu cầu \(level)"],
            ]
            if level > 0 { answer["pace"] = actual / level }
            return answer
        }

        func evaluate(_ question: [String: Any]) -> [String: Any]? {
            guard let aim = question["aim"] as? [String: Any], let parameters = aim["parameters"] as? [String: Any],
                let level = parameters["level"] as? Double, let units = question["units"] as? [String],
                let current = question["current"] as? [String: Any], let values = current["value"] as? [Any],
                values.count == units.count
            else { return nil }
            return ["assessments": zip(units, values).map { judge($0, $1 as? Double, level) }]
        }

        func answer(_ message: [String: Any]) -> [String: Any] {
            switch message["method"] as? String {
            case "initialize":
                return ["result": ["protocol": 1, "plugin": "{{id}}", "capabilities": ["evaluate"]] as [String: Any]]
            case "shutdown":
                return ["result": NSNull()]
            case "evaluate":
                if let result = evaluate(message["params"] as? [String: Any] ?? [:]) { return ["result": result] }
                return ["error": ["code": -32602, "message": "unusable parameters"] as [String: Any]]
            default:
                return ["error": ["code": -32601, "message": "unknown method"] as [String: Any]]
            }
        }

        while let line = readLine() {
            guard let message = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else { break }
            let head: [String: Any] = ["jsonrpc": "2.0", "id": message["id"] ?? NSNull()]
            let reply = head.merging(answer(message)) { $1 }
            FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: reply) + Data("\n".utf8))
            if message["method"] as? String == "shutdown" { break }
        }

        """#
}
