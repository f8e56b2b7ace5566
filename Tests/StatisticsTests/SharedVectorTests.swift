import Statistics
import Testing

@Suite("Shared vectors")
struct SharedVectorTests {
    @Test("The shared vectors are there", .enabled(if: SharedCases.exist, "skipped: ../shared/cases is not there"))
    func present() {
        #expect(SharedCases.stats.count >= 50)
        #expect(SharedCases.spc.count >= 100)
    }

    @Test("Each vector of stats is answered", arguments: SharedCases.stats)
    func stats(vector: SharedCases.Case) throws {
        try check(vector)
    }

    @Test("Each vector of spc is answered", arguments: SharedCases.spc)
    func spc(vector: SharedCases.Case) throws {
        try check(vector)
    }

    private func check(_ vector: SharedCases.Case) throws {
        let function = try #require(
            StatisticsFunctions.all.first { $0.namespace == vector.namespace && $0.name == vector.function },
            "no function \(vector.namespace).\(vector.function)")
        var options = vector.options
        // One vector names the target it asks about only in the key of its answer.
        if let key = vector.expected.keys.first(where: { $0.hasPrefix("assurance_target_") }),
            options["target"] == nil, let target = Double(key.dropFirst("assurance_target_".count))
        {
            options["target"] = .number(target)
        }
        let result = try function.call(vector.input, options)
        for (key, expected) in vector.expected {
            let words = disagreement(result[key] ?? .null, expected, tolerance: vector.tolerance, path: key)
            #expect(words == nil)
        }
    }
}
