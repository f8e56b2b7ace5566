import Periods
import Plan

/// Something about the figures behind a target that is worth a look: a question, never an accusation.
///
/// Each has the counts behind it and the probability of them by chance; which of many stay is decided for all findings
/// of a kind at once.
public struct Finding: Sendable, Equatable {
    public var evidence: Evidence
    /// Index into `Plan.targets`; nil where the question is about a metric, whatever targets use it.
    public var target: Int?
    /// Index into `Plan.metrics`.
    public var metric: Int
    /// Index of the sibling, the metric withdrawn to, or the guard.
    public var other: Int?
    /// Index into `Plan.units`; nil for all units together.
    public var unit: Int?
    /// The days looked at.
    public var window: Window
    /// The probability of evidence at least so strong by chance alone.
    public var p: Double
    /// Why and until when it is held back.
    public var silence: CheckSilence?

    public init(
        evidence: Evidence, target: Int? = nil, metric: Int, other: Int? = nil, unit: Int? = nil, window: Window,
        p: Double, silence: CheckSilence? = nil
    ) {
        self.evidence = evidence
        self.target = target
        self.metric = metric
        self.other = other
        self.unit = unit
        self.window = window
        self.p = p
        self.silence = silence
    }

    public var kind: CheckKind {
        switch evidence {
        case .bunching: .bunching
        case .heaping: .heaping
        case .endSpike: .endSpike
        case .substitution: .substitution
        case .withdrawn, .revisedDown: .reclassification
        case .guardMoved: .guardMoved
        }
    }

    /// The counts behind a finding.
    public enum Evidence: Sendable, Equatable {
        /// Results within `width` of the aim on its good and on its bad side; units with more of the one, and of the other.
        case bunching(aim: Double, width: Double, met: Int, missed: Int, unitsMet: Int, unitsMissed: Int)
        /// How often each last digit 0…9 occurs.
        case heaping(digits: [Int], chiSquare: Double)
        /// Events in the last reporting periods of months or quarters, all events, the share of the days these periods
        /// have, and in how many of the months or quarters they held more than that.
        case endSpike(late: Double, all: Double, share: Double, above: Int, of: Int, isQuarter: Bool)
        /// The metric and its sibling, each now and a year before; the correlation of their changes from period to
        /// period (NaN where there is none).
        case substitution(TwoPeriods, sibling: TwoPeriods, correlation: Double)
        /// What was withdrawn, and the metric with what was withdrawn from it, each now and a year before.
        case withdrawn(TwoPeriods, of: TwoPeriods)
        /// How many values were later revised down and up, and by how much in all.
        case revisedDown(down: Int, up: Int, lost: Double, gained: Double)
        /// The target's metric and its guard, each now and a year before; ratios as fractions.
        case guardMoved(TwoPeriods, guard: TwoPeriods)
    }
}

/// A value now and in the same period of the year before.
public struct TwoPeriods: Sendable, Equatable {
    public var now: Double
    public var before: Double

    public init(now: Double, before: Double) {
        self.now = now
        self.before = before
    }

    /// As a fraction of the value before; NaN without one.
    public var change: Double { before != 0 ? now / before - 1 : .nan }
}

/// What the integrity checks of a run say.
public struct IntegrityChecks: Sendable, Equatable {
    /// Findings that stay when all of their kind are tested at once, held back ones included; in the order of kinds,
    /// targets and metrics, and units.
    public var findings: [Finding] = []
    /// How many tests of each kind were made.
    public var tested: [CheckKind: Int] = [:]

    public init() {}

    /// The share of findings of a kind that may be false on average, at most.
    public static let falseDiscoveryRate = 0.05

    /// Those to be shown.
    public var shown: [Finding] { findings.filter { $0.silence == nil } }
}
