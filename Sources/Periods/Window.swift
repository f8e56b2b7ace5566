/// A run of days, closed at both ends: it holds its first day, its last day and all between, so it is never empty.
public struct Window: Hashable, Sendable {
    /// The first day of the window.
    public let first: Day
    /// The last day of the window; the window holds it.
    public let last: Day

    /// The window between two days, or nil when `last` comes before `first`.
    public init?(_ first: Day, _ last: Day) {
        guard first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// The window of this one day.
    public init(_ day: Day) {
        first = day
        last = day
    }

    /// How many days the window holds, at least 1.
    public var count: Int { last - first + 1 }

    /// The day in the middle; of an even number of days, the earlier of the two.
    public var middle: Day { first + (count - 1) / 2 }

    /// Whether the window holds the day.
    public func contains(_ day: Day) -> Bool { first <= day && day <= last }

    /// The day itself, or the end of the window that lies nearest to it.
    public func nearest(to day: Day) -> Day { max(first, min(day, last)) }

    /// Whether the window holds every day of the other.
    public func contains(_ other: Window) -> Bool { first <= other.first && other.last <= last }

    /// The days that both windows hold, or nil when there are none.
    public func intersection(_ other: Window) -> Window? {
        Window(max(first, other.first), min(last, other.last))
    }

    /// The part of the window up to and with this day, or nil when the window starts later: "to date".
    public func clamped(to day: Day) -> Window? {
        Window(first, min(last, day))
    }

    /// The share of the window's days that have passed at the end of this day, 0...1.
    public func elapsedShare(at day: Day) -> Double {
        guard let elapsed = clamped(to: day) else { return 0 }
        return Double(elapsed.count) / Double(count)
    }

    /// The window this many days later, each end saturating by itself.
    public func shifted(days: Int) -> Window {
        let movedFirst = first + days
        return Window(movedFirst, last + days) ?? Window(movedFirst)
    }
}

extension Window: CustomStringConvertible {
    /// `2025-12-15..2026-03-16`
    public var description: String { "\(first)..\(last)" }
}

extension Window: Codable {
    private enum CodingKeys: CodingKey {
        case first, last
    }

    /// Reads `{"first": …, "last": …}` and refuses a window that ends before it starts.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let first = try container.decode(Day.self, forKey: .first)
        let last = try container.decode(Day.self, forKey: .last)
        guard let window = Window(first, last) else {
            throw DecodingError.dataCorruptedError(
                forKey: .last, in: container, debugDescription: "\(last) comes before \(first)")
        }
        self = window
    }

    /// Writes `{"first": "2025-12-15", "last": "2026-03-16"}`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(first, forKey: .first)
        try container.encode(last, forKey: .last)
    }
}
