import Periods

/// The days of the demonstration.
enum Timeline {
    static let first = "2024-01-01"
    /// The last day reported: a Sunday, so that every week is whole.
    static let last = "2026-05-17"

    /// Weeks from Monday whose fourth day lies in the days given; a week belongs where its fourth day lies.
    static func weeks(from: String = first, to: String = last) throws -> [Day] {
        let days = try window(from, to)
        return PeriodCalendar.civil.periods(.week, in: days).filter { days.contains($0.assignedDay) }.map(
            \.window.first)
    }

    /// First days of the months that lie wholly in the days given.
    static func months(from: String = first, to: String = last) throws -> [Day] {
        let days = try window(from, to)
        return PeriodCalendar.civil.periods(.month, in: days).filter { days.contains($0.window) }.map(\.window.first)
    }

    static func days(from: String = first, to: String = last) throws -> [Day] {
        let window = try window(from, to)
        return (0..<window.count).map { window.first + $0 }
    }

    static func day(_ text: String) throws -> Day {
        guard let day = Day(text) else { throw Failure("\(text) is not a day") }
        return day
    }

    private static func window(_ from: String, _ to: String) throws -> Window {
        guard let window = Window(try day(from), try day(to)) else { throw Failure("\(from) is after \(to)") }
        return window
    }

    /// Life around Tết, in thousandths of an ordinary week: a rush in the four weeks before, a lull in its own.
    static func rush(in week: Day) -> Int {
        let byWeeksAhead = [4: 1080, 3: 1160, 2: 1260, 1: 1320, 0: 780]
        for tet in AnchorTable.tet.days where week <= tet + 6 && tet - week < 35 {
            return tet < week ? 900 : byWeeksAhead[(tet - week) / 7] ?? 1000
        }
        return 1000
    }

    /// How far offices are open, in thousandths: closed around Tết, busy afterwards.
    static func opening(in week: Day) -> Int {
        for tet in AnchorTable.tet.days where abs(week - tet) < 14 {
            return week <= tet && tet <= week + 6 ? 150 : week < tet ? 850 : 1100
        }
        return 1000
    }
}

/// A stretch of time and what it adds up to, one total for each metric.
struct Stretch {
    var from: String
    var to: String
    var totals: [Int]

    init(_ from: String, _ to: String, _ totals: Int...) {
        self.from = from
        self.to = to
        self.totals = totals
    }

    /// The totals spread over the weeks of the stretch: for each week its day and one value for each metric.
    ///
    /// - Parameter shape: what an ordinary week brings and what this one does, in thousandths.
    func weekly(
        _ shape: (Day) -> Int, using random: inout SplitMix64
    ) throws -> [(day: Day, values: [Int])] {
        spread(over: try Timeline.weeks(from: from, to: to), shape, using: &random)
    }

    /// The totals spread over the days of the stretch.
    func daily(_ shape: (Day) -> Int, using random: inout SplitMix64) throws -> [(day: Day, values: [Int])] {
        spread(over: try Timeline.days(from: from, to: to), shape, using: &random)
    }

    private func spread(
        over periods: [Day], _ shape: (Day) -> Int, using random: inout SplitMix64
    ) -> [(day: Day, values: [Int])] {
        // One shape for all metrics: what was resolved follows what was reported.
        let weights = periods.map { shape($0) * random.within(930...1070) / 1000 }
        let parts = totals.map { shares(of: $0, by: weights) }
        return periods.enumerated().map { index, period in (period, parts.map { $0[index] }) }
    }
}

/// Why the data could not be made.
struct Failure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
