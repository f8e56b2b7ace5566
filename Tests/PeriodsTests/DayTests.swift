import Periods
import Testing

@Suite("Days")
struct DayTests {
    @Test(
        "The day number of a known date",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-03-01", 11_017), ("2026-02-17", 20_501),
            ("0001-01-01", -719_162),
            ("9999-12-31", 2_932_896),
        ])
    func number(text: String, number: Int) throws {
        let day = try #require(Day(text))
        #expect(Int(day.number) == number)
        #expect(day.description == text)
    }

    @Test("Every day of nine centuries has one date, and its date has that day")
    func roundTrip() throws {
        var expected = try #require(Day(year: 1600, month: 1, day: 1)).number
        for year in 1600...2500 {
            for month in 1...12 {
                for day in 1...Day.daysInMonth(year: year, month: month) {
                    let made = try #require(Day(year: year, month: month, day: day))
                    guard made.number == expected, made.civil == (year, month, day) else {
                        Issue.record("\(year)-\(month)-\(day) became \(made)")
                        return
                    }
                    expected += 1
                }
            }
        }
    }

    @Test("Dates and numbers agree over the whole of time")
    func wholeRange() {
        for number in stride(from: Int32.min, to: Int32.max - 100_000, by: 99_991) {
            let day = Day(number: number)
            let (_, month, dayOfMonth) = day.civil
            guard (1...12).contains(month), (1...31).contains(dayOfMonth), day.adding(months: 0) == day else {
                Issue.record("day \(number) became \(day)")
                return
            }
        }
    }

    @Test(
        "Text that is no strict ISO day is refused",
        arguments: [
            "", "2026-2-17", "2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "20260217", "2026-02-17 ",
            " 2026-02-17", "2026/02/17", "0000-01-01", "-026-01-01", "2026-02-1７", "2026-02-17T00:00",
            "+026-01-01", "2025-02-29", "1900-02-29",
        ])
    func refusesText(text: String) {
        #expect(Day(text) == nil)
    }

    @Test(
        "Weekdays are numbered as ISO 8601 numbers them",
        arguments: [
            ("2026-02-16", Weekday.monday), ("2026-02-19", .thursday), ("2026-02-22", .sunday),
            ("1969-12-31", .wednesday),
            ("1900-01-01", .monday),
        ])
    func weekday(text: String, weekday: Weekday) throws {
        #expect(try #require(Day(text)).weekday == weekday)
    }

    @Test("Weekday names read back")
    func weekdayNames() {
        for weekday in Weekday.allCases {
            #expect(Weekday(name: weekday.name) == weekday)
        }
        #expect(Weekday(name: "Thursday") == nil)
        #expect(Weekday.thursday.rawValue == 4)
    }

    @Test(
        "Adding months keeps the date or takes the month's last day",
        arguments: [
            ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-01-15", -1, "2025-12-15"),
            ("2026-12-31", 2, "2027-02-28"), ("2026-03-31", -13, "2025-02-28"),
        ])
    func addingMonths(text: String, months: Int, expected: String) throws {
        #expect(try #require(Day(text)).adding(months: months).description == expected)
    }

    @Test(
        "Adding years keeps the date; 29 February becomes 28 February",
        arguments: [
            ("2024-02-29", -1, "2023-02-28"), ("2024-02-29", -4, "2020-02-29"), ("2025-02-28", -1, "2024-02-28"),
        ])
    func addingYears(text: String, years: Int, expected: String) throws {
        #expect(try #require(Day(text)).adding(years: years).description == expected)
    }

    @Test("Arithmetic saturates instead of trapping")
    func saturation() {
        let last = Day(number: .max)
        let first = Day(number: .min)
        #expect(last + 1 == last)
        #expect(last + Int.max == last)
        #expect(first + Int.min == first)
        #expect(last - Int.min == last)
        #expect(first - Int.max == first)
        #expect(last - first == Int(UInt32.max))
        #expect(last.adding(months: .max) == last)
        #expect(first.adding(years: .min) == first)
        #expect(last.adding(years: .max) == last)
        #expect(Day(number: first.number).civil.month >= 1)
        #expect(!last.description.isEmpty)
    }
}
