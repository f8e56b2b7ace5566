import Periods
import Testing

@Suite("Same and adjacent periods")
struct AlignmentTests {
    @Test(
        "Calendar alignment keeps dates",
        arguments: [
            ("2025-01-01", "2025-02-28", "2024-01-01", "2024-02-28"),
            ("2024-01-01", "2024-02-29", "2023-01-01", "2023-02-28"),
            ("2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29"),
            ("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"),
            ("2024-02-29", "2024-02-29", "2023-02-28", "2023-02-28"),
            ("2025-02-02", "2025-02-28", "2024-02-02", "2024-02-28"),
            ("2025-12-15", "2026-03-16", "2024-12-15", "2025-03-16"),
        ])
    func calendar(first: String, last: String, priorFirst: String, priorLast: String) {
        #expect(samePeriod(of: window(first, last), alignment: .calendar) == window(priorFirst, priorLast))
    }

    @Test("Calendar alignment changes the length by at most the leap day")
    func calendarLength() throws {
        for start in stride(from: 0, to: 1500, by: 7) {
            for length in [1, 7, 28, 29, 31, 59, 60, 90, 181, 365] {
                let current = try #require(Window(day("2023-01-01") + start, day("2023-01-01") + start + length - 1))
                let prior = try #require(samePeriod(of: current, alignment: .calendar))
                #expect(abs(prior.count - current.count) <= 1)
            }
        }
    }

    @Test(
        "ISO week alignment meets the same week and weekday",
        arguments: [
            ("2026-01-05", "2026-01-11", "2025-01-06", "2025-01-12"),
            ("2021-01-04", "2021-01-10", "2019-12-30", "2020-01-05"),
            ("2026-01-01", "2026-06-30", "2025-01-02", "2025-07-01"),
            ("2022-01-01", "2022-06-30", "2021-01-02", "2021-07-01"),
        ])
    func isoWeek(first: String, last: String, priorFirst: String, priorLast: String) throws {
        let aligned = try alignedPeriod(of: window(first, last), alignment: .isoWeek)
        #expect(aligned.window == window(priorFirst, priorLast))
        #expect(aligned.fit == .exact)
    }

    @Test("Week 53 falls back to 364 days and says so")
    func week53() throws {
        let aligned = try alignedPeriod(of: window("2026-12-28", "2027-01-03"), alignment: .isoWeek)
        #expect(aligned.window == window("2025-12-29", "2026-01-04"))
        #expect(aligned.fit == .week53)
        let six = try alignedPeriod(of: window("2026-12-28", "2027-01-03"), years: 6, alignment: .isoWeek)
        #expect(six.window == window("2020-12-28", "2021-01-03"))
        #expect(six.fit == .exact)
    }

    @Test("ISO week alignment keeps length and weekday")
    func isoLength() throws {
        for start in 0..<1500 {
            let first = day("2019-06-01") + start
            let current = try #require(Window(first, first + start % 200))
            let prior = try #require(samePeriod(of: current, alignment: .isoWeek))
            #expect(prior.count == current.count)
            #expect(prior.first.weekday == current.first.weekday)
            #expect((357...378).contains(current.first - prior.first))
        }
    }

    @Test(
        "A window around Tết moves with Tết",
        arguments: [
            ("2024-01-11", "2024-02-25", "2022-12-23", "2023-02-06"),
            ("2026-02-12", "2026-02-21", "2025-01-24", "2025-02-02"),
            ("2025-01-01", "2025-01-31", "2024-01-13", "2024-02-12"),
        ])
    func tet(first: String, last: String, priorFirst: String, priorLast: String) throws {
        let aligned = try alignedPeriod(of: window(first, last), alignment: .anchor(.tet))
        #expect(aligned.window == window(priorFirst, priorLast))
        #expect(aligned.fit == .exact)
    }

    @Test("Away from Tết dates are kept, and so they are when both years hold their Tết")
    func awayFromTet() throws {
        for text in [("2026-06-01", "2026-06-30"), ("2026-01-01", "2026-06-30"), ("2026-01-01", "2026-02-17")] {
            let current = window(text.0, text.1)
            let aligned = try alignedPeriod(of: current, alignment: .anchor(.tet))
            #expect(aligned.window == samePeriod(of: current, alignment: .calendar))
            #expect(aligned.fit == .calendarDates)
        }
    }

    @Test(
        "Between the two Tết days a year to date is not comparable until the later one",
        arguments: [
            ("2026-01-01", "2026-02-01", "2026-02-17"), ("2025-12-15", "2026-01-29", "2026-02-17"),
            ("2024-12-15", "2025-01-31", "2025-02-10"),
        ])
    func betweenFeasts(first: String, last: String, until: String) {
        #expect(throws: AlignmentError.notComparable(until: day(until))) {
            try alignedPeriod(of: window(first, last), alignment: .anchor(.tet))
        }
    }

    @Test("A window that starts between the two Tết days never becomes comparable")
    func startsBetween() {
        #expect(throws: AlignmentError.notComparable(until: nil)) {
            try alignedPeriod(of: window("2026-02-05", "2026-06-30"), alignment: .anchor(.tet))
        }
    }

    @Test("Beyond its table an anchor says which year is missing")
    func missingYear() {
        #expect(throws: AlignmentError.anchorMissing(id: "tet", year: 2014)) {
            try alignedPeriod(of: window("2015-02-01", "2015-02-28"), alignment: .anchor(.tet))
        }
        #expect(throws: AlignmentError.anchorMissing(id: "tet", year: 2041)) {
            try alignedPeriod(of: window("2041-06-01", "2041-06-30"), alignment: .anchor(.tet))
        }
    }

    @Test("An anchor needs one day a year", arguments: [[], ["2026-02-17", "2026-03-01"]])
    func refusesAnchors(days: [String]) {
        #expect(throws: AnchorTableError.self) { try AnchorTable(id: "feast", days: days.map(day)) }
    }

    @Test(
        "The adjacent period is as long and ends the day before",
        arguments: [
            ("2025-12-15", "2026-01-14", "2025-11-14", "2025-12-14"),
            ("2024-03-01", "2024-03-01", "2024-02-29", "2024-02-29"),
        ])
    func adjacent(first: String, last: String, priorFirst: String, priorLast: String) {
        #expect(adjacentPeriod(of: window(first, last)) == window(priorFirst, priorLast))
    }

    @Test("No alignment traps at the ends of time", arguments: [Alignment.calendar, .isoWeek, .anchor(.tet)])
    func extremes(alignment: Alignment) throws {
        let ends: [(Int32, Int32)] = [(.min, .min), (.max - 1, .max), (.min, .max), (-800_000, 3_000_000)]
        for bounds in ends {
            let current = try #require(Window(Day(number: bounds.0), Day(number: bounds.1)))
            for years in [Int.min, 0, 1, 9999, Int.max] {
                if let prior = samePeriod(of: current, years: years, alignment: alignment) {
                    #expect(prior.count >= 1)
                }
            }
        }
    }
}
