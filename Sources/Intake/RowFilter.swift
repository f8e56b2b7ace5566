import CEL
import Tabular

/// A mapping's `where:`, compiled for the columns of one file. Every column is a string: by its name where that is an
/// identifier, and in the map `row`.
struct RowFilter {
    private let program: Program
    private var bindings: Bindings
    /// Slot and column of each variable the expression reads.
    private let used: [(slot: Int, column: Int)]
    private let rowSlot: Int?
    private let columns: [String]

    init(_ source: String, columns: [String]) throws(IntakeError) {
        var environment = Environment()
        for column in columns where Self.isIdentifier(column) { environment.declare(column, .string) }
        environment.declare("row", .map(.string, .string))
        do throws(CELErrors) {
            program = try environment.compile(source, expecting: .bool)
        } catch {
            let first = error.errors.first
            throw .badMapping("where: \(first?.message ?? "cannot be compiled")\n\(first?.rendered(in: source) ?? "")")
        }
        let bindings = program.makeBindings()
        let names = program.variables
        used = columns.indices.compactMap { column in
            guard names.contains(columns[column]), let slot = bindings.slot(of: columns[column]) else { return nil }
            return (slot, column)
        }
        self.bindings = bindings
        rowSlot = names.contains("row") && !columns.contains("row") ? bindings.slot(of: "row") : nil
        self.columns = columns
    }

    mutating func keeps<Reader: RowReader & ~Copyable>(_ reader: borrowing Reader) throws(CELError) -> Bool {
        for (slot, column) in used { try bindings.set(slot: slot, .string(reader.text(column))) }
        if let rowSlot {
            var row: [(Value, Value)] = []
            for column in columns.indices { row.append((.string(columns[column]), .string(reader.text(column)))) }
            try bindings.set(slot: rowSlot, .map(ValueMap(row)))
        }
        return try program.evaluate(bindings) == .bool(true)
    }

    private static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == UInt8(ascii: "_") || isLetter(first) else { return false }
        return text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || isLetter($0) || (0x30...0x39).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
