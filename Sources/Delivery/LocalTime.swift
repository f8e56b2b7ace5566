import Foundation
import Periods

/// A moment on the wall clock of the workspace's time zone.
struct LocalTime: Sendable {
    let day: Day
    /// `08:00:00`
    let clock: String
    /// `+07:00`
    let offset: String

    /// - Parameter timeZone: an IANA name; universal time when it is not known here.
    init(_ instant: Instant, timeZone: String) {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
        let seconds = TimeZone(identifier: timeZone)?.secondsFromGMT(for: date) ?? 0
        let (moved, overflow) = instant.milliseconds.addingReportingOverflow(Int64(seconds) * 1000)
        let local = Instant(milliseconds: overflow ? instant.milliseconds : moved)
        day = local.day
        clock = String(local.description.dropFirst(local.day.description.count + 1).prefix(8))
        let minutes = abs(seconds) / 60
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        offset = (seconds < 0 ? "-" : "+") + padded(minutes / 60) + ":" + padded(minutes % 60)
    }

    /// `2026-03-16T08:00:00+07:00`
    var description: String { "\(day)T\(clock)\(offset)" }
}
