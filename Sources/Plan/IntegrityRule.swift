import Periods

/// Which integrity checks a run makes, and which of their findings are held back until when.
public struct IntegrityRule: Sendable, Hashable {
    /// The checks made; all unless `checks:` says otherwise.
    public var kinds = Set(CheckKind.allCases)
    public var silences: [CheckSilence] = []

    public init() {}
}

/// An integrity check: what about the figures is asked about, never held against anyone.
public enum CheckKind: String, Sendable, CaseIterable {
    /// Results of units crowd just on the good side of the aim.
    case bunching
    /// Last digits are uneven.
    case heaping
    /// The last days of months or quarters hold more than their share.
    case endSpike = "end_spike"
    /// A metric improves while a declared sibling takes up the difference.
    case substitution
    /// More is withdrawn or reclassified, or revisions go mostly downward.
    case reclassification
    /// A target improves while its counter-measure worsens.
    case guardMoved = "guard"
}

/// A finding held back, with a reason and an end, as warnings are.
public struct CheckSilence: Sendable, Hashable {
    public var kind: CheckKind
    /// Id of a target or metric; nil = all.
    public var on: String?
    public var because: String
    /// The last as-of day on which it holds.
    public var until: Day

    public init(kind: CheckKind, on: String?, because: String, until: Day) {
        self.kind = kind
        self.on = on
        self.because = because
        self.until = until
    }
}
