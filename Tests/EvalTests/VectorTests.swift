import Foundation
import TestSupport
import Testing

/// Every shared numeric vector, asked for as a rule would ask: through `onpace eval --batch`.
@Suite("Vectors through eval")
struct VectorTests {
    private static let cases = PackageRoot.url.appendingPathComponent("../shared/cases").standardizedFileURL
    private static let isThere = FileManager.default.isReadableFile(
        atPath: cases.appendingPathComponent("stat_cases.json").path)

    private struct Vector {
        var id: String
        var expression: String
        var expected: [String: Any]
        var tolerance: Double
    }

    @Test(
        "each vector of stats and spc is answered within its tolerance",
        .enabled(if: isThere, "skipped: ../shared/cases is not there"))
    func vectors() throws {
        let vectors = try Self.vectors("stat_cases.json") + Self.vectors("spc_cases.json")
        #expect(vectors.count >= 150)
        let folder = try TemporaryFolder()
        let lines = try vectors.map { vector in
            String(
                decoding: try JSONSerialization.data(withJSONObject: ["id": vector.id, "expr": vector.expression]),
                as: UTF8.self)
        }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "vectors.jsonl")
        let outcome = try OnPaceBinary.run(["eval", "--batch", folder.url.appendingPathComponent("vectors.jsonl").path])
        let answers = outcome.stdout.split(separator: "\n")
        try #require(answers.count == vectors.count, "\(outcome.stderr.prefix(500))")
        for (vector, line) in zip(vectors, answers) {
            let answer = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(answer["id"] as? String == vector.id)
            let value = try #require(answer["value"].map(Self.plain) as? [String: Any], "\(line.prefix(300))")
            for (key, expected) in vector.expected {
                #expect(
                    Self.agrees(value[key] ?? NSNull(), expected, vector.tolerance),
                    "\(vector.id) \(key): \(value[key] ?? "absent") instead of \(expected)")
            }
        }
    }

    private static func vectors(_ file: String) throws -> [Vector] {
        let data = try Data(contentsOf: cases.appendingPathComponent(file))
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try (document["cases"] as? [[String: Any]] ?? []).map { entry in
            var options = entry["options"] as? [String: Any] ?? [:]
            let expected = entry["expected"] as? [String: Any] ?? [:]
            // One vector names the target it asks about only in the key of its answer.
            if let key = expected.keys.first(where: { $0.hasPrefix("assurance_target_") }), options["target"] == nil {
                options["target"] = Double(key.dropFirst("assurance_target_".count))
            }
            let input = try text(entry["input"] ?? [:])
            let expression: String
            if let kind = entry["kind"] as? String {
                expression = "stats.\(kind)(\(input))"
            } else {
                let chart = (entry["chart"] as? String ?? "").replacingOccurrences(of: "rule:", with: "rule_")
                expression = "spc.\(chart)(\(input), \(try text(options)))"
            }
            return Vector(
                id: entry["id"] as? String ?? "", expression: expression, expected: expected,
                tolerance: entry["tolerance_abs"] as? Double ?? 1e-9)
        }
    }

    /// JSON is an expression of the language.
    private static func text(_ value: Any) throws -> String {
        String(
            decoding: try JSONSerialization.data(withJSONObject: value, options: [.withoutEscapingSlashes]),
            as: UTF8.self)
    }

    /// The tagged form of the answer (`{"double": "0.5"}`) as plain values.
    private static func plain(_ tagged: Any) -> Any {
        guard let map = tagged as? [String: Any], let (tag, value) = map.first else { return NSNull() }
        switch tag {
        case "bool", "string": return value
        case "int", "uint", "double": return (value as? String).flatMap(Double.init) ?? Double.nan
        case "list": return (value as? [Any] ?? []).map(plain)
        case "map":
            var members: [String: Any] = [:]
            for pair in value as? [[Any]] ?? [] where pair.count == 2 {
                if let key = plain(pair[0]) as? String { members[key] = plain(pair[1]) }
            }
            return members
        default: return NSNull()
        }
    }

    private static func agrees(_ answer: Any, _ expected: Any, _ tolerance: Double) -> Bool {
        switch (answer, expected) {
        case (is NSNull, is NSNull): return true
        case (let answer as [Any], let expected as [Any]):
            return answer.count == expected.count && zip(answer, expected).allSatisfy { agrees($0, $1, tolerance) }
        case (let answer as [String: Any], let expected as [String: Any]):
            return expected.allSatisfy { agrees(answer[$0.key] ?? NSNull(), $0.value, tolerance) }
        case (let answer as String, let expected as String): return answer == expected
        case (let answer as NSNumber, let expected as NSNumber):
            return abs(answer.doubleValue - expected.doubleValue) <= tolerance
        default: return false
        }
    }
}
