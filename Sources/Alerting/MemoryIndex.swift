import Evaluators
import Plan

/// Finds the place of a remembered alert in today's run.
struct AlertPlaces {
    private let rules: [String: Int]
    private let targets: [String: Int]
    private let plan: Plan
    private let judgements: Judgements
    /// Unit → row, for each context.
    private let rowsOfUnits: [[Int: Int]]

    init(plan: Plan, judgements: Judgements) {
        self.plan = plan
        self.judgements = judgements
        rules = Dictionary(plan.rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        targets = Dictionary(
            judgements.contexts.enumerated().map { (plan.targets[$1.target].id, $0) },
            uniquingKeysWith: { first, _ in first })
        rowsOfUnits = judgements.contexts.map { context in
            Dictionary(
                context.rows.map { (Int(judgements.assessments[$0].unit), $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

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
        let row = unit.flatMap { rowsOfUnits[context][$0] }
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
    private var positions: [Int: Int] = [:]
    /// Whether a slot has a row: asked a million times, so a plain column.
    private var known: [Bool]
    /// Rows without a place, with what happened to them.
    private(set) var gone: [(AlertRow, AlertPlaces.Gone)] = []

    init(_ rows: [AlertRow], places: AlertPlaces) {
        self.rows = rows
        known = Array(repeating: false, count: rows.isEmpty ? 0 : places.slots)
        for (index, row) in rows.enumerated() {
            switch places.place(of: row.key) {
            case .slot(let slot):
                positions[slot] = index
                known[slot] = true
            case .gone(let gone):
                self.gone.append((row, gone))
            }
        }
    }

    func isKnown(_ slot: Int) -> Bool { !known.isEmpty && known[slot] }

    func row(_ slot: Int) -> AlertRow? {
        isKnown(slot) ? positions[slot].map { rows[$0] } : nil
    }
}

extension AlertPlaces {
    /// rules × assessments
    var slots: Int { plan.rules.count * judgements.assessments.count }
}
