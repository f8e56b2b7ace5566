import CEL

/// One timed case: what is repeated, and how many evaluations a repetition holds.
struct Benchmark {
    var name: String
    var perRepetition = 1
    /// Runs a number of repetitions and returns something that depends on all results.
    var body: (Int) -> Int

    /// Prints the best of several batches, in nanoseconds for one evaluation.
    func run() {
        let clock = ContinuousClock()
        var repetitions = 1
        var consumed = 0
        while clock.measure({ consumed &+= body(repetitions) }) < .milliseconds(20) { repetitions *= 2 }
        var best = Double.infinity
        for _ in 0..<15 {
            let time = clock.measure { consumed &+= body(repetitions) }
            let (seconds, attoseconds) = time.components
            best = min(best, (Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(repetitions * perRepetition))
        }
        let rounded = (best * 10).rounded() / 10
        print("{\"bench\":\"cel/\(name)\",\"ns\":\(rounded)}\(consumed == .min ? " " : "")")
    }
}

enum Benchmarks {
    static var all: [Benchmark] { scalar + columns + compiling }

    // MARK: The five expressions

    static let expressions: [(name: String, source: String)] = [
        ("a", "progress >= 0.9 && days_left < 60"),
        ("b", "(actual - baseline) / baseline * 100.0 <= -26.0"),
        ("c", #"status in ["lagging","at_risk"] && owner != "" && !(unit in muted)"#),
        ("d", "values.filter(v, v > mean).size() >= 7"),
        ("e", #"history.all(h, h.status == "lagging") && history.size() >= 3"#),
    ]

    static let environment: Environment = {
        var environment = Environment()
        let variables: [(String, CELType)] = [
            ("progress", .double), ("days_left", .int), ("actual", .double), ("baseline", .double), ("status", .string),
            ("owner", .string), ("unit", .string), ("muted", .list(.string)), ("values", .list(.double)),
            ("mean", .double), ("history", .list(.map(.string, .dyn))),
        ]
        for (name, type) in variables { environment.declare(name, type) }
        return environment
    }()

    static let values: [(String, Value)] = [
        ("progress", 0.93), ("days_left", 41), ("actual", 640.0), ("baseline", 930.0), ("status", "at_risk"),
        ("owner", "Nguyen Van A"), ("unit", "ward-017"),
        ("muted", .list((1...10).map { .string("ward-1\($0 < 10 ? "0" : "")\($0)") })),
        ("values", .list((0..<24).map { .double(Double(($0 * 37) % 24) + 0.5) })), ("mean", 12.0),
        ("history", .list((0..<4).map { .map(["week": .int($0), "pace": 0.7, "status": "lagging"]) })),
    ]

    static func bindings() -> Bindings {
        var bindings = Bindings(environment)
        for (name, value) in values { try? bindings.set(name, value) }
        return bindings
    }

    static func program(_ source: String) -> Program {
        do { return try environment.compile(source, expecting: .bool) } catch {
            print(error.rendered(in: source))
            return program("false")
        }
    }

    static var scalar: [Benchmark] {
        let bindings = bindings()
        return expressions.map { name, source in
            let program = program(source)
            return Benchmark(name: name) { repetitions in
                var holds = 0
                for _ in 0..<repetitions {
                    if case .bool(true)? = try? program.evaluate(bindings) { holds &+= 1 }
                }
                if holds != repetitions { print("cel/\(name) is not true") }
                return holds
            }
        }
    }

    // MARK: Columns

    static let rows = 10_000

    /// (a) to (c) over ten thousand units, in nanoseconds a row.
    static var columns: [Benchmark] {
        var columns = Columns(environment, count: rows)
        let all = 0..<rows
        let statuses = ["lagging", "at_risk", "on_track", "ahead"]
        do {
            try columns.set("progress", .doubles(all.map { 0.8 + Double($0 % 40) / 100 }))
            try columns.set("days_left", .ints(all.map { Int64($0 % 90) }))
            try columns.set("actual", .doubles(all.map { Double(500 + $0 % 700) }))
            try columns.set("baseline", .doubles(all.map { Double(700 + $0 % 300) }))
            try columns.set("status", .strings(all.map { statuses[$0 % 4] }))
            try columns.set("owner", .strings(all.map { $0 % 10 == 0 ? "" : "owner \($0 % 300)" }))
            try columns.set("unit", .strings(all.map { "ward-\($0)" }))
            try columns.set("muted", constant: .list((1...10).map { .string("ward-\($0 * 7)") }))
        } catch {
            print(error)
        }
        let prepared = columns
        return expressions.prefix(3).map { name, source in
            let program = program(source)
            return Benchmark(name: "columns/\(name)", perRepetition: rows) { repetitions in
                var holds = 0
                for _ in 0..<repetitions {
                    if case .bools(let answers) = program.evaluate(columns: prepared).content {
                        for answer in answers where answer { holds &+= 1 }
                    }
                }
                return holds
            }
        }
    }

    // MARK: Compiling

    static var compiling: [Benchmark] {
        expressions.map { name, source in
            Benchmark(name: "compile/\(name)") { repetitions in
                var count = 0
                for _ in 0..<repetitions { count &+= program(source).variables.count }
                return count
            }
        }
    }
}
