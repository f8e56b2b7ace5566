import Foundation
import Periods
import Testing

/// The shared vectors about calendars, when the folder with them lies beside the package.
@Suite("Shared calendar vectors")
struct VectorTests {
    static let vectors = SharedCases.load("stat_cases.json").filter { $0.kind.hasPrefix("period_") }

    @Test("The shared vectors are there", .enabled(if: SharedCases.exist, "skipped: ../shared/cases is not there"))
    func present() {
        #expect(Self.vectors.count >= 15)
    }

    @Test("Each vector is answered", arguments: vectors)
    func answered(vector: SharedCases.Case) throws {
        let function = try #require(PeriodFunctions.all.first { $0.name == vector.kind })
        let result = try function.call(vector.input)
        for (key, value) in vector.expected {
            #expect(result[key] == value, "\(key)")
        }
    }

    @Test("The built-in table of Tết is the shared one", .enabled(if: SharedCases.exist, "skipped: no ../shared/cases"))
    func tet() {
        let dates = SharedCases.tetDates()
        #expect(dates.count == 26)
        #expect(AnchorTable.tet.days.map(\.description) == dates)
    }

    @Test("Wrong inputs are refused in words", arguments: PeriodFunctions.all.map(\.name))
    func refuses(name: String) throws {
        let function = try #require(PeriodFunctions.all.first { $0.name == name })
        let wrong: [[String: PeriodFunctions.Value]] = [
            [:],
            ["start": .string("2026-02-30"), "end": .string("2026-03-01"), "as_of": .null, "label": .int(.max)],
            [
                "start": .string("2026-03-02"), "end": .string("2026-03-01"), "as_of": .string("2026-03-01"),
                "week_start": .string("someday"), "anchor": .string("tet"), "year": .int(.min),
                "days_before": .int(.min),
                "days_after": .int(.max), "label": .int(2026), "cutoff_day": .int(.max), "cutoff": .string("02-31"),
            ],
            [
                "anchor": .string("tet"), "year": .int(2026), "days_before": .int(-20), "days_after": .int(-30),
                "label": .string("2026-14"), "cutoff_day": .int(14),
            ],
        ]
        for input in wrong {
            #expect(throws: PeriodFunctions.Failure.self) { try function.call(input) }
        }
    }
}

/// Reads the shared vectors.
enum SharedCases {
    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let kind: String
        let input: [String: PeriodFunctions.Value]
        let expected: [String: PeriodFunctions.Value]
        var testDescription: String { id }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/cases").standardized

    static let exist = FileManager.default.fileExists(atPath: folder.path)

    static func load(_ file: String) -> [Case] {
        let cases = root(file)?["cases"] as? [[String: Any]] ?? []
        return cases.map { item in
            Case(
                id: item["id"] as? String ?? "", kind: item["kind"] as? String ?? "",
                input: values(item["input"]), expected: values(item["expected"]))
        }
    }

    static func tetDates() -> [String] {
        (root("stat_cases.json")?["tet_dates_vn"] as? [String: String] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    }

    private static func root(_ file: String) -> [String: Any]? {
        guard let data = try? Data(contentsOf: folder.appending(path: file)) else { return nil }
        return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }

    private static func values(_ object: Any?) -> [String: PeriodFunctions.Value] {
        (object as? [String: Any] ?? [:]).compactMapValues { value in
            switch value {
            case let text as String: .string(text)
            case let number as NSNumber where isBool(number): .bool(number.boolValue)
            case let number as NSNumber: .int(number.intValue)
            case is NSNull: .null
            default: nil
            }
        }
    }

    /// JSONSerialization gives numbers and truth values the same class; only their storage tells them apart.
    private static func isBool(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
