import CEL

// Measures the evaluator; prints one JSON line a case. Build with `-c release`.
//
//     cel-bench [NAME]           all cases, or those whose name begins so
//     cel-bench --fuzz SECONDS   random expressions instead, for as long as that

var arguments = CommandLine.arguments.dropFirst()
let first = arguments.popFirst() ?? ""
if first == "--fuzz" {
    fuzz(seconds: arguments.popFirst().flatMap(Double.init) ?? 60)
} else {
    for benchmark in Benchmarks.all where benchmark.name.hasPrefix(first) { benchmark.run() }
}
