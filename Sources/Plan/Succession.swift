import Periods

/// Which units became which, on what day, in what shares: `Targets/unit-changes.csv`, made ready for judging.
///
/// Before a day of change, a unit in its present borders is made of parts of others: the share-weighted sum of theirs.
/// Shares of shares multiply, so that chains of changes need no thought. A unit of which nothing was given away on a day
/// keeps all of its own past, whatever it received.
public struct Succession: Sendable {
    /// One row: `share` of what was `from` belongs to `to` since `effective`.
    public struct Change: Sendable, Hashable {
        public var effective: Day
        /// Indices into the unit tree.
        public var from: Int
        public var to: Int
        /// 0…1; the shares of each `from` on a day sum to 1.
        public var share: Double
        /// By what it was shared ("population"); nil where the whole unit went over.
        public var basis: LocalText?

        public init(effective: Day, from: Int, to: Int, share: Double, basis: LocalText? = nil) {
            self.effective = effective
            self.from = from
            self.to = to
            self.share = share
            self.basis = basis
        }
    }

    /// A unit's share in another one.
    public struct Part: Sendable, Hashable {
        public var unit: Int
        public var share: Double

        public init(unit: Int, share: Double) {
            self.unit = unit
            self.share = share
        }

        /// Whether all of the unit went over, so that nothing is estimated.
        public var isWhole: Bool { share > 1 - 1e-9 }
    }

    /// What a unit in its present borders consisted of before a day, back to the era before.
    public struct Era: Sendable, Hashable {
        public var before: Day
        /// By index of the unit.
        public var parts: [Part]
    }

    /// Where a unit comes from.
    public struct Lineage: Sendable {
        /// Earliest first; since the last one's day the unit is itself.
        public var eras: [Era]
        /// By what the latest part that is no whole was shared.
        public var basis: LocalText?

        /// The parts on a day; nil from the day on which the unit is itself.
        public func parts(on day: Day) -> [Part]? { eras.first { day < $0.before }?.parts }

        /// The day from which the unit is itself.
        public var since: Day? { eras.last?.before }

        /// The day from which nothing is estimated: parts before it are not all whole.
        public var exactSince: Day? { eras.last { !$0.parts.allSatisfy(\.isWhole) }?.before }
    }

    /// By day, then by the order of the file.
    public let changes: [Change]
    /// The days of change, ascending.
    public let days: [Day]
    /// Whether the changes are so tangled that their chains were not followed to the end.
    let isTangled: Bool
    private let lineages: [Int: Lineage]
    /// Positions in `changes` of what each unit gave, by day.
    private let given: [Int: [Int]]

    private static let mostParts = 2_000_000

    init(_ changes: [Change], among units: [Unit]) {
        let changes = changes.enumerated()
            .sorted { ($0.element.effective, $0.offset) < ($1.element.effective, $1.offset) }.map(\.element)
        self.changes = changes
        days = Set(changes.map(\.effective)).sorted()
        var given: [Int: [Int]] = [:]
        var received: [Int: [Int]] = [:]
        for (index, change) in changes.enumerated() {
            given[change.from, default: []].append(index)
            received[change.to, default: []].append(index)
        }
        self.given = given
        let ancestry = Ancestry(changes: changes, received: received, given: given, units: units)
        var lineages: [Int: Lineage] = [:]
        var parts = 0
        for unit in received.keys.sorted() where parts <= Self.mostParts {
            let lineage = ancestry.lineage(of: unit, atMost: Self.mostParts)
            parts += lineage.eras.reduce(0) { $0 + $1.parts.count }
            lineages[unit] = lineage
        }
        self.lineages = lineages
        isTangled = parts > Self.mostParts
    }

    public var isEmpty: Bool { changes.isEmpty }

    /// Where a unit comes from; nil when it was always itself.
    public func lineage(of unit: Int) -> Lineage? { lineages[unit] }

    /// Whether the unit ever gave something to another.
    public func gives(_ unit: Int) -> Bool { given[unit] != nil }

    /// What a unit that exists on one day is on a later one; nil when nothing of it changed between them.
    public func successors(of unit: Int, from first: Day, to last: Day) -> [Part]? {
        guard let rows = given[unit],
            let next = rows.first(where: { first < changes[$0].effective }), changes[next].effective <= last
        else { return nil }
        // Mostly what became of a unit is still what it became.
        let own = rows.filter { changes[$0].effective == changes[next].effective }
        let isLast = own.allSatisfy { row in
            !(given[changes[row].to]?.contains { changes[$0].effective > changes[next].effective } ?? false)
        }
        if isLast, own.count == 1 || Set(own.map { changes[$0].to }).count == own.count {
            return own.compactMap { changes[$0].share > 0 ? Part(unit: changes[$0].to, share: changes[$0].share) : nil }
                .sorted { $0.unit < $1.unit }
        }
        var shares = [unit: 1.0]
        var day = first
        while true {
            let rows = shares.keys.flatMap { given[$0] ?? [] }.filter { day < changes[$0].effective }
            guard let next = rows.map({ changes[$0].effective }).min(), next <= last else { break }
            var after = shares
            for row in rows where changes[row].effective == next { after[changes[row].from] = nil }
            for row in rows.sorted() where changes[row].effective == next {
                after[changes[row].to, default: 0] += (shares[changes[row].from] ?? 0) * changes[row].share
            }
            shares = after
            day = next
        }
        return shares.filter { $0.value > 0 }.map { Part(unit: $0.key, share: $0.value) }.sorted { $0.unit < $1.unit }
    }
}

/// Follows what a unit was made of, change by change, into the past.
private struct Ancestry {
    let changes: [Succession.Change]
    let received: [Int: [Int]]
    let given: [Int: [Int]]
    let units: [Unit]

    func lineage(of unit: Int, atMost most: Int) -> Succession.Lineage {
        var eras: [Succession.Era] = []
        var basis: LocalText?
        var shares = [unit: 1.0]
        var day = Day(number: .max)
        var count = 0
        while count <= most, let change = latestChange(of: shares, before: day) {
            day = change
            var before: [Int: Double] = [:]
            for (part, share) in shares.sorted(by: { $0.key < $1.key }) {
                for row in rows(received[part], on: day) where changes[row].share > 0 {
                    before[changes[row].from, default: 0] += share * changes[row].share
                    if basis == nil, changes[row].share < 1 { basis = changes[row].basis }
                }
                if rows(given[part], on: day).isEmpty, units[part].exists(on: day - 1) {
                    before[part, default: 0] += share
                }
            }
            shares = before
            count += shares.count
            eras.append(
                Succession.Era(
                    before: day,
                    parts: shares.map { Succession.Part(unit: $0.key, share: $0.value) }.sorted { $0.unit < $1.unit }))
        }
        return Succession.Lineage(eras: eras.reversed(), basis: basis)
    }

    /// The last day before `day` on which any of the parts received something.
    private func latestChange(of shares: [Int: Double], before day: Day) -> Day? {
        shares.keys.compactMap { part -> Day? in
            guard let rows = received[part] else { return nil }
            let end = firstRow(rows, notBefore: day)
            return end > 0 ? changes[rows[end - 1]].effective : nil
        }.max()
    }

    private func rows(_ rows: [Int]?, on day: Day) -> ArraySlice<Int> {
        guard let rows else { return [] }
        return rows[firstRow(rows, notBefore: day)..<firstRow(rows, notBefore: day + 1)]
    }

    /// Rows are in the order of their days.
    private func firstRow(_ rows: [Int], notBefore day: Day) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if changes[rows[middle]].effective < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
