import Periods
import Testing

@testable import Plan

@Suite("Numbers and days for people")
struct NumberTextTests {
    @Test(
        "a number is grouped and rounded half away from zero in both languages",
        arguments: [
            (1234.5, 1, "1,234.5", "1.234,5"), (1_234_567, 0, "1,234,567", "1.234.567"), (0, 0, "0", "0"),
            (999.96, 1, "1,000.0", "1.000,0"), (-0.04, 1, "0.0", "0,0"), (-1004.5, 0, "−1,005", "−1.005"),
            (1.005, 2, "1.01", "1,01"), (0.285, 2, "0.29", "0,29"), (2.5, 0, "3", "3"), (1e-7, 1, "0.0", "0,0"),
            (100_200, 0, "100,200", "100.200"), (Double.nan, 1, "–", "–"), (Double.infinity, 0, "–", "–"),
            (1e300, 0, "1e+300", "1e+300"), (0.5, -3, "1", "1"),
        ] as [(Double, Int, String, String)])
    func number(value: Double, decimals: Int, english: String, vietnamese: String) {
        #expect(NumberText(.english).number(value, decimals: decimals) == english)
        #expect(NumberText(.vietnamese).number(value, decimals: decimals) == vietnamese)
    }

    @Test(
        "a fraction is printed as a percentage of its decimal form",
        arguments: [
            (0.873, 0, "87 %", "87 %"), (0.285, 0, "29 %", "29 %"), (0.3145, 1, "31.5 %", "31,5 %"),
            (12.3456, 1, "1,234.6 %", "1.234,6 %"), (Double.nan, 1, "–", "–"), (1, 0, "100 %", "100 %"),
        ] as [(Double, Int, String, String)])
    func percent(value: Double, decimals: Int, english: String, vietnamese: String) {
        #expect(NumberText(.english).percent(value, decimals: decimals) == english)
        #expect(NumberText(.vietnamese).percent(value, decimals: decimals) == vietnamese)
    }

    @Test(
        "a declared fraction has as few decimals as say it wholly",
        arguments: [(0.2, "20 %"), (0.225, "22.5 %"), (0.2987654, "29.877 %"), (0, "0 %"), (Double.nan, "–")])
    func declaredPercent(value: Double, text: String) {
        #expect(NumberText(.english).declaredPercent(value) == text)
    }

    @Test(
        "a change carries its sign, and a change that rounds to nothing has none",
        arguments: [
            (-0.31475, "−31.5 %"), (0.04, "+4.0 %"), (0, "0.0 %"), (-0.0001, "0.0 %"), (Double.nan, "–"),
        ])
    func signedPercent(value: Double, text: String) {
        #expect(NumberText(.english).signedPercent(value) == text)
    }

    @Test("a modelled value keeps a decimal only where it is small and broken")
    func modelled() {
        let cases = Metric(id: "cases", title: LocalText("Cases"), kind: .count, better: .lower)
        let rate = Metric(
            id: "rate", title: LocalText("Rate"), kind: .ratio(of: "a", to: "b"), better: .higher, decimals: 1,
            isPercent: true)
        let text = NumberText(.english)
        #expect(text.modelled(3.4, metric: cases) == "3.4")
        #expect(text.modelled(3, metric: cases) == "3")
        #expect(text.modelled(1247.3, metric: cases) == "1,247")
        #expect(text.modelled(0.87, metric: rate) == "87.0 %")
        #expect(text.value(3.4, metric: cases) == "3")
    }

    @Test("days and windows are written as people write them")
    func days() throws {
        let first = try #require(Day(year: 2026, month: 1, day: 1))
        let last = try #require(Day(year: 2026, month: 5, day: 14))
        let window = try #require(Window(first, last))
        #expect(NumberText(.vietnamese).day(last) == "14/05/2026")
        #expect(NumberText(.english).day(last) == "14 May 2026")
        #expect(NumberText(.vietnamese).dayOfYear(first) == "01/01")
        #expect(NumberText(.english).window(window) == "1 Jan 2026–14 May 2026")
        #expect(NumberText(.english).window(Window(last)) == "14 May 2026")
    }

    @Test("every half of a tenth of a percent rounds as its decimal digits say")
    func agreesWithDecimalRounding() {
        // 0.0005, 0.0015, … are ties in decimal that binary fractions miss on either side.
        for thousandths in 0..<1000 {
            let fraction = Double("0.\(padded(thousandths))5") ?? .nan
            let expected = thousandths + 1
            let text = "\(expected / 10).\(expected % 10) %"
            #expect(NumberText(.english).percent(fraction, decimals: 1) == text, "\(fraction)")
        }
    }

    private func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
}
