import Foundation
import Periods

/// The only place where the program looks at a clock.
enum Clock {
    static func now() -> Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    /// Today's date where `timeZone` (an IANA name) is; universal time when the system does not know it.
    static func today(in timeZone: String) -> Day {
        let zone = TimeZone(identifier: timeZone) ?? .gmt
        let now = Date()
        let local = now.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: now))
        return Day(number: Int32(clamping: Int64((local / 86_400).rounded(.down))))
    }
}
