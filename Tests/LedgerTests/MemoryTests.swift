import Foundation
import Ledger
import Periods
import Store
import TestSupport
import Testing

/// What the ledger remembers beside its values: when they came, how they grew, what changed since an instant.
@Suite("The ledger's memory")
struct MemoryTests {
    private let folder: TemporaryFolder
    private let ledger: Ledger
    private static let codes = ["a", "b"]

    /// Two months of two units; January grows twice, and unit b reports February late.
    init() throws {
        folder = try TemporaryFolder()
        ledger = try Ledger(Store(path: folder.url.appendingPathComponent("ledger.sqlite").path))
        try take("2026-02-01", [("a", "2026-01-01", 80), ("b", "2026-01-01", 20)])
        try take("2026-03-01", [("a", "2026-01-01", 90), ("a", "2026-02-01", 50)])
        try take("2026-04-15", [("a", "2026-01-01", 100), ("b", "2026-02-01", 30)])
    }

    private func take(_ received: String, _ values: [(unit: String, day: String, value: Double)]) throws {
        var columns = ObservationColumns(metric: "crimes")
        for (unit, day, value) in values {
            columns.units.append(Int32(try #require(Self.codes.firstIndex(of: unit))))
            columns.days.append(try #require(Day(day)).number)
            columns.values.append(value)
        }
        _ = try ledger.append(
            IncomingBatch(
                source: received, digest: Array(received.utf8), submitter: "test", receivedAt: try instant(received),
                lines: values.count, rejected: 0, codes: Self.codes, columns: [columns]))
    }

    /// The beginning of a day.
    private func instant(_ day: String) throws -> Instant {
        try #require(Instant(day + "T00:00:00Z"))
    }

    private func request(_ first: String, _ last: String) throws -> SeriesRequest {
        let days = (try #require(Day(first)), try #require(Day(last)))
        return SeriesRequest(
            metric: "crimes", grain: .month, calendar: .civil, window: try #require(Window(days.0, days.1)))
    }

    @Test("tells from headers alone since when days are known, and whether they were reported twice")
    func reach() throws {
        let january = try request("2026-01-01", "2026-01-31").window
        let found = try #require(try ledger.reach(of: "crimes", in: january, knownAt: nil))
        let span = (try instant("2026-02-01"), try instant("2026-04-15"))
        #expect(found.first == span.0 && found.last == span.1)
        #expect(found.batches == 3)
        #expect(found.overlaps)
        let then = try ledger.reach(of: "crimes", in: january, knownAt: try instant("2026-02-20"))
        #expect(then?.overlaps == false)
        #expect(try ledger.reach(of: "other", in: january, knownAt: nil) == nil)
    }

    @Test("replays how each period's sum grew with age")
    func ripening() throws {
        let found = try ledger.ripening(
            of: try request("2026-01-01", "2026-02-28"), codes: Self.codes, ages: [0, 1, 28, 30, 90], knownAt: nil)
        #expect(found.map(\.known) == [[0, 100, 100, 110, 120], [0, 50, 50, 50, 80]])
        #expect(found.map(\.final) == [120, 80])
        #expect(found[0].firstReceived == Day("2026-02-01"))
        let then = try ledger.ripening(
            of: try request("2026-01-01", "2026-02-28"), codes: Self.codes, ages: [1],
            knownAt: try instant("2026-03-02"))
        #expect(then.map(\.final) == [110, 50])
    }

    @Test("knows when each value came, and what it was when it should have been settled")
    func arrivals() throws {
        let found = try ledger.arrivals(
            of: try request("2026-01-01", "2026-02-28"), codes: Self.codes, settledAfter: 60, knownAt: nil)
        func day(_ unit: Int, _ month: Int) throws -> Day {
            Day(number: found.first[try #require(found.position(unit, found.periods.lowerBound + month))])
        }
        let days = (try day(0, 0), try day(1, 1))
        #expect(days.0 == Day("2026-02-01"))
        #expect(days.1 == Day("2026-04-15"))
        // January's last change came 74 days after its end, from 90 to 100.
        #expect(found.settled[0] == 90)
        let rest = found.settled.dropFirst().count { !$0.isNaN }
        #expect(rest == 0)
        #expect(found.since == Day("2026-02-01")?.number)
    }

    @Test("tells what changed and what came late since an instant, and nothing that was not due")
    func restatements() throws {
        let due = [(id: "crimes", lastDue: try #require(Day("2026-02-01")))]
        let since = try instant("2026-03-01")
        let found = try #require(try ledger.restatements(of: due, since: since, until: nil).first)
        let units = found.units.map { found.codes[Int($0)] }
        #expect(units == ["a", "b"])
        #expect(found.before[0] == 90 && found.after[0] == 100)
        #expect(found.before[1].isNaN && found.after[1] == 30)
        #expect(try ledger.restatements(of: due, since: since, until: since).isEmpty)
        let january = [(id: "crimes", lastDue: try #require(Day("2026-01-01")))]
        let first = try #require(
            try ledger.restatements(of: january, since: try instant("2026-02-01"), until: since).first)
        #expect(first.before == [80] && first.after == [90])
    }

    @Test("keeps whose rows were bad, with the batch and in its hash")
    func rejections() throws {
        let day = try #require(Day("2026-03-01")).number
        var batch = IncomingBatch(
            source: "bad", digest: [9], submitter: "test", receivedAt: try instant("2026-05-01"), lines: 4, rejected: 4,
            codes: Self.codes, columns: [ObservationColumns(metric: "crimes", units: [0], days: [day], values: [1])])
        batch.rejections = [
            .init(metric: "crimes", unit: "a", rows: 1), .init(metric: "", unit: "", rows: 2),
            .init(metric: "crimes", unit: "a", rows: 1),
        ]
        let before = try ledger.hasRejections()
        #expect(!before)
        _ = try ledger.append(batch)
        let march = try request("2026-03-01", "2026-03-31").window
        let found = try ledger.rejections(of: "crimes", in: march, knownAt: nil)
        #expect(found == [.init(metric: "", unit: "", rows: 2), .init(metric: "crimes", unit: "a", rows: 2)])
        let april = try instant("2026-04-30")
        #expect(try ledger.rejections(of: "crimes", in: march, knownAt: april).isEmpty)
        #expect(try ledger.rejections(of: "other", in: march, knownAt: nil).isEmpty)
        #expect(try ledger.verify().problems.isEmpty)
    }
}
