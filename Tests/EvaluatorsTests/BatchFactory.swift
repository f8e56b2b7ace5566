import Periods
import Plan

@testable import Evaluators

/// One unit's batch from the few numbers a test cares about; the rest is an unremarkable year, half over.
struct BatchFactory {
    var aim: Aim
    var actual = 0.0
    var numerator = Double.nan
    var denominator = Double.nan
    var baseline: Double?
    var wholeBaseline: Double?
    var start = Double.nan
    var pace = Share(1, of: 2)
    var elapsed = Share(1, of: 2)
    var isClosed = false
    var isTop = true
    var isPercent = false
    var reported: Int32 = 20
    var due: Int32 = 20
    var silent: Int32 = 0
    var reporters: Int32 = 1
    var periodsLeft = 20
    var asOf = Day(number: 20_000)
    var periods: PeriodTable?
    var judgement = Judgement()

    var batch: EvaluationBatch {
        var current = Measure(count: 1)
        current.value = [reported > 0 ? actual : .nan]
        current.numerator = [numerator]
        current.denominator = [denominator]
        current.reported = [reported]
        current.due = [due]
        current.silent = [silent]
        current.reporters = [reporters]
        func measure(_ value: Double?) -> Measure? {
            guard let value else { return nil }
            var measure = Measure(count: 1)
            measure.value = [value]
            measure.reported = [20]
            measure.due = [20]
            return measure
        }
        let goals: [Double] =
            switch aim {
            case .reach(let total), .cap(let total): [total]
            case .grow(_, let to): [to]
            default: []
            }
        let window = Window(Day(number: 19_900), Day(number: 20_099)) ?? Window(asOf)
        return EvaluationBatch(
            target: 0, aim: aim, judgement: judgement, better: .higher, isPercent: isPercent, asOf: asOf,
            window: window,
            toDate: window.clamped(to: asOf) ?? window, pace: pace, elapsed: elapsed, isClosed: isClosed,
            periodsLeft: isClosed ? 0 : periodsLeft, units: [0], isTop: [isTop], goals: goals, current: current,
            baseline: measure(baseline), wholeBaseline: measure(wholeBaseline ?? baseline.map { $0 * 2 }),
            starts: [start], periods: periods)
    }

    /// What the built-in evaluator of the aim says.
    func judged() throws -> Assessment {
        guard let evaluator = EvaluatorCatalogue.builtIn[aim.word] else {
            throw EvaluationFailure("no evaluator judges \(aim.word)")
        }
        let assessments = try evaluator.evaluate(batch)
        guard assessments.count == 1 else { throw EvaluationFailure("\(assessments.count) answers for one unit") }
        return assessments[0]
    }
}
