import Statistics
import Testing

@Suite("Integrity checks")
struct IntegrityTests {
    @Test("Even last digits raise no question; heaped ones do")
    func heaping() throws {
        let even = try #require(DigitHeaping(values: (30..<130).map(Double.init)))
        #expect(even.chiSquare == 0 && even.p == 1)
        let heaped = try #require(DigitHeaping(values: (30..<130).map { Double($0 / 5 * 5) }))
        #expect(heaped.p < 1e-20)
        #expect(DigitHeaping(values: (0..<79).map(Double.init)) == nil)
        #expect(DigitHeaping(values: [.nan, 1e300, -40, 35.5]) == nil)
    }

    @Test("Results crowded just above a target are noticed")
    func bunching() throws {
        let crowded = try #require(
            Bunching(results: [0.871, 0.872, 0.8705, 0.87, 0.874, 0.8711, 0.9, 0.2], target: 0.87, width: 0.005))
        #expect(crowded.justMet == 6 && crowded.justMissed == 0)
        #expect((crowded.p - 1.0 / 64).magnitude < 1e-15)
        let spread = try #require(Bunching(results: [0.868, 0.872], target: 0.87, width: 0.005))
        #expect(spread.p == 0.75)
        #expect((Bunching(results: [], target: 1, width: 1)?.p ?? .nan) == 1)
        #expect(Bunching(results: [], target: 1, width: 0) == nil)
    }

    @Test("Entries piled up on the last days are noticed")
    func spikes() throws {
        let days = [4.0, 5, 3, 6, 4, 5, 4, 5, 6, 3]
        #expect((EndSpike(daily: days, days: 2)?.p ?? .nan) > 0.05)
        #expect((EndSpike(daily: days.dropLast() + [60], days: 2)?.p ?? .nan) < 1e-6)
        #expect(EndSpike(daily: [1, 2, 3], days: 2) == nil)
        #expect(EndSpike(daily: [0, 0, 0, 0], days: 1) == nil)
    }

    @Test("Cases that move from one category to another correlate negatively")
    func substitution() throws {
        let first = [10.0, 14, 9, 15, 8, 12]
        #expect(changeCorrelation(first, first.map { 30 - $0 }) == -1)
        #expect(changeCorrelation(first, first) == 1)
        #expect(changeCorrelation(first, [1, 2]) == nil)
        #expect(changeCorrelation(first, [Double](repeating: 3, count: 6)) == nil)
    }
}
