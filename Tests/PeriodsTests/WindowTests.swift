import Foundation
import Periods
import Testing

@Suite("Windows")
struct WindowTests {
    @Test("A window ends no earlier than it starts")
    func order() throws {
        #expect(Window(day("2026-02-02"), day("2026-02-01")) == nil)
        #expect(try #require(Window(day("2026-02-01"), day("2026-02-01"))).count == 1)
    }

    @Test("The campaign of 15 December 2025 to 16 March 2026 has 92 days")
    func count() {
        #expect(window("2025-12-15", "2026-03-16").count == 92)
    }

    @Test("Intersection holds the days of both, or is nil")
    func intersection() {
        let year = window("2026-01-01", "2026-12-31")
        #expect(year.intersection(window("2025-12-15", "2026-01-14")) == window("2026-01-01", "2026-01-14"))
        #expect(year.intersection(window("2025-01-01", "2025-12-31")) == nil)
        #expect(year.contains(window("2026-02-01", "2026-02-28")))
        #expect(!year.contains(window("2025-12-31", "2026-02-28")))
    }

    @Test("A window to date ends on the day, or is nil before it starts")
    func clamped() {
        let year = window("2026-01-01", "2026-12-31")
        #expect(year.clamped(to: day("2026-02-15")) == window("2026-01-01", "2026-02-15"))
        #expect(year.clamped(to: day("2027-02-15")) == year)
        #expect(year.clamped(to: day("2025-12-31")) == nil)
        #expect(year.elapsedShare(at: day("2025-12-31")) == 0)
        #expect(year.elapsedShare(at: day("2026-12-31")) == 1)
        #expect(year.elapsedShare(at: day("2026-03-14")) == 73.0 / 365)
    }

    @Test("Windows and days survive JSON, and impossible ones do not")
    func codable() throws {
        let original = window("2025-12-15", "2026-03-16")
        let data = try JSONEncoder().encode(original)
        #expect(try JSONDecoder().decode(Window.self, from: data) == original)
        for bad in [#"{"first":"2026-01-02","last":"2026-01-01"}"#, #"{"first":"2026-02-30","last":"2026-03-01"}"#] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Window.self, from: Data(bad.utf8)) }
        }
    }

    @Test("The ends of time do not trap")
    func extremes() throws {
        let all = try #require(Window(Day(number: .min), Day(number: .max)))
        #expect(all.count == 1 << 32)
        #expect(all.shifted(days: .max).count == 1)
        #expect(adjacentPeriod(of: all).count >= 1)
    }
}
