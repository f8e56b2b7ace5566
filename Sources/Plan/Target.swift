import Periods

/// A wanted result: metric + aim + period + units + accountable people.
public struct Target: Sendable {
    public var id: String
    public var title: LocalText
    /// Index into `Plan.metrics`.
    public var metric: Int
    /// The aim as first declared; `aim(on:)` gives the one in force.
    public var aim: Aim
    public var period: PeriodRule
    public var units: UnitSelection
    public var pace: Pace
    public var accountable: Accountable
    /// Metric ids of the counter-measures that would show gaming.
    public var guards: [String]
    public var amendments: [Amendment]
    public var judgement: Judgement
    public var signal: SignalRule
    /// Free labels that routes and rules match on.
    public var labels: [String: String]
    /// Set when leadership called the target off.
    public var cancelled: Cancellation?
    /// Path of the file that declares it, relative to the workspace.
    public var file: String

    public init(
        id: String, title: LocalText, metric: Int, aim: Aim, period: PeriodRule, units: UnitSelection,
        pace: Pace = .linear, accountable: Accountable = Accountable(), guards: [String] = [],
        amendments: [Amendment] = [], judgement: Judgement = Judgement(), signal: SignalRule = SignalRule(),
        labels: [String: String] = [:], cancelled: Cancellation? = nil, file: String = ""
    ) {
        self.id = id
        self.title = title
        self.metric = metric
        self.aim = aim
        self.period = period
        self.units = units
        self.pace = pace
        self.accountable = accountable
        self.guards = guards
        self.amendments = amendments
        self.judgement = judgement
        self.signal = signal
        self.labels = labels
        self.cancelled = cancelled
        self.file = file
    }

    /// The aim in force on `day`: the last amendment that has begun, else the first declaration.
    public func aim(on day: Day) -> Aim {
        amendments.last { $0.on <= day }?.aim ?? aim
    }
}

/// A change of the aim with its day, author and reason; never a silent edit. Sorted by day in a target.
public struct Amendment: Sendable, Hashable {
    public var on: Day
    public var aim: Aim
    public var by: String
    public var because: String

    public init(on: Day, aim: Aim, by: String, because: String) {
        self.on = on
        self.aim = aim
        self.by = by
        self.because = because
    }
}

/// Why a target is no longer judged.
public struct Cancellation: Sendable, Hashable {
    public var on: Day
    public var by: String
    public var because: String

    public init(on: Day, by: String, because: String) {
        self.on = on
        self.by = by
        self.because = because
    }
}

/// The five clarities: who does what, answers for what, by when, and with what consequence.
public struct Accountable: Sendable, Hashable {
    public var person: String?
    public var task: String?
    public var responsibility: String?
    public var timeline: String?
    public var accountability: String?
    public var email: String?

    public init(
        person: String? = nil, task: String? = nil, responsibility: String? = nil, timeline: String? = nil,
        accountability: String? = nil, email: String? = nil
    ) {
        self.person = person
        self.task = task
        self.responsibility = responsibility
        self.timeline = timeline
        self.accountability = accountability
        self.email = email
    }
}

/// Which window a target is judged over.
public enum PeriodRule: Sendable, Hashable {
    /// A named period of a calendar, or any fixed window with a name (a campaign).
    case fixed(name: String, Window)
    /// The last `days` days up to and including the as-of day.
    case rolling(days: Int)
    /// The period of this grain that holds the as-of day.
    case current(Grain, PeriodCalendar)

    /// The name and the whole window on `asOf`.
    public func window(asOf: Day) -> (name: String, window: Window)? {
        switch self {
        case .fixed(let name, let window):
            return (name, window)
        case .rolling(let days):
            guard let window = Window(asOf - (days - 1), asOf) else { return nil }
            return ("last \(days) days", window)
        case .current(let grain, let calendar):
            let period = calendar.period(grain, containing: asOf)
            return (period.name, period.window)
        }
    }
}

/// Which units a target is judged for and how a parent's total is shared among them.
public struct UnitSelection: Sendable, Hashable {
    /// Indices into the unit tree of every unit judged: those named, those cascaded to, and the units above them;
    /// parents before children. In a tree that changes, `standing(on:)` says which they are on a day.
    public var judged: [Int]
    /// The unit that carries the declared total; shares are taken of it.
    public var root: Int
    /// Units that carry the declared total themselves: the root of a cascade, or every unit named.
    public var carriers: [Int]
    /// How the total is shared among the units below the root; nil when none is judged or the aim is not a total.
    public var share: Share?
    /// Under what the smallest units are judged as one; nil = each by itself.
    public var pool: Pool?

    /// Units too small to be judged alone, judged together.
    public struct Pool: Sendable, Hashable {
        /// Index of the unit that stands for them; the last of `judged`.
        public var unit: Int
        /// The size below which a unit belongs to it: of its own goal, or of the events it is compared by; nil = 5 for
        /// shares of a total, else the target's `minimum_base`.
        public var below: Double?

        public init(unit: Int, below: Double? = nil) {
            self.unit = unit
            self.below = below
        }
    }
    /// The level whose units below the root are judged as well (`all` = every level); nil without a cascade.
    public var level: String?

    public enum Share: String, Sendable, CaseIterable {
        /// By each unit's own total in the same period of the year before.
        case history
        /// By the `weight` column of the units file.
        case weight
        /// Equal parts.
        case flat
        /// Every unit has the whole total as its own goal.
        case same
    }

    public init(judged: [Int], root: Int, carriers: [Int]? = nil, share: Share? = nil, level: String? = nil) {
        self.judged = judged
        self.root = root
        self.carriers = carriers ?? [root]
        self.share = share
        self.level = level
    }

    /// The same with `pool` as one more unit judged.
    func pooling(_ pool: Pool?) -> UnitSelection {
        guard let pool else { return self }
        var selection = self
        selection.judged.append(pool.unit)
        selection.pool = pool
        return selection
    }
}

/// What part of a total should be done by a day.
public enum Pace: Sendable, Hashable {
    /// In proportion to the days elapsed.
    case linear
    /// Agreed shares by day, ascending in both; linear between them.
    case steps([Step])
    /// Learnt from earlier years, or bent by campaigns.
    case shaped(PaceShape)

    public struct Step: Sendable, Hashable {
        /// End of this day.
        public var by: Day
        /// Share of the total, 0…1.
        public var share: Double

        public init(by: Day, share: Double) {
            self.by = by
            self.share = share
        }
    }
}

/// The tolerances of a judgement, with the defaults of the status table.
public struct Judgement: Sendable, Hashable {
    /// Around the pace, inside which a target is on track.
    public var tolerance = 0.05
    /// Below the pace, beyond which it is off track.
    public var amber = 0.15
    /// Above the aim, from which the final result exceeds it.
    public var exceed = 0.05
    /// Smallest base (events) for judging a change at all.
    public var minimumBase = 20.0
    /// Share of the period before which nothing is judged.
    public var minimumElapsed = 0.10
    /// Days after the end for late reports, before a final verdict.
    public var closeLagDays = 14
    /// Coverage below which a value is provisional.
    public var provisionalCoverage = 0.95
    /// Coverage below which there is no value.
    public var minimumCoverage = 0.80

    public init() {}
}
