import Evaluators
import Periods
import Plan

/// What became known since the run before of days that it had judged already, and what it would have said of them.
public struct RevisionReport: Sendable {
    /// The day up to which the run before judged, and what was known then.
    public var asOf: Day
    public var since: Instant
    public var metrics: [MetricRevision]
    public var effects: [Effect]

    /// The values of one metric that were revised or came late.
    public struct MetricRevision: Sendable {
        /// Index into `Plan.metrics`.
        public var metric: Int
        public var changed: Int
        /// Sums of the changed values.
        public var before: Double
        public var after: Double
        /// Reports that were due by then and came only since.
        public var late: Int
        /// The days of the periods touched.
        public var window: Window
        /// The units touched, in the tree's order.
        public var units: [UnitRevision]

        public init(
            metric: Int, changed: Int, before: Double, after: Double, late: Int, window: Window, units: [UnitRevision]
        ) {
            self.metric = metric
            self.changed = changed
            self.before = before
            self.after = after
            self.late = late
            self.window = window
            self.units = units
        }
    }

    public struct UnitRevision: Sendable, Hashable {
        /// Index into `Plan.units`.
        public var unit: Int
        public var changed = 0
        public var before = 0.0
        public var after = 0.0
        public var late = 0

        public init(unit: Int) { self.unit = unit }
    }

    /// A statement of the run before that would be another today.
    public struct Effect: Sendable, Hashable {
        /// Indices into the plan.
        public var target: Int
        public var unit: Int
        public var was: Status
        public var now: Status

        public init(target: Int, unit: Int, was: Status, now: Status) {
            self.target = target
            self.unit = unit
            self.was = was
            self.now = now
        }
    }

    public init(asOf: Day, since: Instant, metrics: [MetricRevision], effects: [Effect]) {
        self.asOf = asOf
        self.since = since
        self.metrics = metrics
        self.effects = effects
    }
}

/// The revisions since the run before, in sentences.
struct RevisionText {
    let run: RunView
    let language: Language
    private let numbers: NumberText
    private static let mostNames = 3
    private static let mostEffects = 8

    init(_ run: RunView, language: Language) {
        self.run = run
        self.language = language
        numbers = NumberText(language)
    }

    var title: String {
        guard let report = run.revisions else { return "" }
        return language.say(
            vi: "Số liệu sửa đổi, báo cáo muộn từ ngày \(numbers.day(report.asOf))",
            en: "Revised or late since \(numbers.day(report.asOf))")
    }

    /// One line for all of it; nil when nothing was revised.
    var summary: String? {
        guard let report = run.revisions, !report.metrics.isEmpty else { return nil }
        let changed = report.metrics.reduce(0) { $0 + $1.changed }
        let late = report.metrics.reduce(0) { $0 + $1.late }
        var parts: [String] = []
        if changed > 0 {
            parts.append(
                language.say(
                    vi: "\(count(changed)) số liệu được sửa", en: "\(count(changed)) value\(plural(changed)) revised"))
        }
        if late > 0 {
            parts.append(
                language.say(
                    vi: "\(count(late)) báo cáo đến muộn", en: "\(count(late)) report\(plural(late)) came late"))
        }
        let names = report.metrics.map { run.plan.metrics[$0.metric].title[language] }
        var text = "\(title): \(parts.joined(separator: ", ")) (\(listed(names)))"
        let effects = report.effects
        text += "; "
        if effects.isEmpty {
            text += language.say(vi: "kết luận trước không đổi", en: "no statement of then changes")
        } else {
            let shown = effects.prefix(1).map(self.text).joined()
            let rest = effects.count - 1
            text += language.say(vi: "nay sẽ kết luận khác: ", en: "would now be said otherwise: ") + shown
            if rest > 0 { text += language.say(vi: " và \(count(rest)) kết luận khác", en: " and \(count(rest)) more") }
        }
        return text + "."
    }

    /// A line for each metric, then one for each statement that changes.
    var lines: [String] {
        guard let report = run.revisions else { return [] }
        var lines = report.metrics.map(text)
        lines += report.effects.prefix(Self.mostEffects).map { effect in
            language.say(vi: "Kết luận sẽ khác: ", en: "Would now be said otherwise: ") + text(effect)
        }
        let rest = report.effects.count - Self.mostEffects
        if rest > 0 {
            lines.append(
                language.say(vi: "… và \(count(rest)) kết luận khác", en: "… and \(count(rest)) more statements"))
        }
        if report.effects.isEmpty {
            lines.append(language.say(vi: "Các kết luận khi đó không đổi.", en: "No statement made then changes."))
        }
        return lines
    }

    private func text(_ revision: RevisionReport.MetricRevision) -> String {
        let metric = run.plan.metrics[revision.metric]
        var parts: [String] = []
        if revision.changed > 0 {
            let sums =
                "\(numbers.value(revision.before, metric: metric)) → \(numbers.value(revision.after, metric: metric))"
            parts.append(
                language.say(
                    vi: "sửa \(count(revision.changed)) số liệu: \(sums)",
                    en: "\(count(revision.changed)) value\(plural(revision.changed)) revised: \(sums)"))
        }
        if revision.late > 0 {
            parts.append(
                language.say(
                    vi: "\(count(revision.late)) báo cáo muộn",
                    en: "\(count(revision.late)) late report\(plural(revision.late))"))
        }
        let names = revision.units.map { run.plan.units[$0.unit].name[language] }
        return "\(metric.title[language]), \(numbers.window(revision.window)): \(parts.joined(separator: "; ")) "
            + "(\(listed(names)))"
    }

    private func text(_ effect: RevisionReport.Effect) -> String {
        let target = run.plan.targets[effect.target].title[language]
        let unit = run.plan.units[effect.unit].name[language]
        return "\(target), \(unit): \(effect.was.word(in: language)) → \(effect.now.word(in: language))"
    }

    private func listed(_ names: [String]) -> String {
        let rest = names.count - Self.mostNames
        let shown = names.prefix(Self.mostNames).joined(separator: ", ")
        return rest > 0
            ? shown + language.say(vi: " và \(count(rest)) nơi khác", en: " and \(count(rest)) more") : shown
    }

    private func count(_ number: Int) -> String { numbers.number(Double(number)) }
    private func plural(_ number: Int) -> String { number == 1 ? "" : "s" }
}
