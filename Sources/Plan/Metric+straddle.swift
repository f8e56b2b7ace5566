import Periods

extension Metric {
    /// The reporting periods that count towards `window`, and how much of those at its edges.
    ///
    /// Without prorating these are the periods that belong to it, all of them whole.
    public func parts(of window: Window) -> PeriodParts {
        guard straddle == .prorated else { return PeriodParts(periods(in: window)) }
        let first = calendar.index(grain, of: window.first)
        let last = calendar.index(grain, of: window.last)
        return PeriodParts(first..<last + 1, first: share(of: first, in: window), last: share(of: last, in: window))
    }

    /// Those of `parts` that are complete on `day`.
    public func complete(_ parts: PeriodParts, on day: Day) -> PeriodParts {
        parts.prefix(complete(parts.periods, on: day).count)
    }

    /// The share of a period's days that lie in `window`, 0…1.
    private func share(of period: Int, in window: Window) -> Double {
        let days = self.window(of: period)
        return Double(days.intersection(window)?.count ?? 0) / Double(days.count)
    }
}

/// Reporting periods in a row, the first and the last of which may count in part.
public struct PeriodParts: Sendable, Hashable {
    public var periods: Range<Int>
    /// The share of the first period that counts; of a single period, the share of it.
    public private(set) var first: Double
    public private(set) var last: Double

    /// Periods that count wholly.
    public init(_ periods: Range<Int>) {
        self.init(periods, first: 1, last: 1)
    }

    public init(_ periods: Range<Int>, first: Double, last: Double) {
        self.periods = periods
        self.first = first
        self.last = last
    }

    public var count: Int { periods.count }
    public var isWhole: Bool { first == 1 && last == 1 }

    /// How much of the period at `position` counts, 0…1.
    @inline(__always)
    public func share(at position: Int) -> Double {
        position == 0 ? first : position == periods.count - 1 ? last : 1
    }

    /// Those at some positions.
    public func slice(_ positions: Range<Int>) -> PeriodParts {
        guard positions != 0..<count, !positions.isEmpty else { return positions.isEmpty ? PeriodParts(0..<0) : self }
        let low = periods.lowerBound
        return PeriodParts(
            low + positions.lowerBound..<low + positions.upperBound, first: share(at: positions.lowerBound),
            last: share(at: positions.upperBound - 1))
    }

    /// The first `count` of them.
    public func prefix(_ count: Int) -> PeriodParts {
        guard count < periods.count else { return self }
        return PeriodParts(periods.prefix(max(0, count)), first: first, last: count == 1 ? first : 1)
    }
}
