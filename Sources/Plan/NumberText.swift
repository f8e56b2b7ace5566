import Periods

/// Numbers and days as people write them: `1.234,5` and `14/05/2026` in Vietnamese, `1,234.5` and `14 May 2026` in
/// English.
///
/// Rounding is the schoolbook's, half away from zero, on the shortest decimal form of the number: 0.285 is 29 %, even
/// though the nearest binary fraction lies just below. An absent number (NaN, or an infinity) is `–`.
public struct NumberText: Sendable, Hashable {
    public let language: Language

    public init(_ language: Language) {
        self.language = language
    }

    /// What stands for a number that is not there.
    public static let absent = "–"

    /// `1,234.5`, with exactly this many digits after the decimal point.
    public func number(_ value: Double, decimals: Int = 0) -> String {
        text { append(value, decimals: decimals, to: &$0) }
    }

    /// A fraction as a percentage: 0.873 is `87 %`, or `87.3 %` with one decimal.
    public func percent(_ fraction: Double, decimals: Int = 0) -> String {
        text { appendPercent(fraction, decimals: decimals, to: &$0) }
    }

    /// A fraction as someone declared it, with as few decimals as say it wholly (up to three): `20 %`, `22.5 %`.
    public func declaredPercent(_ fraction: Double) -> String {
        let percent = fraction * 100
        let decimals = (0...3).first { digits in
            let power = Double(Self.powersOfTen[digits])
            return ((percent * power).rounded() / power - percent).magnitude < 1e-9
        }
        return self.percent(fraction, decimals: decimals ?? 3)
    }

    /// A change as a percentage with its sign: `−31.5 %`, `+4.0 %`, `0.0 %`.
    public func signedPercent(_ fraction: Double, decimals: Int = 1) -> String {
        text { appendPercent(fraction, decimals: decimals, signed: true, to: &$0) }
    }

    /// A number with its sign: `−31`, `+4`, `0`.
    public func signed(_ value: Double, decimals: Int = 0) -> String {
        text { append(value, decimals: decimals, signed: true, to: &$0) }
    }

    /// A value of a metric, with its digits and as a percentage where people see it as one.
    public func value(_ value: Double, metric: Metric) -> String {
        text { append(value, metric: metric, to: &$0) }
    }

    /// A value that a model gives (an expected value, a goal that was shared out): as ``value(_:metric:)``, but small
    /// counts keep one decimal, because "3 of 3" would hide that 3.4 were expected.
    public func modelled(_ value: Double, metric: Metric) -> String {
        text { appendModelled(value, metric: metric, to: &$0) }
    }

    /// `14/05/2026` or `14 May 2026`.
    public func day(_ day: Day) -> String {
        text { append(day, to: &$0) }
    }

    /// A day without its year: `14/05` or `14 May`.
    public func dayOfYear(_ day: Day) -> String {
        text { append(day, withYear: false, to: &$0) }
    }

    /// `01/01/2026–14/05/2026` or `1 Jan 2026–14 May 2026`.
    public func window(_ window: Window) -> String {
        window.first == window.last ? day(window.first) : "\(day(window.first))–\(day(window.last))"
    }

