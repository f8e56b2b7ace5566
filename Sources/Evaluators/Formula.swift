import CEL
import Plan

/// A metric's formula made ready to be evaluated over and over.
struct Formula {
    private let program: Program
    private let names: [String]

    /// - Parameter metrics: ids of the metrics it uses, in the order of `Metric.inputs`.
    init(_ program: Program, _ metrics: [String]) {
        self.program = program
        names = metrics.map(PlanLoader.variableName)
    }

    /// The value where `input(i)` is the i-th metric's; NaN when one is missing or the result is no finite number.
    func value(_ input: (Int) -> Double) -> Double {
        var bindings = Bindings(for: program)
        for (index, name) in names.enumerated() {
            let value = input(index)
            guard value.isFinite else { return .nan }
            bindings[name] = .double(value)
        }
        guard case .double(let result)? = try? program.evaluate(bindings), result.isFinite else { return .nan }
        return result
    }
}
