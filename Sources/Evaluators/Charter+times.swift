#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

import Periods
import Statistics

extension Charter {
    /// What the times between events are read from.
    struct EventSeries {
        var values: [Double]
        var positions: Range<Int>
        var windows: ArraySlice<Window>
        /// How much each period usually holds: time runs faster where more is usual.
        var season: ArraySlice<Double>?
    }

    /// Times between rare events, in days.
    ///
    /// Only the number of events of each period is known, so they are taken to lie evenly in it: one in its middle, two
    /// at a quarter and three quarters. Times are known to about a period, which is little where events are rarer than
    /// periods. None is taken across a missing period. A quiet stretch since the last event that is already too long to
    /// be chance is a point of its own, for it can only become longer.
    ///
    /// - Parameters:
    ///   - most: as many of the last times are charted.
    ///   - locked: how many of the first times limits come from; nil for all.
    ///   - lockedColumns: how many of the first periods limits come from, where those are declared instead.
    mutating func takeTimes(_ events: EventSeries, most: Int, locked: Int?, lockedColumns: Int?) {
        counts.removeAll(keepingCapacity: true)
        cases.removeAll(keepingCapacity: true)
        var clock = 0.0
        var before = Double.nan
        var locked = locked
        for (offset, position) in events.positions.enumerated() {
            var days = Double(events.windows[events.windows.startIndex + offset].count)
            if let season = events.season { days *= season[season.startIndex + offset] }
            let count = events.values[position]
            if count.isFinite {
                // Periods with so many events are no matter for this chart; the bound keeps memory small.
                let happened = Int(max(0, min(count.rounded(), 1_000)))
                for event in 0..<happened {
                    let time = clock + days * (Double(event) + 0.5) / Double(happened)
                    if before.isFinite { counts.append(time - before) }
                    before = time
                }
            } else {
                if counts.last?.isFinite == true { counts.append(.nan) }
                before = .nan
            }
            clock += days
            if offset + 1 == lockedColumns { locked = counts.count }
            if locked == nil, lockedColumns == nil, counts.count > 4 * most + 64 {
                counts.removeFirst(counts.count - 2 * most)
            }
        }
        if counts.count > most, locked == nil { counts.removeFirst(counts.count - most) }
        openTime = clock - before
        values.removeAll(keepingCapacity: true)
        for time in counts { values.append(pow(time, Self.normalising)) }
        base = min(locked ?? values.count, values.count)
        known = values.count { $0.isFinite }
        knownBase = values[..<base].count { $0.isFinite }
        (lowest, highest) = (nil, nil)
    }

    /// y^(1/3.6) makes exponential times nearly normal (L. S. Nelson, Journal of Quality Technology 26, 1994).
    private static let normalising = 1 / 3.6

    mutating func drawTimes() {
        guard
            let limits = XmRLimits(
                values.span.extracting(0..<base), screens: rule.screensRanges, factor: 3 / 1.128)
        else { return }
        func back(_ value: Double) -> Double { pow(max(0, value), 3.6) }
        chart.kind = .t
        chart.isConstant = !limits.areComputable
        if limits.areComputable, openTime > back(limits.upper) {
            counts.append(openTime)
            values.append(pow(openTime, Self.normalising))
            chart.isOpen = true
        }
        chart.last = counts.last ?? .nan
        chart.centre = back(limits.mean)
        chart.lower = back(limits.lower)
        chart.upper = back(limits.upper)
        chart.signals = lastPointSignals(values.span, limits: limits, profile: rule.profile)
        addWholeChart { ControlChart.xmr($0, options: $1) }
    }
}
