import Periods
import Testing

@Suite("Declared periods")
struct TilingTests {
    @Test("The periods of a calendar have neither gaps nor overlaps", arguments: Calendars.all)
    func calendars(calendar: PeriodCalendar) {
        for grain in [Grain.week, .month, .year] {
            let windows = calendar.periods(grain, in: window("2019-01-01", "2027-12-31")).map(\.window)
            #expect(tilingDefects(windows.shuffled()).isEmpty)
        }
    }

    @Test("Gaps and overlaps are named by their days")
    func defects() {
        let windows = [
            window("2026-01-01", "2026-01-31"), window("2026-02-03", "2026-02-28"), window("2026-02-28", "2026-03-31"),
            window("2026-03-05", "2026-03-06"),
        ]
        #expect(
            tilingDefects(windows) == [
                .gap(window("2026-02-01", "2026-02-02")), .overlap(window("2026-02-28", "2026-02-28")),
                .overlap(window("2026-03-05", "2026-03-06")),
            ])
        #expect(tilingDefects([]).isEmpty)
    }

    @Test("No text makes a calendar trap, and what it names reads back")
    func fuzzNames() {
        let alphabet = Array("0123456789-WQHadmin Ử")
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<20_000 {
            let start = next(3) == 0 ? "2026-" : ""
            let text = start + String((0..<next(11)).map { _ in alphabet[next(alphabet.count)] })
            _ = Day(text)
            if let period = Calendars.admin.period(named: text) {
                #expect(period.name == text || period.qualifiedName == text)
            }
        }
    }
}
