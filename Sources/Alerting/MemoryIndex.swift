import Evaluators
import Plan

/// Finds the place of a remembered alert in today's run.
struct AlertPlaces {
    private let rules: [String: Int]
    private let targets: [String: Int]
    private let plan: Plan
    private let judgements: Judgements
    /// For each context and unit the row, counted from 1; 0 = not judged.
    private let rowsOfUnits: [[Int32]]

    init(plan: Plan, judgements: Judgements) {
        self.plan = plan
        self.judgements = judgements
        rules = Dictionary(plan.rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        targets = Dictionary(
            judgements.contexts.enumerated().map { (plan.targets[$1.target].id, $0) },
            uniquingKeysWith: { first, _ in first })
        rowsOfUnits = judgements.contexts.map { context in
            var rows = [Int32](repeating: 0, count: plan.units.count)
            for row in context.rows { rows[Int(judgements.assessments[row].unit)] = Int32(clamping: row + 1) }
            return rows
        }
    }

    /// rules × assessments
    var slots: Int { plan.rules.count * judgements.assessments.count }

    /// What is left of a remembered alert that is not judged any more.
    struct Gone {
        var end: Decision.End
        var rule: Int?
        var target: Int?
        var unit: Int?
        var assessment: Int?
    }

    enum Place {
        /// rule × number of assessments + row
        case slot(Int)
        case gone(Gone)
    }

    func place(of key: AlertKey) -> Place {
        let rule = rules[key.rule]
        let unit = plan.units.index(of: key.unit)
        guard let context = targets[key.target] else {
            return .gone(Gone(end: .targetRemoved, rule: rule, unit: unit))
        }
        let target = judgements.contexts[context].target
        let row = unit.flatMap { rowsOfUnits[context][$0] == 0 ? nil : Int(rowsOfUnits[context][$0]) - 1 }
        func gone(_ end: Decision.End) -> Place {
            .gone(Gone(end: end, rule: rule, target: target, unit: unit, assessment: row))
        }
        guard let rule else { return gone(.ruleRemoved) }
        guard let row else { return gone(.unitNotJudged) }
        guard judgements.contexts[context].periodName == key.period else { return gone(.periodEnded(key.period, nil)) }
        return .slot(rule * judgements.assessments.count + row)
    }
}

/// Remembered rows by their place in today's run.
struct MemoryIndex {
    private let rows: [AlertRow]
    /// For each slot the index of its row, counted from 1; 0 = none. A column, because it is asked a million times.
    private var positions: [Int32]
    /// Rows without a place, with what happened to them.
    private(set) var gone: [(AlertRow, AlertPlaces.Gone)] = []

    init(_ rows: [AlertRow], places: AlertPlaces) {
        self.rows = rows
        positions = Array(repeating: 0, count: rows.isEmpty ? 0 : places.slots)
        for (index, row) in rows.enumerated() {
            switch places.place(of: row.key) {
            case .slot(let slot): positions[slot] = Int32(clamping: index + 1)
            case .gone(let gone): self.gone.append((row, gone))
            }
        }
    }

    func isKnown(_ slot: Int) -> Bool { !positions.isEmpty && positions[slot] != 0 }

    func row(_ slot: Int) -> AlertRow? {
        isKnown(slot) ? rows[Int(positions[slot]) - 1] : nil
    }
}
