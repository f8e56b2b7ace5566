import Tabular

/// Rows that cannot be taken: the first ones with their reasons, all counted.
public struct BadRows: Sendable {
    /// How many of them people are shown.
    public static let shown = 50

    public struct Row: Sendable {
        public var line: Int
        public var column: Int
        public var reason: String
        /// The row's fields, where it could be split into fields.
        var fields: [String]
    }

    /// Rows with a reason, in the order of the file; all of them where they are kept, else the first 50.
    public internal(set) var rows: [Row] = []
    public internal(set) var count = 0
    var columns: [String] = []
    /// How many rows of each metric and unit, as far as they are known; −1 where they are not.
    private(set) var tally: [Place: Int] = [:]
    /// Whether all rows are kept with their fields, to be written elsewhere.
    var keepsAll = false
    private var keptBytes = 0

    /// A metric's and a unit's index in the plan.
    struct Place: Hashable {
        var metric = -1
        var unit: Int32 = -1
    }

    /// What kept rows may ask of memory.
    private static let mostKeptBytes = 1 << 28

    var isTooLarge: Bool { keptBytes > Self.mostKeptBytes }

    mutating func add(line: Int, column: Int, _ reason: String, fields: [String], of place: Place = Place()) {
        count += 1
        tally[place, default: 0] += 1
        guard keepsAll || rows.count < Self.shown else { return }
        let kept = keepsAll ? fields : []
        rows.append(Row(line: line, column: column, reason: reason, fields: kept))
        keptBytes += kept.reduce(reason.utf8.count + 64) { $0 + $1.utf8.count + 16 }
    }

    /// Whether some rows that are kept have no fields yet.
    var lacksFields: Bool { rows.contains { $0.fields.isEmpty } }

    /// Gives the rows without fields those of their lines, from a reader at the file's beginning.
    mutating func fillFields<Reader: RowReader & ~Copyable>(from reader: inout Reader) throws(TabularError) {
        var wanted = Dictionary(grouping: rows.indices.filter { rows[$0].fields.isEmpty }) { rows[$0].line }
        while !wanted.isEmpty, let event = try reader.next() {
            guard let found = wanted.removeValue(forKey: reader.line), event == .row else { continue }
            let fields = reader.columns.indices.map { reader.text($0) }
            for index in found { rows[index].fields = fields }
        }
    }
}

/// Rows that were left out on purpose.
public struct SkippedRows: Sendable, Hashable, CustomStringConvertible {
    public var filtered = 0
    public var emptyValues = 0
    public var unknownUnits = 0
    public var unknownMetrics = 0

    public var isEmpty: Bool { self == SkippedRows() }

    public var description: String {
        [
            (filtered, "by where"), (emptyValues, "without a value"), (unknownUnits, "of unknown units"),
            (unknownMetrics, "of unknown metrics"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
