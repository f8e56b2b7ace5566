import Plan
import Statistics

/// Which units of a ratio lie outside the limits that chance alone keeps around its bound, and how many would by chance.
///
/// Inside them a unit is not different from the rest, and must not be ranked (D. Spiegelhalter, Statistics in Medicine
/// 24, 2005). Limits are normal from 50 cases on, exact binomial below.
public struct UnitFunnel: Sendable, Equatable {
    /// The bound around which the limits lie.
    public var bound: Double
    /// Units with cases.
    public var units = 0
    /// Units outside the 95 % limits, on either side, and outside the 99.8 % limits.
    public var below = 0
    public var above = 0
    public var far = 0
    /// How many would be outside if all had just the bound's rate, summed over the exact probabilities of each.
    public var expected = 0.0
    public var expectedFar = 0.0

    /// Where one unit lies.
    public enum Place: String, Sendable {
        case inside, below, above
        case farBelow = "far_below"
        case farAbove = "far_above"
    }

    /// nil for aims that are no bound on a ratio, and without units that have cases.
    public init?(_ aim: Aim, _ assessments: some Sequence<Assessment>) {
        guard case .maintain(_, let bound) = aim, bound > 0, bound < 1 else { return nil }
        self.bound = bound
        for assessment in assessments {
            guard let limits = Limits(bound, assessment) else { continue }
            units += 1
            expected += limits.chance(outside: limits.near)
            expectedFar += limits.chance(outside: limits.far)
            switch limits.place(of: assessment.numerator) {
            case .inside: break
            case .below: below += 1
            case .above: above += 1
            case .farBelow:
                below += 1
                far += 1
            case .farAbove:
                above += 1
                far += 1
            }
        }
        if units == 0 { return nil }
    }

    /// Where an assessment lies in the funnel of its aim; nil where there is none.
    public static func place(of assessment: Assessment, aim: Aim) -> Place? {
        guard case .maintain(_, let bound) = aim, bound > 0, bound < 1 else { return nil }
        return Limits(bound, assessment)?.place(of: assessment.numerator)
    }

    /// Outside the 95 % limits on either side.
    public var outside: Int { below + above }
}

/// The smallest and the largest count that lie inside.
private struct Limits {
    struct Pair {
        var low: Double
        var high: Double
    }

    let near: Pair
    let far: Pair
    private let binomial: Binomial
    private static let exactBelow = 50.0

    init?(_ bound: Double, _ assessment: Assessment) {
        let cases = assessment.denominator
        guard assessment.numerator.isFinite, let funnel = FunnelLimits(target: bound, cases: cases),
            let share = Statistics.Share(bound), let binomial = Binomial(trials: cases, probability: share)
        else { return nil }
        func pair(z: Double, tail: Double) -> Pair? {
            var (low, high) = funnel.normal(z: z)
            low = (low * cases).rounded(.up)
            high = (high * cases).rounded(.down)
            if cases < Self.exactBelow {
                guard let least = funnel.exactLower(tail: tail), let most = funnel.exactUpper(tail: tail) else {
                    return nil
                }
                (low, high) = (least, most)
            }
            return Pair(low: low, high: high)
        }
        guard let near = pair(z: 1.959963984540054, tail: 0.025), let far = pair(z: 3.090232306167813, tail: 0.001)
        else { return nil }
        self.near = near
        self.far = far
        self.binomial = binomial
    }

    /// The exact probability of a count outside, if the unit's rate is just the bound.
    func chance(outside pair: Pair) -> Double {
        (pair.low > 0 ? binomial.atMost(pair.low - 1) : 0)
            + (pair.high < binomial.trials ? binomial.atLeast(pair.high + 1) : 0)
    }

    func place(of count: Double) -> UnitFunnel.Place {
        if count < far.low { return .farBelow }
        if count > far.high { return .farAbove }
        if count < near.low { return .below }
        return count > near.high ? .above : .inside
    }
}
