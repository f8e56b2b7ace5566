import Periods
import Testing

@Suite("Calendars")
struct PeriodCalendarTests {
    @Test(
        "Periods carry their customary names and windows",
        arguments: [
            (PeriodCalendar.civil, "2026", "2026-01-01", "2026-12-31"),
            (.civil, "2026-H2", "2026-07-01", "2026-12-31"),
            (.civil, "2026-Q1", "2026-01-01", "2026-03-31"),
            (.civil, "2024-02", "2024-02-01", "2024-02-29"),
            (.civil, "2026-W05", "2026-01-26", "2026-02-01"),
            (.civil, "2026-W01", "2025-12-29", "2026-01-04"),
            (.civil, "2020-W53", "2020-12-28", "2021-01-03"),
            (.civil, "2026-02-15", "2026-02-15", "2026-02-15"),
            (Calendars.admin, "2026-02", "2026-01-15", "2026-02-14"),
            (Calendars.admin, "2026-01", "2025-12-15", "2026-01-14"),
            (Calendars.admin, "2026-Q1", "2025-12-15", "2026-03-14"),
            (Calendars.admin, "2026-H1", "2025-12-15", "2026-06-14"),
            (Calendars.admin, "2026", "2025-12-15", "2026-12-14"),
            (Calendars.traffic, "2026-W01", "2026-01-01", "2026-01-07"),
            (Calendars.traffic, "2026-W05", "2026-01-29", "2026-02-04"),
            (Calendars.july, "2026", "2025-07-01", "2026-06-30"),
            (Calendars.july, "2026-Q1", "2025-07-01", "2025-09-30"),
            (Calendars.july, "2026-02", "2026-02-01", "2026-02-28"),
            (Calendars.november, "2026-W01", "2025-12-31", "2026-01-06"),
            (Calendars.november, "2026", "2025-11-01", "2026-10-31"),
            (Calendars.april28, "2026-W01", "2026-01-04", "2026-01-10"),
            (Calendars.april28, "2025-W53", "2025-12-28", "2026-01-03"),
            (Calendars.april28, "2026", "2025-04-28", "2026-04-27"),
        ])
    func names(calendar: PeriodCalendar, name: String, first: String, last: String) throws {
        let period = try #require(calendar.period(named: name))
        #expect(period.window == window(first, last))
        #expect(period.name == name)
        #expect(calendar.period(period.grain, containing: period.window.last) == period)
        #expect(calendar.period(named: period.qualifiedName) == period)
    }

    @Test(
        "Names that no period carries are refused",
        arguments: [
            "", "-", "--", "26", "02026", "2026-", "2026-13", "2026-00", "2026-1", "2026-W00", "2025-W53", "2026-W54",
            "2026-W5", "2026-w05", "2026-Q5", "2026-Q0", "2026-H3", "2026-02-30", "2026-S1", "admin-2026-02", "0000",
            "0000-05", "2026-QQ", "2026-W٠٥", "２０２６", "2026-02-15-01", "2026-+1",
        ])
    func refusesNames(name: String) {
        #expect(PeriodCalendar.civil.period(named: name) == nil)
    }

    @Test("Periods tile time without gap or overlap, and their numbers and names read back", arguments: Calendars.all)
    func tiling(calendar: PeriodCalendar) throws {
        let span = window("2014-11-03", "2041-03-02")
        for grain in Grain.allCases {
            let periods = calendar.periods(grain, in: span)
            let first = try #require(periods.first)
            let last = try #require(periods.last)
            #expect(first.window.contains(span.first) && last.window.contains(span.last))
            for (period, next) in zip(periods, periods.dropFirst()) where period.window.last + 1 != next.window.first {
                Issue.record("\(period) and \(next) do not meet")
            }
            let base = calendar.index(grain, of: first.window.first)
            for (offset, period) in periods.enumerated() {
                let index = base + offset
                guard calendar.index(grain, of: period.window.first) == index,
                    calendar.index(grain, of: period.window.last) == index,
                    calendar.first(grain, index: index) == period.window.first,
                    calendar.period(named: period.name) == period, period.calendarID == calendar.id
                else {
                    Issue.record("\(grain) \(period) does not read back")
                    return
                }
            }
            #expect(Set(periods.map(\.name)).count == periods.count)
        }
    }

    @Test("Longer periods are whole months", arguments: Calendars.all)
    func nesting(calendar: PeriodCalendar) {
        let months = calendar.periods(.month, in: window("2019-01-01", "2030-12-31"))
        for month in months {
            for grain in [Grain.quarter, .halfYear, .year] {
                #expect(calendar.period(grain, containing: month.window.first).window.contains(month.window))
            }
        }
    }

    @Test("Week 1 holds 4 January, whatever day weeks start on", arguments: Weekday.allCases)
    func weekOne(start: Weekday) throws {
        let calendar = try PeriodCalendar(id: "weeks", weekStart: start)
        for year in 1990...2060 {
            let week = try #require(calendar.period(named: "\(year)-W01"))
            #expect(week.window.contains(try #require(Day(year: year, month: 1, day: 4))))
            #expect(week.window.first.weekday == start)
            #expect(week.window.count == 7)
        }
    }

    @Test("ISO years with 53 weeks are the known ones")
    func longYears() {
        let long = (2015...2040).filter { PeriodCalendar.civil.period(named: "\($0)-W53") != nil }
        #expect(long == [2015, 2020, 2026, 2032, 2037])
    }

    @Test("A week belongs where its fourth day lies, other periods where their first day lies")
    func assignment() throws {
        let week = try #require(PeriodCalendar.civil.period(named: "2026-W01"))
        #expect(week.assignedDay == day("2026-01-01"))
        #expect(try #require(Calendars.admin.period(named: "2026-01")).assignedDay == day("2025-12-15"))
        #expect(week.share(in: window("2026-01-01", "2026-12-31")) == 4.0 / 7)
        #expect(week.share(in: window("2027-01-01", "2027-12-31")) == 0)
    }

    @Test(
        "A calendar whose years do not start with a month is refused",
        arguments: [
            (0, 1, 1), (29, 1, 29), (15, 12, 14), (1, 13, 1), (1, 0, 1), (Int.max, 1, Int.max),
        ])
    func refusesCalendars(monthStart: Int, yearMonth: Int, yearDay: Int) {
        #expect(throws: PeriodCalendarError.self) {
            try PeriodCalendar(id: "x", monthStart: monthStart, yearStart: (yearMonth, yearDay))
        }
    }

    @Test("The ends of time do not trap", arguments: Calendars.all)
    func extremes(calendar: PeriodCalendar) {
        for grain in Grain.allCases {
            for number in [Int32.min, Int32.min + 3, -1, 0, Int32.max - 3, Int32.max] {
                #expect(calendar.period(grain, containing: Day(number: number)).window.count >= 1)
            }
            for index in [Int.min, Int.max, 1 << 40, -(1 << 40)] {
                #expect(calendar.period(grain, index: index).window.count >= 1)
            }
        }
    }
}
