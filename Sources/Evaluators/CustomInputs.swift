import Periods
import Plan

/// What the evaluator of a plugin's aim may know beside the rest of the batch: names, whole series, and what the
/// aim's parameters refer to. Columns are in the order of `EvaluationBatch.units`.
public struct CustomInputs: Sendable {
    /// Id and title of the target.
    public var target: String
    public var title: LocalText
    public var periodName: String
    /// Codes of the units.
    public var units: [String]
    /// The target's own metric, with as much history as the plugin asks for.
    public var metric: MetricSeries
    /// The metrics that the parameters name, in their order.
    public var metrics: [MetricSeries]
    /// The targets that the parameters name, judged on the same run.
    public var targets: [JudgedTarget]

    public init(
        target: String, title: LocalText, periodName: String, units: [String], metric: MetricSeries,
        metrics: [MetricSeries] = [], targets: [JudgedTarget] = []
    ) {
        self.target = target
        self.title = title
        self.periodName = periodName
        self.units = units
        self.metric = metric
        self.metrics = metrics
        self.targets = targets
    }

    /// A metric over the window to date, and period by period.
    public struct MetricSeries: Sendable {
        public var id: String
        public var kind: String
        public var isPercent: Bool
        public var better: Metric.Direction
        /// Its value over the window to date; NaN where it has none.
        public var toDate: [Double]
        /// nil when its parts are not reported in the same periods.
        public var periods: PeriodTable?

        public init(
            id: String, kind: String, isPercent: Bool, better: Metric.Direction, toDate: [Double], periods: PeriodTable?
        ) {
            self.id = id
            self.kind = kind
            self.isPercent = isPercent
            self.better = better
            self.toDate = toDate
            self.periods = periods
        }
    }

    /// What was said of another target for the same units; `no_data` and NaN where it is not judged for a unit.
    public struct JudgedTarget: Sendable {
        public var id: String
        public var status: [Status]
        public var pace: [Double]
        public var actual: [Double]
        public var expected: [Double]
        public var goal: [Double]

        public init(
            id: String, status: [Status], pace: [Double], actual: [Double], expected: [Double], goal: [Double]
        ) {
            self.id = id
            self.status = status
            self.pace = pace
            self.actual = actual
            self.expected = expected
            self.goal = goal
        }
    }
}

extension EvaluationBatch {
    /// A batch as an evaluator outside the program receives it: units are numbered from 0 in the order of
    /// `custom.units`.
    public init(
        custom: CustomInputs, aim: Aim, asOf: Day, window: Window, toDate: Window, current: Measure, baseline: Measure?,
        wholeBaseline: Measure?, pace: Share, elapsed: Share, isClosed: Bool, isRolling: Bool, periodsLeft: Int,
        isTop: [Bool], judgement: Judgement
    ) {
        self.init(
            target: 0, aim: aim, judgement: judgement, better: custom.metric.better, isPercent: custom.metric.isPercent,
            asOf: asOf, window: window, toDate: toDate, pace: pace, elapsed: elapsed, isClosed: isClosed,
            isRolling: isRolling, periodsLeft: periodsLeft, units: Array(custom.units.indices), isTop: isTop, goals: [],
            current: current, baseline: baseline, wholeBaseline: wholeBaseline, starts: [], periods: nil,
            custom: custom)
    }
}

extension PreparedBatch {
    /// Adds what a plugin's evaluator needs; does nothing for other aims.
    ///
    /// - Parameter judged: what was said of an earlier target, by its id.
    mutating func addCustomInputs(_ frame: TargetFrame, _ bank: MetricBank, judged: (String) -> [Assessment]?) {
        guard case .custom(let word, let arguments) = frame.aim else { return }
        let plan = bank.plan
        let target = plan.targets[frame.target]
        let history = plan.evaluatorPlugin(word)?.historyDays ?? 0
        let units = batch.units
        batch.custom = CustomInputs(
            target: target.id, title: target.title, periodName: frame.periodName,
            units: units.map { plan.units[$0].code },
            metric: Self.series(plan.metric(of: target), frame, bank, units, history: history),
            metrics: Self.unique(arguments.metrics).compactMap { id in
                plan.metricIndex(id).map { Self.series(plan.metrics[$0], frame, bank, units, history: history) }
            },
            targets: Self.unique(arguments.targets).map { id in
                let rows = Dictionary((judged(id) ?? []).map { (Int($0.unit), $0) }) { first, _ in first }
                func column<Value>(_ other: Value, _ value: (Assessment) -> Value) -> [Value] {
                    units.map { rows[$0].map(value) ?? other }
                }
                return CustomInputs.JudgedTarget(
                    id: id, status: column(.noData, \.status), pace: column(.nan, \.pace),
                    actual: column(.nan, \.actual),
                    expected: column(.nan, \.expected), goal: column(.nan, \.goal))
            })
    }

    private static func series(
        _ metric: Metric, _ frame: TargetFrame, _ bank: MetricBank, _ units: [Int], history: Int
    ) -> CustomInputs.MetricSeries {
        let last = min(frame.asOf, frame.window.last)
        let window = Window(frame.window.first - history, frame.window.last) ?? frame.window
        return CustomInputs.MetricSeries(
            id: metric.id, kind: metric.kind.word, isPercent: metric.isPercent, better: metric.better,
            toDate: bank.measure(metric, judged: units) { table in
                (table.metric.complete(table.metric.parts(of: frame.window), on: last), nil)
            }.value,
            periods: bank.periodTable(metric, judged: units) { table in
                table.metric.complete(table.metric.periods(in: window), on: last)
            })
    }

    /// Each id once, in the order of its first use.
    private static func unique(_ ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }
}

extension EvaluationBatch {
    /// The facts about data that every evaluator begins with, and whether there is a value to judge.
    public func opened(_ index: Int) -> (assessment: Assessment, isJudged: Bool) {
        Verdict(batch: self).opened(index)
    }

    /// `measuring` instead of a running judgement while too little of the period has passed.
    public func gated(_ assessment: Assessment) -> Assessment {
        Verdict(batch: self).gated(assessment)
    }
}
