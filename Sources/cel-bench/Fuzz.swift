import CEL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Fuzzes the language for about as long as asked, from a given seed or a new one, and tells what came of it.
func fuzz(seconds: Double, seed: UInt64?) {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    let seed = seed ?? UInt64.random(in: 0 ... .max)
    print("{\"fuzz\":\"cel\",\"seed\":\(seed)}")
    // A trap ends the process at once: the seed must be known by then.
    fflush(nil)
    var fuzzer = Fuzzer(seed: seed, seeds: Array(readSeeds()))
    while clock.now < end { fuzzer.run(1000) }
    for finding in fuzzer.findings.prefix(50) { print(finding) }
    print(
        """
        {"fuzz":"cel","seed":\(seed),"executions":\(fuzzer.executions),"parsed":\(fuzzer.parsed),\
        "checked":\(fuzzer.checked),"succeeded":\(fuzzer.succeeded),"findings":\(fuzzer.findings.count)}
        """)
}

/// Expressions to start from, one a line on standard input, when something is piped in.
private func readSeeds() -> some Sequence<String> {
    sequence(state: ()) { _ in readLine(strippingNewline: true) }
}
