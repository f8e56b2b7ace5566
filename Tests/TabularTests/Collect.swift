@testable import Tabular

/// What a reader gave, row by row.
enum Outcome: Equatable, CustomStringConvertible {
    case fields([String])
    case problem(String)

    var description: String {
        switch self {
        case .fields(let fields): "\(fields)"
        case .problem(let words): words
        }
    }
}

/// Reads all rows; a problem is told as `line:column words`.
func collect<Reader: RowReader & ~Copyable>(_ reader: inout Reader) throws(TabularError) -> [Outcome] {
    var outcomes: [Outcome] = []
    while let event = try reader.next() {
        switch event {
        case .row: outcomes.append(.fields(reader.columns.indices.map { reader.text($0) }))
        case .problem(let problem):
            outcomes.append(.problem("\(problem.line):\(problem.column) \(problem)"))
        }
    }
    return outcomes
}

/// Reads CSV from memory, with a buffer so small that rows lie across its end.
func readCSV(
    _ bytes: [UInt8], options: CSVReader.Options = .init(), bufferSize: Int = 1 << 18
) throws(TabularError) -> [Outcome] {
    let source = ByteSource(bytes: bytes, limits: options.limits)
    var reader = try CSVReader(InputBuffer(source, capacity: bufferSize), options)
    return [.fields(reader.columns)] + (try collect(&reader))
}

/// Reads JSON Lines from memory.
func readJSONLines(
    _ bytes: [UInt8], columns: [String], limits: TabularLimits = .init(), bufferSize: Int = 1 << 18
) throws(TabularError) -> [Outcome] {
    let source = ByteSource(bytes: bytes, limits: limits)
    var reader = try JSONLinesReader(InputBuffer(source, capacity: bufferSize), columns: columns, limits)
    return try collect(&reader)
}
