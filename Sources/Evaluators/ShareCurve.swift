import Periods
import Plan

/// Which share of a period's events is usual by the end of a day, learnt from earlier years of the target's top unit.
///
/// Years are pooled, Σ counts to date over Σ totals, so that a busy year weighs more. All units of a target share the
/// top unit's curve: a small unit's own curve is mostly noise.
struct ShareCurve: Sendable {
    let window: Window
    let shape: PaceShape
    /// How many years back each year that could be used lies.
    let years: [Int]
    private let totals: [Double]
    private let history: History?

    /// The curve of `shape` over `window`; years whose reports are not all there are left out.
    init(_ shape: PaceShape, window: Window, history: History?) {
        self.window = window
        self.shape = shape
        self.history = history
        var years: [Int] = []
        var totals: [Double] = []
        for back in shape.yearsBack(from: window) {
            guard let total = history?.sum(of: 0, over: Self.shifted(window, by: back)), total > 0 else { continue }
            years.append(back)
            totals.append(total)
        }
        self.years = years
        self.totals = totals
    }

    /// Whether the shape asks for years and none could be used, so that the days stand in.
    var isFallback: Bool { shape.basis != .linear && years.isEmpty }

    /// The share by the end of `day`, 0…1.
    ///
    /// - Parameter left: a year to leave out, so that it can be foretold from the others; the days stand in when no
    ///   other is there.
    func share(at day: Day, leavingOut left: Int? = nil) -> Double {
        let plain = plainShare(at: day, left)
        guard !shape.campaigns.isEmpty else { return plain }
        var part = plain
        var whole = 1.0
        for campaign in shape.campaigns {
            guard let days = campaign.window.intersection(window) else { continue }
            let before = plainShare(at: days.first - 1, left)
            let extra = campaign.weight - 1
            whole += extra * (plainShare(at: days.last, left) - before)
            part += extra * (plainShare(at: min(max(day, days.first - 1), days.last), left) - before)
        }
        return whole > 0 ? min(1, max(0, part / whole)) : plain
    }

    private func plainShare(at day: Day, _ left: Int?) -> Double {
        if day < window.first { return 0 }
        if day >= window.last { return 1 }
        var part = 0.0
        var whole = 0.0
        for (back, total) in zip(years, totals) where back != left {
            guard let sum = sum(to: day, back) else { continue }
            part += sum
            whole += total
        }
        return whole > 0 ? min(1, part / whole) : Double(day - window.first + 1) / Double(window.count)
    }

    private func sum(to day: Day, _ back: Int) -> Double? {
        let year = Self.shifted(window, by: back)
        let last = min(counterpart(of: day, back), year.last)
        guard let part = Window(year.first, last) else { return 0 }
        return history?.sum(of: 0, over: part)
    }

    /// The day of an earlier year that stands for `day`: as far from the feast near it, else the same date.
    private func counterpart(of day: Day, _ back: Int) -> Day {
        if let anchor = shape.anchor, let year = anchor.year(around: Window(day)), let feast = anchor.day(in: year),
            let earlier = anchor.day(in: year - back)
        {
            return earlier + (day - feast)
        }
        return day.adding(years: -back)
    }

    /// The window the same dates `back` years earlier.
    static func shifted(_ window: Window, by back: Int) -> Window {
        Window(window.first.adding(years: -back), window.last.adding(years: -back)) ?? window
    }
}

/// The shape that a pace or an outlook used, for people to read.
public struct ShapeUse: Sendable, Hashable {
    /// `linear`, `steps`, `seasonal` or `prior_year`.
    public var word: String
    /// The years it was learnt from, as numbers of the years in which their windows end.
    public var years: [Int] = []
    /// The moving feast by which days were compared.
    public var anchor: String?
    /// Ids of the campaigns that were weighted.
    public var campaigns: [String] = []
    /// Whether the declared shape had no year to learn from, so that the days stand in.
    public var isFallback = false
    /// The share by now, 0…1.
    public var share: Double

    public init(word: String, share: Double) {
        self.word = word
        self.share = share
    }

    init(_ curve: ShareCurve, share: Double) {
        self.init(word: curve.shape.word, share: share)
        years = curve.years.map { curve.window.last.year - $0 }.sorted()
        anchor = curve.shape.anchor?.id
        campaigns = curve.shape.campaigns.map(\.campaign)
        isFallback = curve.isFallback
    }
}
