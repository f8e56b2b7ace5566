import Statistics
import Testing

@Suite("Functions for rules")
struct FunctionTests {
    typealias Value = StatisticsFunctions.Value

    @Test("Names are unique within their namespace")
    func names() {
        let names = StatisticsFunctions.all.map { "\($0.namespace).\($0.name)" }
        #expect(Set(names).count == names.count)
        #expect(names.contains("stats.two_counts") && names.contains("spc.xmr") && names.contains("spc.rule_shift"))
    }

    @Test("A function answers without the shared vectors, too")
    func answers() throws {
        let function = try #require(StatisticsFunctions.all.first { $0.name == "two_counts" })
        let result = try function.call(["current": .number(74), "prior": .number(100)], [:])
        #expect(result["diff"] == .number(-26) && result["pct_change"] == .number(-26))
        let none = try function.call(["current": .number(4), "prior": .number(0)], [:])
        #expect(none["pct_change"] == .null && none["rate_ratio"] == .null)
    }

    @Test("Nothing that goes in makes a function trap or answer NaN", arguments: StatisticsFunctions.all.indices)
    func fuzz(index: Int) {
        let function = StatisticsFunctions.all[index]
        var generator = Generator(state: UInt64(index) &* 7919 &+ 1)
        var answers = 0
        for _ in 0..<400 {
            let input = generator.record(Self.keys)
            let options = generator.record(Self.optionKeys)
            guard let result = try? function.call(input, options) else { continue }
            answers += 1
            #expect(!Self.holdsNoNumber(.map(result)), "\(function.name) \(input)")
        }
        #expect(answers > 0, "\(function.name) was never reached")
    }

    static let keys = [
        "current", "prior", "exposure_current", "exposure_prior", "phi", "reduction", "z_crit", "fall", "level", "p",
        "q", "numerator", "denominator", "target", "n", "observed", "share_elapsed", "remaining_denominator", "a", "b",
        "x", "k", "z", "r", "mean", "values", "numerators", "denominators", "counts", "centre", "relative_to_mean",
        "end_markers", "close_to_limits", "lower_2sigma", "upper_2sigma", "lpl", "upl", "improvement_direction",
        "target_kind", "years", "histories", "snapshots", "units", "cur", "tolerance",
    ]

    static let optionKeys = [
        "profile", "screen", "k", "fix_after_n", "rebase_at_index", "exclude_index", "improvement_direction", "target",
        "multiplier", "inclusive", "exact_limits",
    ]

    private static func holdsNoNumber(_ value: Value) -> Bool {
        switch value {
        case .number(let number): !number.isFinite
        case .list(let list): list.contains(where: holdsNoNumber)
        case .map(let map): map.values.contains(where: holdsNoNumber)
        default: false
        }
    }

    /// Makes inputs that are mostly of the right sort and often at an edge.
    struct Generator {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }

        mutating func number() -> Double {
            let edges: [Double] = [
                0, 1, -1, 0.5, 2, 7, 1e-9, 1e6, 1e9, 0x1p53, 1e300, -1e300, .infinity, -.infinity, .nan, 5e-324, 0.87,
            ]
            return below(3) == 0 ? edges[below(edges.count)] : Double(below(40))
        }

        mutating func numbers() -> Value {
            .list((0..<below(30)).map { _ in below(20) == 0 ? .null : .number(number()) })
        }

        mutating func value(_ key: String) -> Value {
            if below(25) == 0 { return [.null, .bool(true), .string("x"), .list([.null]), .map([:])][below(5)] }
            switch key {
            case "values", "numerators", "denominators", "counts":
                return numbers()
            case "relative_to_mean", "end_markers", "close_to_limits", "rebase_at_index", "exclude_index":
                let far = [0, 1e15, -1e15][below(3)]
                return .list((0..<below(20)).map { _ in .number(Double(below(3)) - 1 + (below(30) == 0 ? far : 0)) })
            case "p" where below(2) == 0:
                return .list((0..<below(20)).map { _ in below(9) == 0 ? .null : .number(Double(below(101)) / 100) })
            case "years", "histories": return .list((0..<below(4)).map { _ in numbers() })
            case "snapshots", "units":
                return .list(
                    (0..<below(6)).map { id in
                        .map([
                            "id": .string("\(id)"), "numerator": .number(number()), "denominator": .number(number()),
                            "ytd": .number(number()), "week": .number(number()),
                        ])
                    })
            case "cur" where below(2) == 0, "prior" where below(2) == 0:
                return .map(["A": .map(["numerator": .number(number()), "denominator": .number(number())])])
            case "improvement_direction": return .string(["increase", "decrease", "neutral"][below(3)])
            case "target_kind": return .string(["increase_to", "decrease_to"][below(2)])
            case "profile": return .string(["nhs-mdc", "nhs-r", "nelson", "anhoj"][below(4)])
            case "screen", "inclusive", "exact_limits": return .bool(below(2) == 0)
            default: return .number(number())
            }
        }

        mutating func record(_ keys: [String]) -> [String: Value] {
            var record: [String: Value] = [:]
            for key in keys where below(12) != 0 { record[key] = value(key) }
            return record
        }
    }
}
