import Periods
import Plan

/// Explains an assessment to people in one clause: "1,180 cases against 1,247 expected by 14 May (pace 0.95)".
///
/// Each reason has one sentence a language (`Because+sentences.swift`), filled with the assessment's own numbers. A
/// percentage never stands without the counts behind it where there are such counts.
public struct Because: Sendable {
    public let language: Language
    let numbers: NumberText
    private let sentences: [BecauseSentence]

    public init(_ language: Language) {
        self.language = language
        numbers = NumberText(language)
        sentences = BecauseSentence.all[language] ?? []
    }

    /// The clause for one assessment; no capital at its start and no full stop at its end.
    public func sentence(
        _ assessment: Assessment, target: Target, metric: Metric, context: TargetContext
    ) -> String {
        var bytes: [UInt8] = []
        append(assessment, target: target, metric: metric, context: context, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same as UTF-8 at the end of a buffer, for whoever explains a nation's assessments.
    public func append(
        _ assessment: Assessment, target: Target, metric: Metric, context: TargetContext, to bytes: inout [UInt8]
    ) {
        let index = Int(assessment.reason.rawValue)
        guard sentences.indices.contains(index) else { return }
        let facts = BecauseFacts(
            assessment: assessment, target: target, metric: metric, context: context, numbers: numbers)
        facts.append(sentences[index].pieces, to: &bytes)
        if let origin = context.origins[assessment.unit] {
            bytes.append(contentsOf: "; ".utf8)
            bytes.append(contentsOf: origin.clause(context.aim, language).utf8)
        }
    }
}

/// A sentence with slots: `{actual}` is filled in, and `[…]` is left out when a slot inside it has nothing to say.
struct BecauseSentence: Sendable {
    enum Piece: Sendable {
        case text([UInt8])
        case slot(Slot)
        case optional([Piece])
    }

    enum Slot: String, Sendable, CaseIterable {
        /// The value to date with what it counts; a ratio with its two counts.
        case actual
        /// The value to date against the comparator, with the change, for reductions; else as `actual`.
        case result
        /// The value to date as a bare number.
        case number
        case expected, goal, baseline, change, pace, rate, coverage, interval
        /// The aim in words: "at least 87 %".
        case aim
        case comparator
        case asOf, begin, end
        case elapsed, daysLeft
        case minimumBase, minimumElapsed, minimumCoverage
        case cancelledOn, cancelledBy, cancelledBecause
        case failure
        case comparableFrom
        /// The days of a feed's gaps, and the end of the last period reported.
        case gaps, lastReport
        case correct, clean
        /// What a plugin says itself.
        case note
    }

    let pieces: [Piece]

    init(_ text: String) {
        var rest = Substring(text)
        pieces = Self.parse(&rest, isOptional: false)
    }

    private static func parse(_ rest: inout Substring, isOptional: Bool) -> [Piece] {
        var pieces: [Piece] = []
        while let next = rest.first, !(isOptional && next == "]") {
            switch next {
            case "{":
                let name = rest.dropFirst().prefix { $0 != "}" }
                rest = rest.dropFirst(name.count + 2)
                if let slot = Slot(rawValue: String(name)) { pieces.append(.slot(slot)) }
            case "[" where !isOptional:
                rest = rest.dropFirst()
                pieces.append(.optional(parse(&rest, isOptional: true)))
                rest = rest.dropFirst()
            default:
                let text = rest.prefix { !"{[]".contains($0) }
                let taken = text.isEmpty ? rest.prefix(1) : text
                pieces.append(.text(Array(taken.utf8)))
                rest = rest.dropFirst(taken.count)
            }
        }
        return pieces
    }
}

/// What the slots of a sentence are filled with.
private struct BecauseFacts {
    let assessment: Assessment
    let target: Target
    let metric: Metric
    let context: TargetContext
    let numbers: NumberText

    private var isVietnamese: Bool { numbers.language == .vietnamese }

    /// Writes the pieces; a slot that has nothing to say outside `[…]` is written as absent.
    func append(_ pieces: [BecauseSentence.Piece], to bytes: inout [UInt8]) {
        for piece in pieces {
            switch piece {
            case .text(let text):
                bytes.append(contentsOf: text)
            case .slot(let slot):
                if !append(slot, to: &bytes) { bytes.append(contentsOf: NumberText.absent.utf8) }
            case .optional(let inner):
                let start = bytes.count
                if !appendAll(inner, to: &bytes) { bytes.removeSubrange(start...) }
            }
        }
    }

    private func appendAll(_ pieces: [BecauseSentence.Piece], to bytes: inout [UInt8]) -> Bool {
        for piece in pieces {
            switch piece {
            case .text(let text): bytes.append(contentsOf: text)
            case .slot(let slot): guard append(slot, to: &bytes) else { return false }
            case .optional(let inner): append(inner, to: &bytes)
            }
        }
        return true
    }

    /// Whether the slot had something to say.
    private func append(_ slot: BecauseSentence.Slot, to bytes: inout [UInt8]) -> Bool {
        switch slot {
        case .actual: return appendActual(to: &bytes)
        case .result: return appendResult(to: &bytes)
        case .number: return appendValue(assessment.actual, to: &bytes)
        case .expected: return appendModelled(assessment.expected, to: &bytes)
        case .goal: return appendModelled(assessment.goal, to: &bytes)
        case .baseline: return appendValue(assessment.baseline, to: &bytes)
        case .change: return appendChange(to: &bytes)
        case .pace: return appendNumber(assessment.pace, decimals: 2, to: &bytes)
        case .rate: return appendRate(to: &bytes)
        case .coverage: return appendPercent(assessment.coverage, to: &bytes)
        case .interval: return appendInterval(to: &bytes)
        case .aim: return appendAim(to: &bytes)
        case .comparator: return append(comparator, to: &bytes)
        case .asOf: return append(context.toDate?.last, to: &bytes)
        case .begin: return append(context.window.first, to: &bytes)
        case .end: return append(context.window.last, to: &bytes)
        case .elapsed: return append(elapsed, to: &bytes)
        case .daysLeft: return append(days(context.daysLeft), to: &bytes)
        case .minimumBase: return appendNumber(target.judgement.minimumBase, decimals: 0, to: &bytes)
        case .minimumElapsed: return append(declaredPercent(target.judgement.minimumElapsed), to: &bytes)
        case .minimumCoverage: return append(declaredPercent(target.judgement.minimumCoverage), to: &bytes)
        case .cancelledOn: return append(target.cancelled?.on, to: &bytes)
        case .cancelledBy: return append(target.cancelled?.by, to: &bytes)
        case .cancelledBecause: return append(target.cancelled?.because, to: &bytes)
        case .failure: return append(context.failure, to: &bytes)
        case .comparableFrom: return append(context.comparableFrom, to: &bytes)
        case .gaps: return append(gaps, to: &bytes)
        case .lastReport: return append(assessment.virtues.lastReport, to: &bytes)
        case .correct: return appendPercent(assessment.virtues.correct, to: &bytes)
        case .clean: return appendPercent(assessment.virtues.clean, to: &bytes)
        case .note: return append(context.notes[assessment.unit]?[numbers.language], to: &bytes)
        }
    }
}

// MARK: - Values with their counts

extension BecauseFacts {
    private func appendActual(to bytes: inout [UInt8]) -> Bool {
        guard assessment.actual.isFinite else { return false }
        if assessment.denominator.isFinite {
            // One more digit than the metric shows: 86.95 % against 87 % must not read "87 % against 87 %".
            let decimals = metric.isPercent ? max(metric.decimals, 1) : max(metric.decimals, 2)
            if metric.isPercent {
                numbers.appendPercent(assessment.actual, decimals: decimals, to: &bytes)
            } else {
                numbers.append(assessment.actual, decimals: decimals, to: &bytes)
            }
            bytes.append(contentsOf: " (".utf8)
            numbers.append(assessment.numerator, to: &bytes)
            bytes.append(contentsOf: (isVietnamese ? " trên " : " of ").utf8)
            numbers.append(assessment.denominator, to: &bytes)
            bytes.append(UInt8(ascii: ")"))
            return true
        }
        _ = appendValue(assessment.actual, to: &bytes)
        // "1 cases" is wrong in English, and the plan declares no singular.
        let counted = metric.countedIn[numbers.language]
        if !counted.isEmpty, isVietnamese || assessment.actual != 1 {
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: counted.utf8)
        }
        return true
    }

    private func appendResult(to bytes: inout [UInt8]) -> Bool {
        guard appendActual(to: &bytes) else { return false }
        guard case .reduceBy = context.aim, assessment.baseline.isFinite else { return true }
        bytes.append(contentsOf: (isVietnamese ? " so với " : " against ").utf8)
        _ = appendValue(assessment.baseline, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        _ = append(comparator, to: &bytes)
        if assessment.change.isFinite {
            bytes.append(contentsOf: " (".utf8)
            _ = appendChange(to: &bytes)
            bytes.append(UInt8(ascii: ")"))
        }
        return true
    }

    private func appendChange(to bytes: inout [UInt8]) -> Bool {
        guard assessment.change.isFinite else { return false }
        numbers.appendPercent(assessment.change, decimals: 1, signed: true, to: &bytes)
        return true
    }

    private func appendInterval(to bytes: inout [UInt8]) -> Bool {
        guard assessment.low.isFinite, assessment.high.isFinite else { return false }
        numbers.appendPercent(assessment.low, decimals: 1, to: &bytes)
        bytes.append(contentsOf: "–".utf8)
        numbers.appendPercent(assessment.high, decimals: 1, to: &bytes)
        return true
    }

    /// What each remaining reporting period must bring; for a ratio, what it must hold from here on.
    private func appendRate(to bytes: inout [UInt8]) -> Bool {
        guard assessment.requiredRate.isFinite else { return false }
        if assessment.denominator.isFinite {
            // Below 0 % it is safe already, above 100 % out of reach: neither is a rate anyone can hold.
            guard (0...1).contains(assessment.requiredRate) else { return false }
            return appendPercent(assessment.requiredRate, decimals: 1, to: &bytes)
        }
        numbers.appendModelled(assessment.requiredRate, metric: metric, to: &bytes)
        bytes.append(contentsOf: " \(metric.grain.each(numbers.language))".utf8)
        return true
    }

    private func appendValue(_ value: Double, to bytes: inout [UInt8]) -> Bool {
        guard value.isFinite else { return false }
        numbers.append(value, metric: metric, to: &bytes)
        return true
    }

    private func appendModelled(_ value: Double, to bytes: inout [UInt8]) -> Bool {
        guard value.isFinite else { return false }
        if metric.isPercent {
            numbers.appendPercent(value, decimals: max(metric.decimals, 1), to: &bytes)
        } else {
            numbers.appendModelled(value, metric: metric, to: &bytes)
        }
        return true
    }

    /// A bound as the plan declares it.
    private func appendDeclared(_ value: Double, to bytes: inout [UInt8]) -> Bool {
        metric.isPercent ? append(declaredPercent(value), to: &bytes) : appendModelled(value, to: &bytes)
    }

    private func appendNumber(_ value: Double, decimals: Int, to bytes: inout [UInt8]) -> Bool {
        guard value.isFinite else { return false }
        numbers.append(value, decimals: decimals, to: &bytes)
        return true
    }

    private func appendPercent(_ value: Double, decimals: Int = 0, to bytes: inout [UInt8]) -> Bool {
        guard value.isFinite else { return false }
        numbers.appendPercent(value, decimals: decimals, to: &bytes)
        return true
    }

    private func append(_ text: String?, to bytes: inout [UInt8]) -> Bool {
        guard let text, !text.isEmpty else { return false }
        bytes.append(contentsOf: text.utf8)
        return true
    }

    private func append(_ day: Day?, to bytes: inout [UInt8]) -> Bool {
        guard let day else { return false }
        // The year is said where it is not that of the period's end.
        numbers.append(day, withYear: day.year != context.window.last.year, to: &bytes)
        return true
    }
}

// MARK: - Words

extension BecauseFacts {
    private func appendAim(to bytes: inout [UInt8]) -> Bool {
        let words: (vi: String, en: String)
        switch context.aim {
        case .reach: words = ("ít nhất ", "at least ")
        case .cap: words = ("không quá ", "at most ")
        case .grow: words = ("đạt mức ", "")
        case .custom: words = ("", "")
        case .milestones: words = ("hoàn thành đủ số bước: ", "all steps: ")
        case .reduceBy(let fraction, _):
            let percent = declaredPercent(fraction)
            return append(isVietnamese ? "giảm ít nhất \(percent)" : "a fall of at least \(percent)", to: &bytes)
        case .maintain(let bound, let value):
            words = bound == .atLeast ? ("ít nhất ", "at least ") : ("không quá ", "at most ")
            bytes.append(contentsOf: (isVietnamese ? words.vi : words.en).utf8)
            return appendDeclared(value, to: &bytes)
        case .range(let low, let high, _):
            bytes.append(contentsOf: (isVietnamese ? "trong khoảng " : "between ").utf8)
            _ = appendDeclared(low, to: &bytes)
            bytes.append(contentsOf: (isVietnamese ? " đến " : " and ").utf8)
            return appendDeclared(high, to: &bytes)
        }
        guard assessment.goal.isFinite else { return false }
        bytes.append(contentsOf: (isVietnamese ? words.vi : words.en).utf8)
        return appendModelled(assessment.goal, to: &bytes)
    }

    private var comparator: String? {
        guard case .reduceBy(_, let against) = context.aim else { return nil }
        switch against {
        case .samePeriod(_, let years, _) where years > 1:
            return isVietnamese ? "cùng kỳ \(years) năm trước" : "in the same period \(years) years before"
        case .samePeriod: return isVietnamese ? "cùng kỳ năm trước" : "in the same period last year"
        case .adjacentPeriod: return isVietnamese ? "ở kỳ liền kề" : "in the adjacent period"
        case .fixed: return isVietnamese ? "theo mức gốc cố định" : "as the fixed base"
        }
    }

    private var gaps: String? {
        context.gaps.isEmpty ? nil : context.gaps.map(numbers.window).joined(separator: ", ")
    }

    private var elapsed: String {
        let passed = context.toDate?.count ?? 0
        let total = context.window.count
        return isVietnamese
            ? "\(numbers.number(Double(passed))) trên \(days(total))"
            : "\(numbers.number(Double(passed))) of \(days(total))"
    }

    private func days(_ count: Int) -> String {
        let number = numbers.number(Double(count))
        return isVietnamese ? "\(number) ngày" : count == 1 ? "1 day" : "\(number) days"
    }

    private func declaredPercent(_ fraction: Double) -> String {
        numbers.declaredPercent(fraction)
    }
}

extension Grain {
    /// "a week", for rates.
    fileprivate func each(_ language: Language) -> String {
        switch (self, language) {
        case (.day, .english): "a day"
        case (.week, .english): "a week"
        case (.month, .english): "a month"
        case (.quarter, .english): "a quarter"
        case (.halfYear, .english): "a half-year"
        case (.year, .english): "a year"
        case (.day, .vietnamese): "mỗi ngày"
        case (.week, .vietnamese): "mỗi tuần"
        case (.month, .vietnamese): "mỗi tháng"
        case (.quarter, .vietnamese): "mỗi quý"
        case (.halfYear, .vietnamese): "mỗi nửa năm"
        case (.year, .vietnamese): "mỗi năm"
        }
    }
}
