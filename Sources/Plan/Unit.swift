import Periods

/// An organisational unit: a node of the tree that reports values and is judged.
public struct Unit: Sendable, Hashable {
    /// The code that data and YAML use; text, so leading zeros count.
    public var code: String
    public var name: LocalText
    /// Index of the parent in `UnitTree.units`, of a unit that moved the last one; nil for a root.
    public var parent: Int?
    /// What kind of unit it is, in the organisation's own word (`city`, `commune`).
    public var level: String
    /// First and last day on which the unit exists; nil = no bound.
    public var validFrom: Day?
    public var validTo: Day?
    /// Where it stood when, earliest first, of a unit that has several rows; empty for all others.
    public var stays: [Stay] = []
    /// A size used to share a parent's goal among its children (population, staff); nil when not given.
    public var weight: Double?
    /// Where alerts about this unit may be mailed.
    public var email: String?
    /// Whether it stands for the small units of a target together, rather than being a unit that exists.
    public var isPool = false

    public init(
        code: String, name: LocalText, parent: Int? = nil, level: String = "", validFrom: Day? = nil,
        validTo: Day? = nil, weight: Double? = nil, email: String? = nil
    ) {
        self.code = code
        self.name = name
        self.parent = parent
        self.level = level
        self.validFrom = validFrom
        self.validTo = validTo
        self.weight = weight
        self.email = email
    }

    /// A stretch of days under one parent.
    public struct Stay: Sendable, Hashable {
        /// As in `Unit.parent`.
        public var parent: Int?
        /// First and last day; nil = no bound.
        public var from: Day?
        public var to: Day?

        public init(parent: Int?, from: Day?, to: Day?) {
            self.parent = parent
            self.from = from
            self.to = to
        }

        func holds(_ day: Day) -> Bool {
            if let from, day < from { return false }
            if let to, to < day { return false }
            return true
        }
    }

    /// Whether the unit exists only on some days.
    public var isBounded: Bool { validFrom != nil || validTo != nil || !stays.isEmpty }

    /// Whether the unit exists on `day`.
    public func exists(on day: Day) -> Bool {
        guard stays.isEmpty else { return stays.contains { $0.holds(day) } }
        if let validFrom, day < validFrom { return false }
        if let validTo, validTo < day { return false }
        return true
    }

    /// The parent on `day`; of a unit that does not exist then, that of the stay before, else of its first.
    public func parent(on day: Day) -> Int? {
        guard let first = stays.first else { return parent }
        return (stays.last { $0.from.map { $0 <= day } ?? true } ?? first).parent
    }
}
