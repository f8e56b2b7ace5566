import CEL
import Evaluators
import Periods
import Plan

/// Binds the facts of assessments to the variables of rules, and evaluates.
///
/// A run asks a million times, so only the variables that an expression reads are bound, only when they changed, and
/// an expression that reads nothing but words and flags is evaluated once for each combination of them.
struct RuleFacts {
    enum Verdict: UInt8 {
        case fails, holds, failed
    }

    private typealias Name = AssessmentVariables.Name

    private let plan: Plan
    private let judgements: Judgements
    private let history: StatusHistory
    private let language: Language
    private var context: TargetContext?
    private var bindings = Bindings(AssessmentVariables.environment)
    private let slots: [String: (name: AssessmentVariables.Name, slot: Int)]
    /// What each slot was last bound to, where that has a small number; 0 = something else.
    private var bound: [UInt64]
    private let words: Words

    init(plan: Plan, judgements: Judgements, history: StatusHistory) {
        self.plan = plan
        self.judgements = judgements
        self.history = history
        language = plan.languages.first ?? .english
        words = Words()
        var slots: [String: (AssessmentVariables.Name, Int)] = [:]
        for name in Name.allCases {
            if let slot = bindings.slot(of: name.rawValue) { slots[name.rawValue] = (name, slot) }
        }
        self.slots = slots
        bound = Array(repeating: 0, count: (slots.values.map(\.1).max() ?? 0) + 1)
    }

    /// Turns to the assessments of a target.
    mutating func select(_ context: TargetContext) {
        self.context = context
        for index in bound.indices { bound[index] = 0 }
    }

    /// One verdict for each row of the selected target.
    mutating func verdicts(of program: Program) -> [Verdict] {
        guard let context else { return [] }
        let used = program.variables.compactMap { slots[$0] }
        let mask = used.reduce(into: UInt64?.some(0)) { mask, variable in
            mask = variable.name.bits.flatMap { bits in mask.map { $0 | bits } }
        }
        var verdicts: [Verdict] = []
        verdicts.reserveCapacity(context.rows.count)
        guard let mask else {
            for row in context.rows { verdicts.append(verdict(program, used, row: row)) }
            return verdicts
        }
        var known: [UInt64: Verdict] = [:]
        var last: (key: UInt64, verdict: Verdict)?
        for row in context.rows {
            let key = facts(row) & mask
            if let last, last.key == key {
                verdicts.append(last.verdict)
                continue
            }
            let found = known[key] ?? verdict(program, used, row: row)
            known[key] = found
            last = (key, found)
            verdicts.append(found)
        }
        return verdicts
    }

    private mutating func verdict(_ program: Program, _ used: [(name: Name, slot: Int)], row: Int) -> Verdict {
        do throws(CELError) {
            try bind(used, row: row)
            guard case .bool(let holds) = try program.evaluate(bindings) else { return .failed }
            return holds ? .holds : .fails
        } catch {
            return .failed
        }
    }

    mutating func bool(_ program: Program, row: Int) throws(CELError) -> Bool {
        guard case .bool(let value) = try evaluate(program, row: row) else {
            throw CELError(message: "the expression did not give true or false")
        }
        return value
    }

    mutating func string(_ program: Program, row: Int) throws(CELError) -> String {
        guard case .string(let value) = try evaluate(program, row: row) else {
            throw CELError(message: "the expression did not give a text")
        }
        return value
    }

    private mutating func evaluate(_ program: Program, row: Int) throws(CELError) -> Value {
        try bind(program.variables.compactMap { slots[$0] }, row: row)
        return try program.evaluate(bindings)
    }

    // MARK: Binding

    private mutating func bind(_ used: [(name: Name, slot: Int)], row: Int) throws(CELError) {
        let facts = facts(row)
        for (name, slot) in used {
            if let bits = name.bits {
                // 1 more, so that no fact has the number of "something else".
                let code = (facts & bits) &+ 1
                if bound[slot] == code { continue }
                bound[slot] = code
            }
            try bindings.set(slot: slot, value(of: name, row: row))
        }
    }

