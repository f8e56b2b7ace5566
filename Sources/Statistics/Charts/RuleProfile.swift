/// A named set of chart rules. Tools disagree on their details, so every chart prints the profile it was judged by.
public struct RuleProfile: Hashable, Sendable {
    /// Which points make a 2-of-3 signal.
    public enum TwoInThree: String, Hashable, Sendable {
        /// Two of three between 2 and 3 sigma, all three on one side of the centre.
        case nearLimits = "near_limits"
        /// Two of three beyond 2 sigma (3 sigma included), all three on one side of the centre.
        case beyondTwoSigma = "beyond_two_sigma"
        /// Two of three beyond 2 sigma on one side; the third may lie anywhere but beyond 2 sigma opposite.
        case thirdAnywhere = "third_anywhere"
    }

    /// What plans call the profile.
    public let name: String
    /// Points in a row that rise or fall strictly; nil where trends are not a rule. Ties break a trend.
    public var trendPoints: Int?
    /// Points in a row on one side of the centre; a point on the centre breaks the run. Nil where it is no rule.
    public var shiftPoints: Int?
    /// The 2-of-3 rule, if any.
    public var twoInThree: TwoInThree?
    /// Four of five beyond 1 sigma on one side, 14 alternating, 15 within and 8 beyond 1 sigma (Nelson's rules 4, 6–8).
    public var nelsonExtras = false
    /// Longest run and number of crossings of the whole chart (Anhøj).
    public var runsAnalysis = false
    /// Whether outlying moving ranges are left out once when limits are computed.
    public var screens: Bool
    /// Points below which a verdict is withheld.
    public var minimumPoints: Int
    /// Whether improvement is shown for a point with signals both ways; otherwise the precedence of rules decides.
    public var improvementWins = false
    /// Whether a target exactly on a limit counts as beyond it.
    public var inclusiveAssurance = false

    /// A profile of one's own.
    public init(
        name: String, trendPoints: Int?, shiftPoints: Int?, twoInThree: TwoInThree?, screens: Bool, minimumPoints: Int
    ) {
        self.name = name
        self.trendPoints = trendPoints
        self.shiftPoints = shiftPoints
        self.twoInThree = twoInThree
        self.screens = screens
        self.minimumPoints = minimumPoints
    }
}

extension RuleProfile {
    /// NHS England, Making Data Count (Excel tool): no screening, improvement wins over concern, inclusive assurance.
    public static let nhsMDC: RuleProfile = {
        var profile = RuleProfile(
            name: "nhs-mdc", trendPoints: 6, shiftPoints: 7, twoInThree: .beyondTwoSigma, screens: false,
            minimumPoints: 13)
        profile.improvementWins = true
        profile.inclusiveAssurance = true
        return profile
    }()

    /// The R package NHSRplotthedots 0.2.2.
    public static let nhsR = RuleProfile(
        name: "nhs-r", trendPoints: 7, shiftPoints: 7, twoInThree: .nearLimits, screens: true, minimumPoints: 13)

    /// All eight rules of L. S. Nelson, Journal of Quality Technology 16 (1984).
    public static let nelson: RuleProfile = {
        var profile = RuleProfile(
            name: "nelson", trendPoints: 6, shiftPoints: 9, twoInThree: .beyondTwoSigma, screens: false,
            minimumPoints: 13)
        profile.nelsonExtras = true
        return profile
    }()

    /// Points outside the limits, and the runs analysis of J. Anhøj (PLoS ONE 9, 2014).
    public static let anhoj: RuleProfile = {
        var profile = RuleProfile(
            name: "anhoj", trendPoints: nil, shiftPoints: nil, twoInThree: nil, screens: true, minimumPoints: 10)
        profile.runsAnalysis = true
        return profile
    }()

    /// The shipped profiles.
    public static let all: [RuleProfile] = [.nhsMDC, .nhsR, .nelson, .anhoj]

    /// The shipped profile with this name.
    public static func named(_ name: String) -> RuleProfile? {
        all.first { $0.name == name }
    }
}
