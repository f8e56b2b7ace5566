import Periods
import Plan

/// A reporting period that lies on both sides of an edge of a target's window, and how much of it counted.
public struct StraddledPeriod: Sendable, Hashable {
    public var window: Window
    /// How many of its days lie inside the target's window.
    public var daysInside: Int
    /// The share of its value that counted, 0…1.
    public var share: Double
    public var rule: Metric.Straddle

    public init(window: Window, daysInside: Int, share: Double, rule: Metric.Straddle) {
        self.window = window
        self.daysInside = daysInside
        self.share = share
        self.rule = rule
    }
}

extension Metric {
    /// The complete reporting periods on the edges of `window`, in the order of their days.
    func straddled(by window: Window, on day: Day) -> [StraddledPeriod] {
        let (first, last) = (calendar.index(grain, of: window.first), calendar.index(grain, of: window.last))
        return (first == last ? [first] : [first, last]).compactMap { period in
            let days = self.window(of: period)
            guard let inside = days.intersection(window)?.count, inside < days.count, days.last <= day else {
                return nil
            }
            let isInside = periods(in: window).contains(period)
            let share = straddle == .prorated ? Double(inside) / Double(days.count) : isInside ? 1 : 0
            return StraddledPeriod(window: days, daysInside: inside, share: share, rule: straddle)
        }
    }
}

extension PreparedBatch {
    /// The periods on the window's edges, each once however many inputs are reported in it.
    func straddled(_ frame: TargetFrame, _ bank: MetricBank) -> [StraddledPeriod] {
        var found: [StraddledPeriod] = []
        for table in bank.inputs(of: bank.plan.metric(of: bank.plan.targets[frame.target])) {
            for period in table.metric.straddled(by: frame.window, on: frame.asOf) where !found.contains(period) {
                found.append(period)
            }
        }
        return found.sorted { $0.window.first < $1.window.first }
    }
}
