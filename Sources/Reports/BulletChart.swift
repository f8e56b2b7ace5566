import Evaluators
import Plan

/// A bullet chart after S. Few's specification, as inline SVG: the bar is the value, the tick what is asked for by now,
/// the diamond the aim at the end, and grey bands say how far from the pace is far.
///
/// A percentage is a dot with its 95 % interval on a stretched axis instead: a bar that does not begin at zero would
/// lie, and one that does could not show a point of difference.
struct BulletChart {
    private let title: String
    private let scale: Scale
    private let bands: [Band]
    private let bar: (from: Double, to: Double)?
    private let dot: Double?
    private let whisker: (low: Double, high: Double)?
    private let tick: Double?
    private let diamond: Double?

    static let width = 190.0
    private static let height = 22.0

    private struct Band {
        var from: Double
        var to: Double
        /// 1 = light (good) … 3 = dark (far off).
        var shade: Int
    }

    private struct Scale {
        var low: Double
        var high: Double

        func x(_ value: Double) -> Double {
            let share = (value - low) / (high - low)
            return 2 + min(max(share, 0), 1) * (BulletChart.width - 4)
        }
    }

    /// nil where there is nothing to draw.
    ///
    /// - Parameter title: what the chart says, in words.
    init?(_ assessment: Assessment, target: Target, metric: Metric, aim: Aim, title: String) {
        guard assessment.actual.isFinite else { return nil }
        switch aim {
        case .maintain(let bound, let value):
            let limits = bound == .atLeast ? (value, Double.infinity) : (-Double.infinity, value)
            self.init(ratio: assessment, inside: limits, tick: value, isShare: metric.isPercent, title: title)
        case .range(let low, let high, _):
            self.init(ratio: assessment, inside: (low, high), tick: nil, isShare: metric.isPercent, title: title)
        case .reach, .grow, .cap, .reduceBy, .milestones, .custom:
            self.init(count: assessment, judgement: target.judgement, aim: aim, title: title)
        }
    }

    private init?(count assessment: Assessment, judgement: Judgement, aim: Aim, title: String) {
        let expected = assessment.expected
        guard expected.isFinite else { return nil }
        var start = 0.0
        if case .grow = aim, assessment.baseline.isFinite { start = assessment.baseline }
        let values = [start, assessment.actual, expected, assessment.goal].filter(\.isFinite)
        guard let low = values.min(), let high = values.max(), high > low else { return nil }
        let room = (high - low) * 0.06
        scale = Scale(low: low == start ? low : low - room, high: high + room)
        let far = expected * (1 - judgement.amber)
        let near = expected * (1 - judgement.tolerance)
        switch aim {
        case .cap, .reduceBy:
            bands = [
                Band(from: scale.low, to: expected, shade: 1),
                Band(from: expected, to: expected * (1 + judgement.amber), shade: 2),
                Band(from: expected * (1 + judgement.amber), to: scale.high, shade: 3),
            ]
        case .reach, .milestones:
            bands = [
                Band(from: scale.low, to: far, shade: 3), Band(from: far, to: near, shade: 2),
                Band(from: near, to: scale.high, shade: 1),
            ]
        default:
            bands = [Band(from: scale.low, to: scale.high, shade: 1)]
        }
        bar = (start, assessment.actual)
        dot = nil
        whisker = nil
        tick = expected
        diamond = assessment.goal.isFinite ? assessment.goal : nil
        self.title = title
    }

    private init?(
        ratio assessment: Assessment, inside limits: (low: Double, high: Double), tick: Double?, isShare: Bool,
        title: String
    ) {
        let values = [limits.low, limits.high, assessment.actual, assessment.low, assessment.high].filter(\.isFinite)
        guard let least = values.min(), let most = values.max() else { return nil }
        let room = max(most - least, isShare ? 0.02 : most.magnitude * 0.05, 1e-9) * 0.4
        let low = isShare ? max(0, least - room) : least - room
        let high = isShare ? min(1, most + room) : most + room
        guard high > low else { return nil }
        scale = Scale(low: low, high: high)
        bands = [
            Band(from: low, to: max(low, limits.low), shade: 2),
            Band(from: max(low, limits.low), to: min(high, limits.high), shade: 1),
            Band(from: min(high, limits.high), to: high, shade: 2),
        ]
        bar = nil
        dot = assessment.actual
        whisker = assessment.low.isFinite && assessment.high.isFinite ? (assessment.low, assessment.high) : nil
        self.tick = tick
        diamond = nil
        self.title = title
    }

    /// The chart as markup.
    var html: HTML {
        var shapes: HTML = ""
        for band in bands {
            let (from, to) = (scale.x(band.from), scale.x(band.to))
            guard to - from > 0.05 else { continue }
            shapes += """
                <rect class="k\(band.shade)" x="\(at(from))" y="2" width="\(at(to - from))" height="18"/>
                """
        }
        if let bar {
            let (from, to) = (scale.x(min(bar.from, bar.to)), scale.x(max(bar.from, bar.to)))
            shapes += #"<rect class="v" x="\#(at(from))" y="8" width="\#(at(max(to - from, 1)))" height="6"/>"#
        }
        if let whisker {
            let (from, to) = (scale.x(whisker.low), scale.x(whisker.high))
            shapes += #"<path class="w" d="M\#(at(from)) 11H\#(at(to))M\#(at(from)) 8v6M\#(at(to)) 8v6"/>"#
        }
        if let tick {
            shapes += #"<path class="t" d="M\#(at(scale.x(tick))) 1v20"/>"#
        }
        if let dot {
            shapes += #"<circle class="v" cx="\#(at(scale.x(dot)))" cy="11" r="4.5"/>"#
        }
        if let diamond {
            shapes += #"<path class="d" d="M\#(at(scale.x(diamond))) 5l5 6-5 6-5-6z"/>"#
        }
        return """
            <svg role="img" viewBox="0 0 \(at(Self.width)) \(at(Self.height))"><title>\(title)</title>\(shapes)</svg>
            """
    }

    /// A coordinate with one decimal.
    private func at(_ value: Double) -> HTML {
        let tenths = Int((value * 10).rounded())
        return HTML(trusted: tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)")
    }
}
