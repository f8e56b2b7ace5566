import Evaluators
import Plan

/// The result of `evaluate`: an assessment for each unit asked about, each with its explanation.
public enum EvaluateAnswer {
    /// Longest explanation, in characters.
    static let longestExplanation = 1000

    /// Writes what an evaluator said. An assessment without a note is explained by its status alone.
    public static func write(_ evaluation: Evaluation, of batch: EvaluationBatch, to json: inout JSONOutput) {
        json.raw(#"{"assessments":["#)
        let numbers = Self.numbers
        for (index, assessment) in evaluation.assessments.enumerated() {
            json.separate()
            json.raw("{")
            // Usually in the order of the question.
            let unit = Int(assessment.unit)
            let isInOrder = batch.units.indices.contains(index) && batch.units[index] == unit
            let position = isInOrder ? index : batch.units.firstIndex(of: unit)
            json.member("unit", position.flatMap { batch.custom?.units[$0] } ?? "")
            json.member("status", assessment.status.rawValue)
            json.name("because")
            let note = evaluation.notes.indices.contains(index) ? evaluation.notes[index] : nil
            if let note {
                json.raw("{")
                for language in Language.allCases { json.member(language.rawValue, note[language]) }
                json.raw("}")
            } else {
                json.string(assessment.status.rawValue)
            }
            if assessment.data != .missing { json.member("data", assessment.data.rawValue) }
            if assessment.outlook != .none { json.member("outlook", assessment.outlook.rawValue) }
            if assessment.signal != .none { json.member("signal", assessment.signal.rawValue) }
            if assessment.assurance != .notAssessable { json.member("assurance", assessment.assurance.rawValue) }
            if !assessment.flags.isEmpty { json.member("flags", assessment.flags.words) }
            for (name, number) in numbers where assessment[keyPath: number].isFinite {
                json.member(name, assessment[keyPath: number])
            }
            json.raw("}")
        }
        json.raw("]}")
    }

    /// The numbers of an assessment that a plugin may give, by their names.
    static var numbers: [(String, WritableKeyPath<Assessment, Double>)] {
        [
            ("actual", \.actual), ("expected", \.expected), ("goal", \.goal), ("baseline", \.baseline),
            ("pace", \.pace), ("change", \.change), ("required_rate", \.requiredRate), ("numerator", \.numerator),
            ("denominator", \.denominator), ("low", \.low), ("high", \.high),
        ]
    }

    private static let words: Set<String> = [
        "unit", "status", "because", "data", "outlook", "signal", "assurance", "flags",
    ]

    /// Reads an answer and holds it against the question: every unit once, no other; known words; finite numbers.
    ///
    /// What the plugin leaves out of the data facts is filled in from the batch.
    public static func read(
        _ result: JSONValue, of batch: EvaluationBatch
    ) throws(ProtocolViolation) -> Evaluation {
        guard let rows = result["assessments"]?.elements else {
            throw ProtocolViolation("answered without \"assessments\"")
        }
        let codes = batch.custom?.units ?? []
        let positions = Dictionary(codes.enumerated().map { ($1, $0) }) { first, _ in first }
        var answered = [Bool](repeating: false, count: codes.count)
        var evaluation = Evaluation(
            codes.indices.map { batch.opened($0).assessment }, notes: [LocalText?](repeating: nil, count: codes.count))
        let numbers = Dictionary(Self.numbers) { first, _ in first }
        for row in rows {
            guard let unit = row["unit"]?.string else {
                throw ProtocolViolation("answered an assessment without a unit")
            }
            guard let position = positions[unit] else {
                throw ProtocolViolation("answered for the unit \"\(unit.prefix(60))\", which was not asked about")
            }
            guard !answered[position] else { throw ProtocolViolation("answered twice for the unit \"\(unit)\"") }
            answered[position] = true
            try read(row, unit, into: &evaluation.assessments[position], numbers)
            evaluation.notes[position] = try explanation(row["because"], unit)
        }
        if let silent = answered.firstIndex(of: false) {
            let count = answered.count { !$0 }
            throw ProtocolViolation(
                "gave no answer for the unit \"\(codes[silent])\"" + (count > 1 ? " and \(count - 1) more" : ""))
        }
        return evaluation
    }

    private static func read(
        _ row: JSONValue, _ unit: String, into assessment: inout Assessment,
        _ numbers: [String: WritableKeyPath<Assessment, Double>]
    ) throws(ProtocolViolation) {
        assessment.reason = .explained
        var hasStatus = false
        for member in row.members ?? [] {
            let name = member.name
            if let number = numbers[name] {
                if member.value.isNull {
                    assessment[keyPath: number] = .nan
                } else if let value = member.value.number {
                    assessment[keyPath: number] = value
                } else {
                    throw ProtocolViolation("answered \"\(name)\" of the unit \"\(unit)\" with no number")
                }
                continue
            }
            switch name {
            case "status":
                assessment.status = try word(member, unit) { (status: Status) in
                    // These are said by the calendar, the plan and the host.
                    ![.notStarted, .cancelled, .error].contains(status)
                }
                hasStatus = true
            case "data": assessment.data = try word(member, unit)
            case "outlook": assessment.outlook = try word(member, unit)
            case "signal": assessment.signal = try word(member, unit)
            case "assurance": assessment.assurance = try word(member, unit)
            case "flags":
                guard let words = member.value.strings else {
                    throw ProtocolViolation("answered flags that are no words")
                }
                for word in words {
                    guard let flag = Assessment.Flags(word: word) else {
                        throw ProtocolViolation("answered the unknown flag \"\(word.prefix(40))\"")
                    }
                    assessment.flags.insert(flag)
                }
            default:
                guard words.contains(name) else {
                    throw ProtocolViolation("answered the unknown member \"\(name.prefix(40))\"")
                }
            }
        }
        guard hasStatus else { throw ProtocolViolation("answered no status for the unit \"\(unit)\"") }
    }

    private static func word<Word>(
        _ member: JSONValue.Member, _ unit: String, isAllowed: (Word) -> Bool = { _ in true }
    ) throws(ProtocolViolation) -> Word where Word: RawRepresentable<String> {
        guard let text = member.value.string, let word = Word(rawValue: text), isAllowed(word) else {
            let text = member.value.string.map { "\"\($0.prefix(40))\"" } ?? "no text"
            throw ProtocolViolation("answered the \(member.name) \(text) for the unit \"\(unit)\"")
        }
        return word
    }

    private static func explanation(_ value: JSONValue?, _ unit: String) throws(ProtocolViolation) -> LocalText {
        var text = LocalText(texts: [:])
        if let one = value?.string {
            text.texts[""] = one
        } else {
            for member in value?.members ?? [] where Language(rawValue: member.name) != nil {
                text.texts[member.name] = member.value.string
            }
        }
        guard !text.texts.isEmpty,
            text.texts.values.allSatisfy({
                !$0.isEmpty && ($0.utf8.count <= longestExplanation || $0.count <= longestExplanation)
            })
        else {
            throw ProtocolViolation(
                "gave no explanation for the unit \"\(unit)\" (\"because\": 1 to \(longestExplanation) characters)")
        }
        // An explanation is one clause in a line.
        for (language, words) in text.texts where words.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            let line = words.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
            text.texts[language] = String(line)
        }
        return text
    }
}

extension Assessment.Flags {
    /// The flag with this word.
    fileprivate init?(word: String) {
        let all: [Assessment.Flags] = [.lockedIn, .unreachable, .provisional, .overdue, .late]
        guard let flag = all.first(where: { $0.words == [word] }) else { return nil }
        self = flag
    }
}
