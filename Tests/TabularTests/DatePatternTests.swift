import Tabular
import Testing

@Suite("Reading dates")
struct DatePatternTests {
    @Test(
        "Dates are read by their pattern",
        arguments: [
            ("yyyy-MM-dd", "2026-04-01", 2026, 4, 1), ("dd/MM/yyyy", "31/12/2025", 2025, 12, 31),
            ("d/M/yyyy", "1/4/2026", 2026, 4, 1), ("d/M/yyyy", "01/04/2026", 2026, 4, 1),
            ("yyyyMMdd", "20260401", 2026, 4, 1),
            ("yyyy-MM", "2026-04", 2026, 4, 1), ("yyyy", "2026", 2026, 1, 1), ("MM.yyyy", "04.2026", 2026, 4, 1),
            ("yyyy-MM-dd'T00:00:00'", "2026-04-01T00:00:00", 2026, 4, 1),
            ("yyyy-MM-dd*", "2026-04-01 23:59", 2026, 4, 1),
            ("'ngày' d 'tháng' M 'năm' yyyy", "ngày 1 tháng 4 năm 2026", 2026, 4, 1),
            ("yyyy年M月d日", "2026年4月1日", 2026, 4, 1),
            ("yyyy-MM-dd", "2024-02-29", 2024, 2, 29), ("yyyy-MM-dd", "2000-02-29", 2000, 2, 29),
            ("yyyy-MM-dd", "0001-01-01", 1, 1, 1), ("yyyy-MM-dd", "9999-12-31", 9999, 12, 31),
        ])
    func dates(_ pattern: String, _ text: String, _ year: Int, _ month: Int, _ day: Int) throws {
        let date = try DatePattern(pattern).parse(Array(text.utf8).span)
        #expect(date == DateParts(year: year, month: month, day: day))
    }

    @Test(
        "What is no date is refused, with the reason",
        arguments: [
            ("yyyy-MM-dd", "2026-02-30", DateProblem.noSuchDay(30, daysInMonth: 28)),
            ("yyyy-MM-dd", "2024-02-30", .noSuchDay(30, daysInMonth: 29)),
            ("yyyy-MM-dd", "1900-02-29", .noSuchDay(29, daysInMonth: 28)),
            ("yyyy-MM-dd", "2026-04-31", .noSuchDay(31, daysInMonth: 30)),
            ("yyyy-MM-dd", "2026-01-00", .noSuchDay(0, daysInMonth: 31)),
            ("yyyy-MM-dd", "2026-13-01", .noSuchMonth(13)), ("yyyy-MM-dd", "2026-00-01", .noSuchMonth(0)),
            ("yyyy-MM-dd", "0000-01-01", .noSuchYear),
            ("yyyy-MM-dd", "", .wrongForm(pattern: "yyyy-MM-dd")),
            ("yyyy-MM-dd", "2026-4-1", .wrongForm(pattern: "yyyy-MM-dd")),
            ("yyyy-MM-dd", "2026/04/01", .wrongForm(pattern: "yyyy-MM-dd")),
            ("yyyy-MM-dd", "2026-04-01 ", .wrongForm(pattern: "yyyy-MM-dd")),
            ("yyyy-MM-dd", " 2026-04-01", .wrongForm(pattern: "yyyy-MM-dd")),
            ("yyyy-MM-dd", "-2026-04-01", .wrongForm(pattern: "yyyy-MM-dd")),
            ("d/M/yyyy", "001/4/2026", .wrongForm(pattern: "d/M/yyyy")),
            ("d/M/yyyy", "1/4/26", .wrongForm(pattern: "d/M/yyyy")),
            ("yyyyMMdd", "2026041", .wrongForm(pattern: "yyyyMMdd")),
        ])
    func refused(_ pattern: String, _ text: String, _ problem: DateProblem) throws {
        let pattern = try DatePattern(pattern)
        #expect(throws: problem) { _ = try pattern.parse(Array(text.utf8).span) }
        #expect(!problem.description.isEmpty)
    }

    @Test(
        "A pattern that cannot be meant is refused",
        arguments: [
            ("", DatePattern.Defect.parts("a pattern has yyyy once")), ("MM-dd", .parts("a pattern has yyyy once")),
            ("yyyy-yyyy", .parts("a pattern has yyyy once")),
            ("yyyy-MM-MM", .parts("a pattern has month and day at most once")),
            ("yyyy-dd", .parts("a pattern with a day has a month")), ("yy-MM-dd", .unknownLetters("yy")),
            ("yyyy-mm-dd", .unknownLetters("mm")), ("YYYY-MM-DD", .unknownLetters("YYYY")), ("dMyyyy", .ambiguous("d")),
            ("d1/MM/yyyy", .ambiguous("d")), ("yyyyM", nil), ("yyyy-MM-dd'T", .openQuote),
        ] as [(String, DatePattern.Defect?)])
    func patterns(_ pattern: String, _ defect: DatePattern.Defect?) {
        if let defect {
            #expect(throws: defect) { _ = try DatePattern(pattern) }
            #expect(!defect.description.isEmpty)
        } else {
            #expect(throws: Never.self) { _ = try DatePattern(pattern) }
        }
    }

    @Test("The ISO pattern is the one that its text compiles to")
    func iso() throws {
        #expect(try DatePattern("yyyy-MM-dd") == .iso)
        #expect(DatePattern.iso.hasDay)
        #expect(try !DatePattern("yyyy-MM").hasDay)
    }
}