    private func text(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

// MARK: - Into a buffer

/// The same texts as UTF-8 into a buffer, for whoever writes a nation's worth of them.
extension NumberText {
    public func append(_ value: Double, decimals: Int = 0, signed: Bool = false, to bytes: inout [UInt8]) {
        append(value, shift: 0, decimals: decimals, signed: signed, to: &bytes)
    }

    public func appendPercent(
        _ fraction: Double, decimals: Int = 0, signed: Bool = false, to bytes: inout [UInt8]
    ) {
        append(fraction, shift: 2, decimals: decimals, signed: signed, to: &bytes)
        if fraction.isFinite { bytes.append(contentsOf: " %".utf8) }
    }

    public func append(_ value: Double, metric: Metric, to bytes: inout [UInt8]) {
        if metric.isPercent {
            appendPercent(value, decimals: metric.decimals, to: &bytes)
        } else {
            append(value, decimals: metric.decimals, to: &bytes)
        }
    }

    public func appendModelled(_ value: Double, metric: Metric, to bytes: inout [UInt8]) {
        if !metric.isPercent, metric.decimals == 0, value.magnitude < 100, value != value.rounded() {
            append(value, decimals: 1, to: &bytes)
        } else {
            append(value, metric: metric, to: &bytes)
        }
    }

    public func append(_ day: Day, withYear: Bool = true, to bytes: inout [UInt8]) {
        let date = day.civil
        switch language {
        case .vietnamese:
            appendPadded(date.day, to: &bytes)
            bytes.append(UInt8(ascii: "/"))
            appendPadded(date.month, to: &bytes)
            if withYear { bytes.append(contentsOf: "/\(date.year)".utf8) }
        case .english:
            bytes.append(contentsOf: "\(date.day) \(Self.englishMonths[date.month - 1])".utf8)
            if withYear { bytes.append(contentsOf: " \(date.year)".utf8) }
        }
    }

    private static let englishMonths = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private func appendPadded(_ number: Int, to bytes: inout [UInt8]) {
        if number < 10 { bytes.append(UInt8(ascii: "0")) }
        bytes.append(contentsOf: String(number).utf8)
    }
}

// MARK: - Rounding and grouping

extension NumberText {
    /// Largest whole number of last digits that is grouped; beyond it the shortest form of the number is printed.
    private static let groupingLimit = 1e15
    private static let powersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

    /// Writes `value` × 10^`shift`.
    private func append(
        _ value: Double, shift: Int, decimals: Int, signed: Bool, to bytes: inout [UInt8]
    ) {
        guard value.isFinite else {
            bytes.append(contentsOf: Self.absent.utf8)
            return
        }
        let decimals = min(max(decimals, 0), Self.powersOfTen.count - 1)
        guard let units = lastDigits(value.magnitude, shift: shift, decimals: decimals) else {
            bytes.append(contentsOf: (shift == 0 ? value : value * 100).description.utf8)
            return
        }
        if units != 0, value < 0 {
            bytes.append(contentsOf: "−".utf8)
        } else if units != 0, signed {
            bytes.append(UInt8(ascii: "+"))
        }
        let power = Self.powersOfTen[decimals]
        appendGrouped(units / power, to: &bytes)
        if decimals > 0 {
            bytes.append(UInt8(ascii: language == .vietnamese ? "," : "."))
            appendFraction(units % power, digits: decimals, to: &bytes)
        }
    }

    /// `magnitude` × 10^`shift` in units of its last printed digit, rounded half away from zero; nil beyond the limit.
    private func lastDigits(_ magnitude: Double, shift: Int, decimals: Int) -> Int? {
        let scaled = magnitude * (shift == 0 ? 1 : 100) * Double(Self.powersOfTen[decimals])
        guard scaled < Self.groupingLimit else { return nil }
        let rounded = scaled.rounded()
        // Only near a tie can the binary product and the decimal form disagree.
        guard ((scaled - rounded).magnitude - 0.5).magnitude < max(1e-9, scaled * 1e-14) else { return Int(rounded) }
        return decimalRounded(magnitude, places: shift + decimals) ?? Int(rounded)
    }

    /// `magnitude` × 10^`places`, rounded half away from zero on the digits of its shortest form.
    private func decimalRounded(_ magnitude: Double, places: Int) -> Int? {
        var whole = 0
        var point: Int?
        var digits = 0
        for character in magnitude.description.utf8 {
            switch character {
            case UInt8(ascii: "."):
                point = digits
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                // Digits after the first one that is dropped cannot change a rounding half away from zero.
                if let point, digits - point > places + 1 { continue }
                let (tens, overflow) = whole.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                whole = tens + Int(character - UInt8(ascii: "0"))
            default:
                return nil  // an exponent: far from any tie that matters
            }
        }
        let kept = min(digits - (point ?? digits), places + 1)
        guard kept == places + 1 else { return nil }
        return (whole + 5) / 10
    }

    private func appendGrouped(_ number: Int, to bytes: inout [UInt8]) {
        guard number >= 1000 else {
            bytes.append(contentsOf: String(number).utf8)
            return
        }
        appendGrouped(number / 1000, to: &bytes)
        bytes.append(UInt8(ascii: language == .vietnamese ? "." : ","))
        appendFraction(number % 1000, digits: 3, to: &bytes)
    }

    private func appendFraction(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var power = Self.powersOfTen[digits - 1]
        while power > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / power % 10))
            power /= 10
        }
    }
}
