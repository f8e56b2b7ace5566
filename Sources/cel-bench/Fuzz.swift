import CEL

/// Fuzzes the language for about as long as asked, from a new seed each time, and tells what came of it.
func fuzz(seconds: Double) {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    let seed = UInt64.random(in: 0 ... .max)
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
