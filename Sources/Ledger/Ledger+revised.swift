import Periods
import Store

/// How values of a metric were changed after they were first reported.
public struct RevisedValues: Sendable, Equatable {
    /// By the position of the unit's code in the request; units without changed values are left out.
    public var flows: [Int: Flow] = [:]

    public struct Flow: Sendable, Equatable {
        /// Values that are lower, and higher, than when they were first reported.
        public var down = 0
        public var up = 0
        /// By how much in all; both positive.
        public var lost = 0.0
        public var gained = 0.0

        public init() {}

        public mutating func add(_ other: Flow) {
            down += other.down
            up += other.up
            lost += other.lost
            gained += other.gained
        }

        mutating func add(_ change: Double) {
            if change < 0 {
                down += 1
                lost -= change
            } else if change > 0 {
                up += 1
                gained += change
            }
        }
    }

    public init() {}
}

extension Ledger {
    /// Compares the values of each metric for days in a window with what was first reported of them.
    ///
    /// Where no two batches touch the same days nothing can have changed, and no value is read.
    ///
    /// - Returns: by metric; metrics without changed values are left out.
    public func revised(
        _ windows: [String: Window], codes: [String], knownAt: Instant?
    ) throws(StoreFailure) -> [String: RevisedValues] {
        guard !windows.isEmpty else { return [:] }
        return try store.read { connection in
            let rows = try Self.rowsByNumber(codes, connection)
            var revised: [String: RevisedValues] = [:]
            for (metric, window) in windows {
                guard try Self.hasOverlaps(metric, in: window, knownAt: knownAt, connection) else { continue }
                let found = try Self.revised(metric, in: window, rows: rows, knownAt: knownAt, connection)
                if !found.flows.isEmpty { revised[metric] = found }
            }
            return revised
        }
    }

    /// Whether two batches may hold a value of the same day.
    private static func hasOverlaps(
        _ metric: String, in window: Window, knownAt: Instant?, _ connection: Connection
    ) throws -> Bool {
        var last = Int64.min
        var overlaps = false
        try connection.forEach(
            """
            SELECT first_day, last_day FROM segment JOIN batch ON batch.id = segment.batch
            WHERE metric = ? AND first_day <= ? AND last_day >= ? AND received_at <= ? ORDER BY first_day
            """,
            [
                .text(metric), .integer(Int64(window.last.number)), .integer(Int64(window.first.number)),
                .integer(knownAt?.milliseconds ?? .max),
            ]
        ) { row in
            guard let first = row[0].integer, let end = row[1].integer else { return }
            if first <= last { overlaps = true }
            last = max(last, end)
        }
        return overlaps
    }

    private static func revised(
        _ metric: String, in window: Window, rows: [Int], knownAt: Instant?, _ connection: Connection
    ) throws -> RevisedValues {
        let width = window.count
        let units = (rows.max() ?? -1) + 1
        var first = [Double](repeating: .nan, count: units * width)
        var latest: [Int: Double] = [:]
        try forEachSegment(
            metric: metric, from: window.first.number, to: window.last.number, knownAt: knownAt, connection
        ) { segment in
            for index in segment.units.indices {
                let unit = Int(segment.units[index])
                let column = Int(segment.days[index]) - Int(window.first.number)
                guard unit < rows.count, rows[unit] >= 0, column >= 0, column < width else { continue }
                let position = rows[unit] * width + column
                if first[position].isNaN {
                    first[position] = segment.values[index]
                } else {
                    latest[position] = segment.values[index]
                }
            }
        }
        var revised = RevisedValues()
        // In order, so that sums of fractions come out the same every time.
        for (position, value) in latest.sorted(by: { $0.key < $1.key }) where value != first[position] {
            revised.flows[position / width, default: .init()].add(value - first[position])
        }
        return revised
    }
}
