import Periods

/// An organisational unit: a node of the tree that reports values and is judged.
public struct Unit: Sendable, Hashable {
    /// The code that data and YAML use; text, so leading zeros count.
    public var code: String
    public var name: LocalText
    /// Index of the parent in `UnitTree.units`; nil for a root.
    public var parent: Int?
    /// What kind of unit it is, in the organisation's own word (`city`, `commune`).
    public var level: String
    /// First and last day on which the unit exists; nil = no bound.
    public var validFrom: Day?
    public var validTo: Day?
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

    /// Whether the unit exists on `day`.
    public func exists(on day: Day) -> Bool {
        (validFrom.map { $0 <= day } ?? true) && (validTo.map { day <= $0 } ?? true)
    }
}

/// All units of a workspace, parents before their children.
public struct UnitTree: Sendable {
    public let units: [Unit]
    /// Indices of the children of each unit, in the order of the file.
    public let children: [[Int]]
    private let indices: [String: Int]

    /// - Parameter units: parents must come before their children and codes must be unique (the loader sees to both).
    public init(_ units: [Unit]) {
        self.units = units
        var children = [[Int]](repeating: [], count: units.count)
        var indices: [String: Int] = [:]
        for (index, unit) in units.enumerated() {
            indices[unit.code] = index
            // A pool lies under its parent, but what it adds up is there already.
            if let parent = unit.parent, parent < index, !unit.isPool { children[parent].append(index) }
        }
        self.children = children
        self.indices = indices
    }

    public var count: Int { units.count }
    public var codes: [String] { units.map(\.code) }

    public subscript(index: Int) -> Unit { units[index] }

    /// Index of the unit with this code.
    public func index(of code: String) -> Int? { indices[code] }

    /// The units above `index`, nearest first.
    public func ancestors(of index: Int) -> [Int] {
        var found: [Int] = []
        var next = units[index].parent
        while let parent = next {
            found.append(parent)
            next = units[parent].parent
        }
        return found
    }

    /// `index` and every unit below it, parents before children.
    public func subtree(of index: Int) -> [Int] {
        var found = [index]
        var next = 0
        while next < found.count {
            found.append(contentsOf: children[found[next]])
            next += 1
        }
        return found.sorted()
    }

    /// Units without children in the subtree of `index`; the unit itself when it has none.
    public func leaves(under index: Int) -> [Int] {
        subtree(of: index).filter { children[$0].isEmpty }
    }
}