    private func value(of name: Name, row: Int) -> Value {
        let assessment = judgements.assessments[row]
        switch name {
        case .status: return words.status[assessment.status] ?? ""
        case .data: return .string(assessment.data.rawValue)
        case .outlook: return .string(assessment.outlook.rawValue)
        case .signal: return .string(assessment.signal.rawValue)
        case .assurance: return .string(assessment.assurance.rawValue)
        case .reason: return words.reason[assessment.reason] ?? ""
        case .pace: return .double(assessment.pace)
        case .actual: return .double(assessment.actual)
        case .expected: return .double(assessment.expected)
        case .goal: return .double(assessment.goal)
        case .baseline: return .double(assessment.baseline)
        case .change: return .double(assessment.change)
        case .requiredRate: return .double(assessment.requiredRate)
        case .probability: return .double(assessment.forecast.probability)
        case .coverage: return .double(assessment.coverage)
        case .numerator: return .double(assessment.numerator)
        case .denominator: return .double(assessment.denominator)
        case .was: return history.was[row].flatMap { words.status[$0] } ?? ""
        case .gradesLost: return .int(Int64(history.gradesLost(row: row, now: assessment.status)))
        case .runsInStatus: return .int(Int64(history.runs[row]))
        case .lockedIn: return .bool(assessment.flags.contains(.lockedIn))
        case .unreachable: return .bool(assessment.flags.contains(.unreachable))
        case .provisional: return .bool(assessment.flags.contains(.provisional))
        case .overdue: return .bool(assessment.flags.contains(.overdue))
        case .estimated: return .bool(assessment.flags.contains(.estimated))
        case .unit: return unit(Int(assessment.unit))
        case .virtues: return virtues(assessment.virtues)
        case .kind, .elapsed, .daysLeft, .asOf, .period, .target: return targetFact(name)
        }
    }

    private func targetFact(_ name: Name) -> Value {
        guard let context else { return nil }
        let target = plan.targets[context.target]
        switch name {
        case .kind: return .string(context.aim.word)
        case .elapsed: return .double(context.elapsed)
        case .daysLeft: return .int(Int64(context.daysLeft))
        case .asOf: return .string(judgements.asOf.description)
        case .period: return .string(context.periodName)
        default:
            let labels = target.labels.sorted { $0.key < $1.key }.map { (Value.string($0.key), Value.string($0.value)) }
            return .record(
                Record(
                    AssessmentVariables.targetRecord,
                    [
                        .string(target.id), .string(target.title[language]), .string(plan.metric(of: target).id),
                        .map(ValueMap(labels)),
                    ]))
        }
    }

    private func virtues(_ virtues: DataVirtues) -> Value {
        .record(
            Record(
                AssessmentVariables.virtuesRecord,
                [
                    .double(virtues.correct), .double(virtues.sufficient), .double(virtues.clean),
                    .double(virtues.alive),
                ]))
    }

    private func unit(_ index: Int) -> Value {
        let unit = plan.units[index]
        return .record(
            Record(
                AssessmentVariables.unitRecord,
                [
                    .string(unit.code), .string(unit.name[language]), .string(unit.level),
                    .string(unit.parent(on: judgements.asOf).map { plan.units[$0].code } ?? ""),
                ]))
    }
}

// MARK: - Facts as a number

extension RuleFacts {
    /// The words and flags of an assessment side by side in one number; `Name.bits` says where each stands.
    private func facts(_ row: Int) -> UInt64 {
        let assessment = judgements.assessments[row]
        return code(assessment.status) | code(history.was[row]) << 8 | code(assessment.data) << 16
            | code(assessment.outlook) << 24 | code(assessment.signal) << 28 | code(assessment.assurance) << 32
            | code(assessment.reason) << 36 | UInt64(assessment.flags.rawValue) << 44
    }

    /// The byte by which a case is told from its sisters within this process.
    private func code<Word>(_ word: Word) -> UInt64 {
        withUnsafeBytes(of: word) { UInt64($0.first ?? 0) }
    }

    /// The words of statuses and reasons as values, made once.
    private struct Words {
        let status = Dictionary(uniqueKeysWithValues: Status.allCases.map { ($0, Value.string($0.rawValue)) })
        let reason = Dictionary(uniqueKeysWithValues: Reason.allCases.map { ($0, Value.string(snakeCased("\($0)"))) })
    }

    /// `belowPace` → `below_pace`
    private static func snakeCased(_ text: String) -> String {
        text.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
    }
}

extension RuleFacts {
    /// Whether a variable says something of the data, the unit, the target or the calendar, but nothing of how it goes.
    static func concernsDataOnly(_ variable: String) -> Bool {
        switch Name(rawValue: variable) {
        case .data, .coverage, .kind, .elapsed, .daysLeft, .asOf, .period, .target, .unit, .virtues: true
        default: false
        }
    }
}

extension AssessmentVariables.Name {
    /// Where a fact stands in the number that `RuleFacts` makes of a row; none for a fact that is the same in every
    /// row of a target; nil for one that is a number of its own.
    fileprivate var bits: UInt64? {
        switch self {
        case .status: 0xff
        case .was: 0xff00
        case .gradesLost: 0xffff
        case .data: 0xff << 16
        case .outlook: 0xf << 24
        case .signal: 0xf << 28
        case .assurance: 0xf << 32
        case .reason: 0xff << 36
        case .lockedIn, .unreachable, .provisional, .overdue, .estimated: 0xffff << 44
        case .kind, .elapsed, .daysLeft, .asOf, .period, .target: 0
        case .pace, .actual, .expected, .goal, .baseline, .change, .requiredRate, .probability, .coverage, .numerator,
            .denominator, .runsInStatus, .unit, .virtues:
            nil
        }
    }
}
