import Tabular
import TestSupport
import Testing

@Suite("Reading numbers")
struct DecimalTests {
    private func parse(_ text: String, decimalComma: Bool = false) throws(NumberProblem) -> Double {
        try parseDecimal(Array(text.utf8).span, decimalComma: decimalComma)
    }

    @Test(
        "Decimal numbers are read",
        arguments: [
            ("0", 0), ("12", 12), ("-3", -3), ("+4", 4), ("007", 7), ("0.5", 0.5), (".5", 0.5), ("5.", 5),
            ("-.25", -0.25),
            ("1e6", 1e6), ("1E-3", 0.001), ("123456789012345678", 123_456_789_012_345_678), ("0.1", 0.1),
            ("179769313486231570000e288", Double.greatestFiniteMagnitude), ("5e-324", 5e-324),
            ("0.30000000000000004", 0.30000000000000004), ("9007199254740993", 9_007_199_254_740_992),
            ("1.e2", 100), ("0e999999", 0), ("18446744073709551616", 18_446_744_073_709_551_616),
            ("0.000000000000000000000000000000000000000000001", 1e-45),
        ] as [(String, Double)])
    func numbers(_ text: String, _ value: Double) throws {
        #expect(try parse(text) == value)
        let comma = text.replacing(".", with: ",")
        #expect(try parse(comma, decimalComma: true) == value)
    }

    @Test("Minus zero keeps its sign, as the text does")
    func minusZero() throws {
        #expect(try parse("-0").sign == .minus)
        #expect(try parse("0").sign == .plus)
    }

    @Test(
        "What is not a finite number is refused, with the reason",
        arguments: [
            ("", NumberProblem.empty), (" ", .empty), ("NaN", .outOfRange), ("nan", .outOfRange), ("inf", .outOfRange),
            ("-Infinity", .outOfRange), ("1e400", .outOfRange), ("-1e999999999", .outOfRange), ("1e-400", .outOfRange),
            ("0x1F", .notANumber), ("1,234", .separator), ("1,234,567.8", .separator), ("1 000", .separator),
            ("1_000", .separator), ("1.234.567", .separator), ("1'000", .separator), ("1\u{A0}000", .separator),
            ("87%", .percentSign), ("87 %", .percentSign), ("abc", .notANumber), ("1e", .notANumber),
            ("1e+", .notANumber),
            ("--1", .notANumber), ("1-", .notANumber), (".", .notANumber), ("-", .notANumber),
            ("12 ", .blanks), (" 12", .blanks),
            ("٣", .notANumber), ("n/a", .notANumber), ("1e5.5", .notANumber), ("1d5", .notANumber),
            (String(repeating: "9", count: 401), .notANumber), (String(repeating: "9", count: 400), .outOfRange),
        ])
    func refused(_ text: String, _ problem: NumberProblem) {
        #expect(throws: problem) { _ = try parse(text) }
        #expect(!problem.description.isEmpty)
    }

    @Test("A point is no decimal sign where the comma is, and the reverse")
    func signs() {
        #expect(throws: NumberProblem.separator) { _ = try parse("1.5", decimalComma: true) }
        #expect(throws: NumberProblem.separator) { _ = try parse("1,5") }
    }

    @Test("Every number is the double nearest to its text")
    func nearest() throws {
        var generator = SplitMix64(seed: 6)
        for _ in 0..<20_000 {
            let digits = (0..<Int.random(in: 1...22, using: &generator)).map { _ in
                String(Int.random(in: 0...9, using: &generator))
            }.joined()
            let point = Int.random(in: 0...digits.count, using: &generator)
            let whole = digits.prefix(point)
            let fraction = digits.dropFirst(point)
            var text = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
            if Bool.random(using: &generator) { text += "e\(Int.random(in: -40...40, using: &generator))" }
            if Bool.random(using: &generator) { text = "-" + text }
            #expect(try parse(String(text)) == Double(text), "\(text)")
        }
        for _ in 0..<5_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite, value != 0 else { continue }
            #expect(try parse("\(value)") == value)
        }
    }
}
