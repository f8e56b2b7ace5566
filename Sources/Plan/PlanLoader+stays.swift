import Periods
import PositionedYAML

/// Units that moved: rows of `units.csv` with the same code, each for the days under one parent.
extension PlanLoader {
    /// The rows of each unit, earliest first; the units in the order of the file. Rows whose days overlap are refused.
    func stays(of rows: [UnitRow], _ source: SourceFile) -> [[UnitRow]] {
        var places: [String: Int] = [:]
        var units: [[UnitRow]] = []
        for row in rows {
            if let place = places[row.unit.code] {
                units[place].append(row)
            } else {
                places[row.unit.code] = units.count
                units.append([row])
            }
        }
        for index in units.indices where units[index].count > 1 { units[index] = inOrder(units[index], source) }
        return units
    }

    private func inOrder(_ rows: [UnitRow], _ source: SourceFile) -> [UnitRow] {
        // Without dates it is no move but a code that stands twice.
        if let again = rows.dropFirst().first(where: { !$0.unit.isBounded && !rows[0].unit.isBounded }) {
            fail(
                "units/twice",
                "the unit \"\(again.unit.code)\" stands already in line \(rows[0].range.start.line)", source,
                at: again.range)
            return [rows[0]]
        }
        let first = Day(number: .min)
        let sorted = rows.enumerated().sorted {
            ($0.element.unit.validFrom ?? first, $0.offset) < ($1.element.unit.validFrom ?? first, $1.offset)
        }.map(\.element)
        for (before, after) in zip(sorted, sorted.dropFirst()) {
            let code = after.unit.code
            let line = before.range.start.line
            let from = after.unit.validFrom
            if from == nil || before.unit.validTo.map({ from ?? first <= $0 }) ?? true {
                let end = before.unit.validTo.map { "until \($0)" } ?? "without an end"
                fail(
                    "units/overlap", "the unit \"\(code)\" stands in line \(line) \(end), so its days overlap", source,
                    at: after.range,
                    mend: from.map { "end line \(line) by \($0 - 1), the day before this row begins" }
                        ?? "give this row a valid_from after it")
                return [sorted[0]]
            }
            if before.unit.level != after.unit.level {
                fail(
                    "units/level", "the unit \"\(code)\" has another level in line \(line)", source, at: after.range,
                    mend: "give it a code of its own, and a row in unit-changes.csv")
            }
        }
        return sorted
    }

    /// One unit from its rows: the last one says what it is called, all say where it stood.
    ///
    /// - Parameter place: the index of a code that stands in the tree already.
    func unit(_ rows: [UnitRow], _ place: (String) -> Int?) -> Unit {
        guard var unit = rows.last?.unit, rows.count > 1 else {
            var unit = rows[0].unit
            unit.parent = rows[0].parent.flatMap(place)
            return unit
        }
        unit.stays = rows.map {
            Unit.Stay(parent: $0.parent.flatMap(place), from: $0.unit.validFrom, to: $0.unit.validTo)
        }
        unit.parent = unit.stays.last?.parent
        unit.validFrom = rows[0].unit.validFrom
        return unit
    }
}
