import Foundation
import TestSupport
import Testing

@Suite("A run as it was known at an instant")
struct KnownAtTests {
    private static let january = ["2026-01-05,w1,visits,12", "2026-01-12,w1,visits,9", "2026-01-12,w2,balance,40"]
    private static let correction = ["2026-01-12,w1,visits,90", "2026-01-19,w1,visits,3"]

    @Test("is the old run to the byte, after corrections, other runs and changed files")
    func reproduced() throws {
        let city = try City()
        try city.take(Self.january, as: "january.csv", received: "2026-02-02T08:00:00Z")
        let before = try city.json(asOf: "2026-01-18")
        let old = try city.json(asOf: "2026-02-01")
        try city.take(Self.correction, as: "correction.csv", received: "2026-03-02T08:00:00Z")
        let new = try city.json(asOf: "2026-02-01")
        #expect(new != old)
        #expect(try RunOutput(json: new)["visits-2026", "w1"]?.actual == 105)
        // Runs of days between, and of days before, must not change what the old one was compared with.
        _ = try city.json(asOf: "2026-01-25")
        _ = try city.json(asOf: "2026-02-08")
        for known in ["2026-02-02T08:00:00Z", "2026-02-02", "2026-03-02T07:59:59.999Z"] {
            #expect(try city.json(asOf: "2026-02-01", knownAt: known) == old)
            #expect(try city.json(asOf: "2026-01-18", knownAt: known) == before)
        }
        #expect(try city.json(asOf: "2026-02-01", knownAt: "2026-03-02T08:00:00Z") == new)

        // What lies in Data/ now does not matter any more: the ledger has its own copy.
        try city.workspace.write("date,unit,metric,value\n2026-01-05,w1,visits,7777\n", to: "Data/january.csv")
        try FileManager.default.removeItem(at: city.path("Data/correction.csv"))
        #expect(try city.json(asOf: "2026-02-01", knownAt: "2026-02-02") == old)
        #expect(try city.verify().status == 0)
    }

    @Test("is the same in another workspace that was fed the same files")
    func elsewhere() throws {
        let runs = try (0..<2).map { _ in
            let city = try City()
            try city.take(Self.january, as: "january.csv", received: "2026-02-02T08:00:00Z")
            try city.take(Self.correction, as: "correction.csv", received: "2026-03-02T08:00:00Z")
            return try [
                city.json(
                    asOf: "2026-02-01", knownAt: "2026-02-02"), city.json(asOf: "2026-02-01", knownAt: "2026-03-02"),
            ]
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0][0] != runs[0][1])
    }

    @Test("before the first batch knows nothing, and says so without a value")
    func beforeAll() throws {
        let city = try City()
        try city.take(Self.january, as: "january.csv", received: "2026-02-02T08:00:00Z")
        let run = try RunOutput(json: city.json(asOf: "2026-02-01", knownAt: "2025-12-31"))
        #expect(run["visits-2026", "city"]?.actual == nil)
        #expect(run["visits-2026", "city"]?.status == "no_data")
    }

    @Test("shows in explain which batches stand behind a value")
    func explained() throws {
        let city = try City()
        try city.take(Self.january, as: "january.csv", received: "2026-02-02T08:00:00Z")
        try city.take(Self.correction, as: "correction.csv", received: "2026-03-02T08:00:00Z")
        let now = try city.workspace.onpace("explain", "visits-2026", "--unit", "w1", "--as-of", "2026-02-01")
        #expect(now.status == 0, "\(now.stderr)")
        #expect(now.stdout.contains("Data/january.csv"))
        #expect(now.stdout.contains("Data/correction.csv"))
        let then = try city.workspace.onpace(
            "explain", "visits-2026", "--unit", "w1", "--as-of", "2026-02-01", "--known-at", "2026-02-02")
        #expect(!then.stdout.contains("Data/correction.csv"))
    }
}
