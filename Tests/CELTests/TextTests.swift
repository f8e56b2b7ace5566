import Testing

@testable import CEL

@Suite("Numbers, times and JSON as text")
struct TextTests {
    @Test(
        "Doubles are printed in the fewest digits that read back",
        arguments: [
            (1.0, "1"), (-0.0045, "-0.0045"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1e-6, "0.000001"),
            (1e-7, "1e-07"), (123456.789, "123456.789"), (0.0, "0"), (.nan, "NaN"), (-.infinity, "-Infinity"),
            (Double.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        ] as [(Double, String)])
    func doubles(number: Double, text: String) {
        #expect(Numbers.text(number) == text)
        #expect(number.isNaN || Double(text) == number)
    }

    @Test(
        "Fixed and scientific notation round exactly, half to even",
        arguments: [
            (2.5, 0, "2", "2e+00"), (3.5, 0, "4", "4e+00"), (1.005, 2, "1.00", "1.00e+00"),
            (0.125, 2, "0.12", "1.25e-01"),
            (999.9996, 3, "1000.000", "1.000e+03"), (0.0, 2, "0.00", "0.00e+00"),
            (1e22, 1, "10000000000000000000000.0", "1.0e+22"),
            (.leastNonzeroMagnitude, 3, "0.000", "4.941e-324"), (-0.5, 0, "-0", "-5e-01"), (0.05, 1, "0.1", "5.0e-02"),
            (0.0004, 3, "0.000", "4.000e-04"),
        ] as [(Double, Int, String, String)])
    func decimals(number: Double, precision: Int, fixed: String, scientific: String) {
        #expect(DecimalText.fixed(number, precision) == fixed)
        #expect(DecimalText.scientific(number, precision) == scientific)
    }

    @Test(
        "Time zones follow their rules, also beyond the last recorded change",
        .enabled(if: TimeZones.offset(of: "Asia/Ho_Chi_Minh", at: 0) != nil, "SKIPPED: there is no tz database"),
        arguments: [
            ("Asia/Ho_Chi_Minh", "2026-02-17T00:00:00Z", 25_200), ("America/New_York", "2026-03-08T06:59:59Z", -18_000),
            ("America/New_York", "2026-03-08T07:00:00Z", -14_400), ("Europe/Oslo", "2050-07-01T00:00:00Z", 7_200),
            ("Europe/Oslo", "2050-12-01T00:00:00Z", 3_600), ("Australia/Sydney", "2060-01-01T00:00:00Z", 39_600),
            ("US/Central", "2009-02-13T23:31:30Z", -21_600), ("+02:30", "2026-01-01T00:00:00Z", 9_000),
            ("-02:30", "2026-01-01T00:00:00Z", -9_000), ("02:00", "2026-01-01T00:00:00Z", 7_200),
            ("UTC", "2026-01-01T00:00:00Z", 0),
        ])
    func timeZones(zone: String, moment: String, offset: Int) throws {
        #expect(TimeZones.offset(of: zone, at: try #require(Timestamp(moment)).seconds) == offset)
    }

    @Test(
        "Names that are no time zones are not looked for outside the database",
        arguments: [
            "../../etc/passwd", "/etc/passwd", "Mars/Olympus", "Europe/", "Europe", "a\u{0}b",
            String(repeating: "A/", count: 500),
        ])
    func noTimeZones(zone: String) {
        #expect(TimeZones.offset(of: zone, at: 0) == nil)
    }

    @Test("Every day of eight centuries has its date, and every date its day")
    func calendar() {
        for day in stride(from: -146_097, through: 146_097, by: 1) {
            let date = CivilDate(daysSinceEpoch: day)
            guard date.daysSinceEpoch == day, date.day <= CivilDate.daysInMonth(date.month, year: date.year) else {
                Issue.record("day \(day)")
                return
            }
        }
    }

    @Test(
        "JSON goes in and comes out",
        arguments: [
            ("{\"a\": [1, 2.5, null, true, \"x\\u00e9\\n\"]}", "{\"a\": [1, 2.5, null, true, \"xé\\n\"]}"),
            ("18446744073709551615", "18446744073709551615"), ("-9223372036854775808", "-9223372036854775808"),
            ("\"\\ud83d\\ude00\"", "\"😀\""), ("1e2", "100"), ("[]", "[]"), ("-0.0", "-0.0"), ("0", "0"),
        ])
    func json(text: String, written: String) throws {
        #expect(try Value(json: text).json == written)
    }

    @Test(
        "Malformed JSON is refused",
        arguments: [
            "", "{", "01", "-01", "[1,]", "{\"a\":}", "01x", "\"\\ud800\"", "\"a", "nul", "[1] 2", "1.", "-", "\"\\x\"",
            String(repeating: "[", count: 100_000),
        ])
    func malformed(text: String) {
        #expect(throws: CELError.self) { try Value(json: text) }
    }

    @Test("Base64 and IP addresses come back as they went", arguments: ["", "a", "ab", "abc", "abcd\u{0}é"])
    func base64(text: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(
        "Addresses are printed canonically",
        arguments: [
            ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::", "::"), ("1::", "1::"), ("::1", "::1"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("10.0.0.1", "10.0.0.1"),
        ])
    func addresses(text: String, printed: String) {
        #expect(IPAddress(text)?.description == printed)
    }

    @Test(
        "What is no address is none",
        arguments: [
            "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "1.2.3", "1.2.3.256",
            "01.2.3.4", "1.2.3.4.", "::1%eth0",
        ])
    func noAddresses(text: String) {
        #expect(IPAddress(text) == nil)
    }
}
