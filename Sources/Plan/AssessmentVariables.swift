import CEL

/// What the expressions of a rule may speak of: the names, types and meaning of the facts of one assessment.
///
/// A number that is absent is NaN: every comparison with it is false, except `!=`. So `pace < 0.9` and `pace >= 0.9`
/// are both false without a pace, and a rule that means "no pace" says `!(pace >= 0.0 || pace < 0.0)`, or better asks
/// for `status` or `data`.
public enum AssessmentVariables {
    /// In the order in which `Alerting` binds them.
    public enum Name: String, CaseIterable, Sendable {
        /// Words, as in JSON: `status` "at_risk", `data` "fresh", `kind` "reduce_by", `reason` "below_pace".
        case status, data, outlook, signal, assurance, kind, reason
        /// The numbers behind the assessment; ratios and shares are fractions (0.87).
        case pace, actual, expected, goal, baseline, change
        case requiredRate = "required_rate"
        /// How likely the aim is, 0…1; absent where there is no outlook.
        case probability
        case coverage, elapsed, numerator, denominator
        /// Days from the as-of day to the end of the period.
        case daysLeft = "days_left"
        /// `yyyy-MM-dd`, so that text comparison is by date.
        case asOf = "as_of"
        /// The period's name, such as "2026" or "2026-02".
        case period
        /// The status on the previous run (of an earlier as-of day) of the same period; "" when there was none.
        case was
        /// Grades worse than on the previous run (0 best … 3 worst); negative = better, 0 where either is not judged.
        case gradesLost = "grades_lost"
        /// Consecutive runs, this one included, with this status.
        case runsInStatus = "runs_in_status"
        case lockedIn = "locked_in"
        case unreachable, provisional, overdue, estimated
        /// `target.id`, `.title`, `.metric`, `.labels["…"]`.
        case target
        /// `unit.code`, `.name`, `.level`, `.parent` (its code, "" for a root).
        case unit
        /// The data virtues behind the assessment, 0…1: `virtues.correct`, `.sufficient`, `.clean`, `.alive`.
        case virtues

        public var type: CELType {
            switch self {
            case .status, .data, .outlook, .signal, .assurance, .kind, .reason, .asOf, .period, .was: .string
            case .pace, .actual, .expected, .goal, .baseline, .change, .requiredRate, .probability, .coverage, .elapsed,
                .numerator, .denominator:
                .double
            case .daysLeft, .gradesLost, .runsInStatus: .int
            case .lockedIn, .unreachable, .provisional, .overdue, .estimated: .bool
            case .target: .record(targetRecord.name)
            case .unit: .record(unitRecord.name)
            case .virtues: .record(virtuesRecord.name)
            }
        }
    }

    public static let targetRecord = RecordType(
        name: "Target",
        fields: [
            .init("id", .string), .init("title", .string), .init("metric", .string),
            .init("labels", .map(.string, .string)),
        ])

    public static let unitRecord = RecordType(
        name: "Unit",
        fields: [
            .init("code", .string), .init("name", .string), .init("level", .string), .init("parent", .string),
        ])

    public static let virtuesRecord = RecordType(
        name: "Virtues",
        fields: [
            .init("correct", .double), .init("sufficient", .double), .init("clean", .double), .init("alive", .double),
        ])

    /// The environment in which the expressions of rules are checked.
    public static let environment: Environment = {
        var environment = RuleFunctions.environment
        environment.declare(record: targetRecord)
        environment.declare(record: unitRecord)
        environment.declare(record: virtuesRecord)
        for name in Name.allCases { environment.declare(name.rawValue, name.type) }
        return environment
    }()

    /// The words that the word-valued variables can have; `EvaluatorsTests` holds them against the enums themselves.
    public static let words: [String: Set<String>] = [
        "status": [
            "not_started", "no_data", "measuring", "ahead", "on_track", "at_risk", "off_track", "exceeded", "achieved",
            "missed", "cancelled", "error",
        ],
        "data": ["fresh", "stale", "missing", "provisional", "disputed"],
        "outlook": ["likely", "toss_up", "unlikely", "none"],
        "signal": ["improvement", "concern", "none", "too_few"],
        "assurance": ["will_pass", "hit_and_miss", "will_fail", "not_assessable"],
    ]

    /// The kinds of aims that need no plugin.
    public static let aims = ["reach", "grow", "cap", "reduce_by", "maintain", "range", "milestones"]

    /// The words a severity may be, mildest first.
    public static let severities = ["info", "notice", "warning", "critical"]

    /// Compiles a `when`, `until` or `at_once`.
    public static func compile(condition source: String) throws(CELErrors) -> Program {
        try environment.compile(source, expecting: .bool)
    }

    /// Compiles a severity that is an expression; it gives one of ``severities``.
    public static func compile(severity source: String) throws(CELErrors) -> Program {
        try environment.compile(source, expecting: .string)
    }
}
