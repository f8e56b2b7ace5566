/// Feeds expressions to every part of the language and checks what must hold of all of them.
package struct Fuzzer {
    /// What was done, and the expressions for which something did not hold.
    package private(set) var executions = 0
    package private(set) var parsed = 0
    package private(set) var checked = 0
    package private(set) var succeeded = 0
    package private(set) var findings: [String] = []

    private var generator: ExpressionGenerator
    private let seeds: [String]
    private let environment: Environment
    /// The same, but memory that loops leave behind is kept; elsewhere it is overwritten.
    private let generous: Environment
    private let values: [String: Value]

    package init(seed: UInt64, seeds: [String]) {
        generator = ExpressionGenerator(seed: seed)
        self.seeds = seeds
        var environment = Environment()
        environment.limits.steps = 100_000
        environment.limits.allocation = 4 << 20
        for variable in ExpressionGenerator.variables { environment.declare(variable.name, variable.type) }
        environment.limits.leftovers = .keep
        generous = environment
        environment.limits.leftovers = .overwrite
        self.environment = environment
        values = Dictionary(uniqueKeysWithValues: ExpressionGenerator.variables.map { ($0.name, $0.value) })
    }

    package mutating func run(_ count: Int) {
        for _ in 0..<count {
            let isFresh = seeds.isEmpty || generator.below(2) == 0
            let source = isFresh ? generator.expression(depth: 1 + generator.below(6)) : generator.damaged(seeds)
            examine(source)
            examineTexts(generator.damaged(Self.texts))
        }
    }

    // MARK: Texts

    private static let texts = [
        "2026-02-17T07:00:00.25+07:00", "9999-12-31T23:59:59.999999999Z", "1h30m5.25s", "-9223372036854775808ns",
        ".5ms",
        "2001:db8::68", "::ffff:10.0.0.1", "192.168.0.0/24", "fe80::/10", "1.5e-300", "18446744073709551615", "-0",
        "CET-1CEST,M3.5.0,M10.5.0/3", "<+0330>-3:30", "EST5EDT,J60/2,300/-1:30:15", "Asia/Ho_Chi_Minh", "-02:30",
        "{\"a\": [1, -2.5e3, \"\\u00e9\\ud83d\\ude00\", null, true]}", "aGVsbG8=", "TZif2",
        "{\"id\": \"x\", \"expr\": \"a + 1\", \"bindings\": {\"a\": {\"int\": \"1\"}}, \"expect\": {\"kind\": \"value\"}}",
        "{\"id\": \"y\", \"expr\": \"f(t)\", \"type_env\": [{\"name\": \"t\", \"ident\": {\"map\": [\"int\", {\"list\": \"dyn\"}]}}]}",
    ]

    /// Everything else that reads text: what is read must be written so that it is read again.
    private mutating func examineTexts(_ text: String) {
        let bytes = Array(text.utf8)
        if let value = try? Value(json: text), (try? Value(json: value.json))?.json != value.json {
            findings.append("JSON changes: \(text)")
        }
        if let moment = Timestamp(text), Timestamp(moment.description) != moment {
            findings.append("timestamp: \(text)")
        }
        if let span = DurationText.nanoseconds(bytes),
            DurationText.nanoseconds(Array(DurationText.text(nanoseconds: span).utf8)) != span
        {
            findings.append("duration: \(text)")
        }
        if let address = IPAddress(text), IPAddress(address.description) != address {
            findings.append("address: \(text)")
        }
        if let network = IPNetwork(text), IPNetwork(network.description) != network {
            findings.append("network: \(text)")
        }
        if let plain = Base64.decode(bytes), Base64.decode(Base64.encode(plain)) != plain {
            findings.append("base64: \(text)")
        }
        if let number = Double(text), number.isFinite {
            if Double(Numbers.text(number)) != number { findings.append("double: \(text)") }
            if Double(DecimalText.scientific(number, 17)) != number { findings.append("decimal: \(text)") }
        }
        let moment = Int64(bitPattern: generator.next()) >> 26
        _ = PosixTimeZone(bytes)?.offset(at: moment)
        _ = TimeZoneFile(zoneFile(bytes))?.offset(at: moment)
        _ = Conformance.answer(jsonLine: text)
    }

    /// A time zone file whose header is right now and then and whose contents are whatever comes.
    private mutating func zoneFile(_ bytes: [UInt8]) -> [UInt8] {
        var file: [UInt8] = Array("TZif".utf8) + [UInt8(48 + generator.below(4))] + Array(repeating: 0, count: 15)
        for _ in 0..<6 { file += [0, 0, 0, UInt8(generator.below(4))] }
        for _ in 0..<generator.below(60) { file.append(UInt8(truncatingIfNeeded: generator.next())) }
        let second = generator.below(2) == 0 ? file : []
        return file + second + bytes
    }

    // MARK: Expressions

    private mutating func examine(_ source: String) {
        executions += 1
        guard let printed = try? environment.formatted(source) else {
            render(source)
            return
        }
        parsed += 1
        if (try? environment.formatted(printed)) != printed { findings.append("printing is not stable: \(source)") }
        guard let unchecked = try? generous.compileUnchecked(source) else { return }
        let loose = answer(unchecked)
        if case .success(let value) = loose {
            succeeded += 1
            _ = value.json.utf8.count
        }
        guard let strict = try? environment.compile(source) else {
            render(source)
            return
        }
        checked += 1
        let tight = answer(strict)
        // Only the one that keeps everything may run out of memory.
        if case .failure(let error) = loose, error.message.hasPrefix("the evaluation needs") { return }
        if !Self.agree(loose, tight) { findings.append("the checker changes the result: \(source)") }
        if let reprinted = try? environment.compile(printed), !Self.agree(tight, answer(reprinted)) {
            findings.append("printing changes the result: \(source)")
        }
        compareColumns(strict, tight, source)
    }

    /// Errors must be able to show themselves.
    private func render(_ source: String) {
        do { _ = try environment.compile(source) } catch { _ = error.rendered(in: source) }
    }

    private func answer(_ program: Program) -> Result<Value, CELError> {
        do throws(CELError) {
            return .success(try program.evaluate(values))
        } catch {
            _ = error.rendered(in: program.source)
            return .failure(error)
        }
    }

    private mutating func compareColumns(_ program: Program, _ answer: Result<Value, CELError>, _ source: String) {
        var columns = Columns(environment, count: 2)
        do throws(CELError) {
            for variable in ExpressionGenerator.variables {
                switch variable.value {
                case .int(let value): try columns.set(variable.name, .ints([value, value]))
                case .double(let value): try columns.set(variable.name, .doubles([value, value]))
                case .bool(let value): try columns.set(variable.name, .bools([value, value]))
                case .string(let value): try columns.set(variable.name, .strings([value, value]))
                default: try columns.set(variable.name, constant: variable.value)
                }
            }
        } catch {
            findings.append("columns cannot be set: \(error)")
        }
        let result = program.evaluate(columns: columns)
        for row in 0..<2 where !Self.agree(result[row], answer) { findings.append("columns differ: \(source)") }
    }

    private static func agree(_ a: Result<Value, CELError>, _ b: Result<Value, CELError>) -> Bool {
        switch (a, b) {
        case (.success(let a), .success(let b)): a.json == b.json && a.typeName == b.typeName
        case (.failure, .failure): true
        default: false
        }
    }
}
