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

    /// The values of `count` rows, where `input(i, row)` is the i-th metric's; NaN where one is missing or the result is
    /// no finite number.
    func values(count: Int, _ input: (Int, Int) -> Double) -> [Double] {
        var bindings = program.makeBindings()
        let slots = names.map { bindings.slot(of: $0) }
        return (0..<count).map { row in
            for (index, slot) in slots.enumerated() {
                let value = input(index, row)
                guard let slot, value.isFinite, (try? bindings.set(slot: slot, .double(value))) != nil else {
                    return .nan
                }
            }
            guard case .double(let result)? = try? program.evaluate(bindings), result.isFinite else { return .nan }
            return result
        }
    }
}
