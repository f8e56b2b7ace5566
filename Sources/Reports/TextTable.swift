import PositionedYAML

/// A table in columns of terminal cells that gives up what matters least until it fits.
///
/// Each column may be written in several ways, longest first. To fit, the table walks down its `sacrifices`: a shorter
/// way of a column, then none of it. What is left over is cut from the one stretching column.
struct TextTable {
    enum Alignment {
        case left, right
    }

    struct Column {
        /// One a way of writing; all ways have the same number of cells.
        var ways: [Way]
        var alignment: Alignment

        struct Way {
            var header: String
            var cells: [String]

            var width: Int {
                cells.reduce(displayWidth(of: header)) { max($0, displayWidth(of: $1)) }
            }
        }

        /// A column with one way of writing.
        init(_ header: String, _ cells: [String], _ alignment: Alignment = .left) {
            ways = [Way(header: header, cells: cells)]
            self.alignment = alignment
        }

        init(ways: [Way], _ alignment: Alignment = .left) {
            self.ways = ways
            self.alignment = alignment
        }

        /// Whether no cell says anything in any way.
        var isBlank: Bool {
            ways.allSatisfy { $0.cells.allSatisfy { $0.isEmpty || $0 == "–" } }
        }
    }

    /// A step toward fitting: the column's next shorter way, or its removal.
    enum Sacrifice {
        case shorten(Int)
        case drop(Int)
    }

    var columns: [Column]
    /// Index of the column that may be cut with `…`.
    var stretching: Int
    /// The width below which the stretching column is not cut while there is something to sacrifice.
    var stretchingMinimum: Int
    var sacrifices: [Sacrifice]
    private static let gap = 2
    private static let narrowest = 8

    /// A column that is shown: which, its way, its width.
    struct Shown {
        var column: Int
        var way: Int
        var width: Int
    }

    /// The columns as they fit into `width` cells.
    func layout(width: Int) -> [Shown] {
        var shown = columns.indices
            .filter { $0 == stretching || !columns[$0].isBlank }
            .map { Shown(column: $0, way: 0, width: columns[$0].ways[0].width) }
        for sacrifice in sacrifices {
            let excess = Self.total(shown) - width
            let stretch = shown.first { $0.column == stretching }?.width ?? 0
            if excess <= max(0, stretch - stretchingMinimum) { break }
            switch sacrifice {
            case .drop(let column):
                shown.removeAll { $0.column == column }
            case .shorten(let column):
                guard let index = shown.firstIndex(where: { $0.column == column }),
                    shown[index].way + 1 < columns[column].ways.count
                else { continue }
                shown[index].way += 1
                shown[index].width = columns[column].ways[shown[index].way].width
            }
        }
        if let index = shown.firstIndex(where: { $0.column == stretching }) {
            let excess = max(0, Self.total(shown) - width)
            shown[index].width = max(min(Self.narrowest, shown[index].width), shown[index].width - excess)
        }
        return shown
    }

    /// The lines of the table, header first; `paint` colours a cell that is already padded.
    func lines(width: Int, paint: (_ cell: String, _ column: Int, _ row: Int?) -> String) -> [String] {
        let shown = layout(width: width)
        let rows = columns.first?.ways.first?.cells.count ?? 0
        var lines = [line(shown, row: nil, paint: paint)]
        lines.append(shown.map { String(repeating: "─", count: $0.width) }.joined(separator: "  "))
        for row in 0..<rows { lines.append(line(shown, row: row, paint: paint)) }
        return lines
    }

    private func line(_ shown: [Shown], row: Int?, paint: (String, Int, Int?) -> String) -> String {
        var line = ""
        for (index, cell) in shown.enumerated() {
            let column = columns[cell.column]
            let way = column.ways[cell.way]
            let text = (row.map { way.cells[$0] } ?? way.header)
            let isLast = index == shown.count - 1
            let padded =
                isLast && column.alignment == .left
                ? text.shortened(to: cell.width) : text.fitted(to: cell.width, alignment: column.alignment)
            line += (index > 0 ? "  " : "") + paint(padded, cell.column, row)
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func total(_ shown: [Shown]) -> Int {
        shown.reduce(0) { $0 + $1.width } + max(0, shown.count - 1) * gap
    }
}
