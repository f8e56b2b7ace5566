import Foundation
import Statistics
import Testing

/// Reads the shared vectors, when the folder with them lies beside the package.
enum SharedCases {
    typealias Value = StatisticsFunctions.Value

    /// One vector.
    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let namespace: String
        let function: String
        let input: [String: Value]
        let options: [String: Value]
        let expected: [String: Value]
        let tolerance: Double
        var testDescription: String { id }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/cases").standardized

    static let exist = FileManager.default.fileExists(atPath: folder.path)

    /// The vectors of `stats`, those about calendars left to the module that knows calendars.
    static let stats = load("stat_cases.json", namespace: "stats", key: "kind")
        .filter { !$0.function.hasPrefix("period_") }

    /// The vectors of `spc`.
    static let spc = load("spc_cases.json", namespace: "spc", key: "chart")

    private static func load(_ file: String, namespace: String, key: String) -> [Case] {
        guard let data = try? Data(contentsOf: folder.appending(path: file)),
            let root = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
            let cases = root["cases"] as? [[String: Any]]
        else { return [] }
        return cases.map { item in
            Case(
                id: item["id"] as? String ?? "", namespace: namespace,
                function: (item[key] as? String ?? "").replacing(":", with: "_"),
                input: record(item["input"]), options: record(item["options"]), expected: record(item["expected"]),
                tolerance: item["tolerance_abs"] as? Double ?? 0)
        }
    }

    private static func record(_ object: Any?) -> [String: Value] {
        guard let object, case .map(let map) = value(object) else { return [:] }
        return map
    }

    private static func value(_ object: Any) -> Value {
        switch object {
        case let text as String: .string(text)
        // JSONSerialization gives numbers and truth values the same class; only their storage tells them apart.
        case let number as NSNumber where String(cString: number.objCType) == "c": .bool(number.boolValue)
        case let number as NSNumber: .number(number.doubleValue)
        case let list as [Any]: .list(list.map(value))
        case let map as [String: Any]: .map(map.mapValues(value))
        default: .null
        }
    }
}

/// Where two values differ by more than the tolerance, in words; nil where they agree.
func disagreement(
    _ actual: StatisticsFunctions.Value, _ expected: StatisticsFunctions.Value, tolerance: Double, path: String
) -> String? {
    switch (actual, expected) {
    case (.number(let a), .number(let b)):
        // Half a unit of the last printed decimal, plus what adding it costs.
        return (a - b).magnitude <= tolerance + 1e-12 * b.magnitude ? nil : "\(path): \(a), not \(b)"
    case (.list(let a), .list(let b)):
        guard a.count == b.count else { return "\(path): \(a.count) values, not \(b.count)" }
        for (index, pair) in zip(a, b).enumerated() {
            let words = disagreement(pair.0, pair.1, tolerance: tolerance, path: "\(path)[\(index)]")
            if let words { return words }
        }
        return nil
    case (.map(let a), .map(let b)):
        for (key, value) in b {
            let words = disagreement(a[key] ?? .null, value, tolerance: tolerance, path: "\(path).\(key)")
            if let words { return words }
        }
        return nil
    default:
        return actual == expected ? nil : "\(path): \(actual), not \(expected)"
    }
}
