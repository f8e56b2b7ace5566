import CEL

// Measures the evaluator; prints one JSON line a case. Build with `-c release`.
//
//     cel-bench [NAME]           all cases, or those whose name begins so
//     cel-bench --fuzz SECONDS [SEED]
//                                random expressions instead, for as long as that; more to start from on stdin

var arguments = CommandLine.arguments.dropFirst()
let first = arguments.popFirst() ?? ""
if first == "--fuzz" {
    fuzz(seconds: arguments.popFirst().flatMap(Double.init) ?? 60, seed: arguments.popFirst().flatMap { UInt64($0) })
} else {
    for benchmark in Benchmarks.all where benchmark.name.hasPrefix(first) { benchmark.run() }
}
