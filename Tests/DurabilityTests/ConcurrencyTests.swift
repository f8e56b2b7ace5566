import Foundation
import TestSupport
import Testing

@Suite("Several commands at once on one workspace", .serialized)
struct ConcurrencyTests {
    /// Starts all commands at once, waits for all, and repeats those that were asked to try again.
    private static func runTogether(_ commands: [[String]], in city: City) throws {
        let children = try commands.map { try ChildProcess(onpace: $0, workspace: city.url) }
        for (command, child) in zip(commands, children) {
            let end = try child.wait()
            #expect([0, 75].contains(end.status), "\(command): \(end.status) \(end.stderr)")
            guard end.status == 75 else { continue }
            #expect(end.stderr.contains("another process is writing to the store; try again when it has finished"))
            try city.complete(command)
        }
    }

    @Test("take every file once, also on a store that is not there yet", arguments: [1, 2, 3])
    func ingest(round: Int) throws {
        let city = try City()
        let files = try (0..<6).map { value in
            try city.file("\(value).csv", ["2026-01-05,w1,visits,\(value)", "2026-01-12,w2,visits,\(value)"])
        }
        // Each file twice: the same bytes by two processes are taken once.
        try Self.runTogether((files + files).map { ["ingest", $0] }, in: city)
        #expect(try city.complete(["verify"]).stdout.hasPrefix("6 batches, 12 values: as they were written\n"))
    }

    @Test("keep the rejected rows of a file that all of them take in part")
    func partial() throws {
        for _ in 0..<4 {
            let city = try City()
            let file = try city.file("late.csv", ["2026-01-05,w1,visits,1", "2026-01-05,w77,visits,2"])
            try Self.runTogether((0..<6).map { _ in ["ingest", "--partial", file] }, in: city)
            #expect(try city.complete(["verify"]).stdout.hasPrefix("1 batch, 1 value: as they were written\n"))
            let rejected = try String(contentsOf: city.path("Data/late.csv.rejected.csv"), encoding: .utf8)
            #expect(rejected.hasSuffix(",2026-01-05,w77,visits,2\n"))
        }
    }

    @Test("tell every transition once")
    func run() throws {
        let city = try City.reporting()
        // Reports of later weeks: the runs differ, what they judge does not.
        let later = try (0..<4).map { try city.file("later-\($0).csv", ["2026-12-0\($0 + 1),w1,visits,1"]) }
        let day = City.sunday(10)
        let runs = Array(repeating: ["run", "--as-of", day], count: 5)
        try Self.runTogether(later.map { ["ingest", $0] } + runs + [["deliver"], ["deliver"]], in: city)
        try Self.runTogether(
            (0..<5).map { _ in ["run", "--as-of", City.sunday(12)] } + (0..<3).map { _ in ["deliver"] }, in: city)
        try city.complete(["deliver"])
        try city.expectSound()
        try Told(city).expectWhole(in: city)

        var told: [String: Int] = [:]
        for line in try String(contentsOf: city.path("State/alerts.jsonl"), encoding: .utf8).split(separator: "\n") {
            let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let words = ["as_of", "rule", "target", "unit", "transition"].map { record?[$0] as? String ?? "" }
            told[words.joined(separator: " "), default: 0] += 1
        }
        #expect(told.count > 8)
        #expect(told.allSatisfy { $0.value == 1 }, "\(told.filter { $0.value > 1 })")
    }
}
