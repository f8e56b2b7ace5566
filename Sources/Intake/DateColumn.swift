import Periods
import Plan
import Tabular

/// Reads the dates of a file and finds the reporting period each falls in.
struct DateColumn {
    struct Problem: Error {
        var message: String
    }

    private static let earliest = Day(year: 1900, month: 1, day: 1)
    private static let latest = Day(year: 2200, month: 12, day: 31)

    private let patterns: [DatePattern]
    /// The last date read: files are mostly sorted by date.
    private var lastBytes: [UInt8] = []
    private var lastDay: Int32 = 0
    /// The last day of each metric and the start of its period.
    private var lastStarts: [(day: Int32, start: Int32)]

    /// - Parameter metricCount: how many metrics the plan has.
    init(_ formats: [String], metricCount: Int) throws(IntakeError) {
        lastStarts = Array(repeating: (.min, .min), count: metricCount)
        var patterns: [DatePattern] = []
        for format in formats {
            do throws(DatePattern.Defect) {
                patterns.append(try DatePattern(format))
            } catch {
                throw .badMapping("the date format \"\(format)\" cannot be used: \(error)")
            }
        }
        self.patterns = patterns
    }

    /// The day number of a field.
    mutating func day(_ bytes: Span<UInt8>) throws(Problem) -> Int32 {
        if isLast(bytes) { return lastDay }
        var first: DateProblem?
        for pattern in patterns {
            do throws(DateProblem) {
                let parts = try pattern.parse(bytes)
                guard let day = Day(year: parts.year, month: parts.month, day: parts.day),
                    let earliest = Self.earliest, let latest = Self.latest, day >= earliest, day <= latest
                else { throw DateProblem.noSuchYear }
                lastBytes = bytes.withUnsafeBufferPointer(Array.init)
                lastDay = day.number
                return day.number
            } catch {
                // What is wrong with a date of the right form says more than that another form does not fit.
                if case .wrongForm = error, first != nil { continue }
                if case .wrongForm? = first { first = nil }
                first = first ?? error
            }
        }
        throw Problem(message: message(bytes, first))
    }

    private func message(_ bytes: Span<UInt8>, _ problem: DateProblem?) -> String {
        guard bytes.count > 0 else { return "the date is empty" }
        let text = RowCollector.quoted(bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
        switch problem {
        case .wrongForm? where patterns.count > 1:
            return "\(text) is no date of the forms \(patterns.map(\.pattern).joined(separator: ", "))"
        case .wrongForm?: return "\(text) is no date of the form \(patterns.first?.pattern ?? "")"
        case .noSuchYear?: return "\(text): dates lie between 1900 and 2200"
        case let problem?: return "\(text): \(problem)"
        case nil: return "\(text) is no date"
        }
    }

    @inline(__always)
    private func isLast(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count == lastBytes.count, bytes.count > 0 else { return false }
        for index in 0..<bytes.count where bytes[unchecked: index] != lastBytes[index] { return false }
        return true
    }

    /// First day of the metric's reporting period that holds `day`.
    @inline(__always)
    mutating func periodStart(of day: Int32, metric: Int, _ declaration: @autoclosure () -> Metric) -> Int32 {
        if lastStarts[metric].day == day { return lastStarts[metric].start }
        let declared = declaration()
        let start: Int32
        if declared.grain == .day {
            start = day
        } else {
            let index = declared.calendar.index(declared.grain, of: Day(number: day))
            start = declared.calendar.first(declared.grain, index: index).number
        }
        lastStarts[metric] = (day, start)
        return start
    }
}
