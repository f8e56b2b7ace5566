/// A moving feast: one date a year, and how far around it life differs from an ordinary year.
public struct AnchorTable: Hashable, Sendable {
    /// What plans call the feast, `tet` for the shipped one.
    public let id: String
    /// How many days before the feast belong to it when two years are compared.
    public let daysBefore: Int
    /// How many days after the feast belong to it.
    public let daysAfter: Int
    /// The feast's days in rising order.
    public let days: [Day]

    private let byYear: [Int: Day]

    /// A feast as a plan declares it: one day per Gregorian year, in any order.
    ///
    /// - Throws: ``AnchorTableError`` when the table is empty, names a year twice or has a negative reach.
    public init(id: String, days: [Day], daysBefore: Int = 30, daysAfter: Int = 15) throws(AnchorTableError) {
        guard !days.isEmpty else { throw .empty }
        guard (0...180).contains(daysBefore), (0...180).contains(daysAfter) else { throw .reach }
        var byYear: [Int: Day] = [:]
        for day in days where byYear.updateValue(day, forKey: day.year) != nil {
            throw .yearTwice(day.year)
        }
        self.init(id: id, byYear: byYear, daysBefore: daysBefore, daysAfter: daysAfter)
    }

    private init(id: String, byYear: [Int: Day], daysBefore: Int, daysAfter: Int) {
        self.id = id
        self.byYear = byYear
        self.daysBefore = daysBefore
        self.daysAfter = daysAfter
        days = byYear.values.sorted()
    }

    /// The feast's day in a Gregorian year, or nil when the table does not reach that far.
    public func day(in year: Int) -> Day? { byYear[year] }

    /// The days that belong to the feast of a year.
    public func zone(in year: Int) -> Window? {
        byYear[year].flatMap { Window($0 - daysBefore, $0 + daysAfter) }
    }

    /// The year of the feast whose zone holds the whole window, or nil.
    public func year(around window: Window) -> Int? {
        for year in [window.middle.year, window.middle.year + 1, window.middle.year - 1] {
            if let zone = zone(in: year), zone.contains(window) { return year }
        }
        return nil
    }
}

/// Why a declared feast is not one.
public enum AnchorTableError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case yearTwice(Int)
    case reach

    public var description: String {
        switch self {
        case .empty: "an anchor needs at least one day"
        case .yearTwice(let year): "the anchor has two days in \(year); it may have one a year"
        case .reach: "an anchor reaches 0 to 180 days to either side"
        }
    }
}

extension AnchorTable {
    /// Tết Nguyên đán, the first day of the Vietnamese lunar year, 2015 to 2040.
    ///
    /// Calculated for the time zone of Vietnam (UTC+7), which is why some years differ from the Chinese new year
    /// (2030: 2 February, not 3). The past dates agree with the published ones; future ones await confirmation.
    public static let tet = AnchorTable(
        id: "tet",
        byYear: tetDates.reduce(into: [:]) { $0[$1.year] = Day(year: $1.year, month: $1.month, day: $1.day) },
        daysBefore: 30, daysAfter: 15)

    private static let tetDates: [(year: Int, month: Int, day: Int)] = [
        (2015, 2, 19), (2016, 2, 8), (2017, 1, 28), (2018, 2, 16), (2019, 2, 5), (2020, 1, 25), (2021, 2, 12),
        (2022, 2, 1), (2023, 1, 22), (2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26),
        (2029, 2, 13), (2030, 2, 2), (2031, 1, 23), (2032, 2, 11), (2033, 1, 31), (2034, 2, 19), (2035, 2, 8),
        (2036, 1, 28), (2037, 2, 15), (2038, 2, 4), (2039, 1, 24), (2040, 2, 12),
    ]
}
