import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Time zones by name, from the system's tz database, or by offset.
enum TimeZones {
    /// Seconds east of UTC at a moment. `UTC`, `+11:00`, `02:00`, `Europe/Oslo`; nil for an unknown zone.
    static func offset(of zone: String, at seconds: Int64) -> Int? {
        if zone.isEmpty || zone == "UTC" || zone == "Z" { return 0 }
        return fixedOffset(zone) ?? named(zone)?.offset(at: seconds)
    }

    private static func fixedOffset(_ text: String) -> Int? {
        var reader = DigitReader(Array(text.utf8))
        let west = reader.take("-")
        if !west { _ = reader.take("+") }
        guard let hours = reader.digits(2), reader.take(":"), let minutes = reader.digits(2), reader.atEnd,
            hours < 24, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (west ? -1 : 1)
    }

    /// Zones read so far; nil for names that are none. Bounded, since names may come from data.
    private static let known = Mutex<[String: TimeZoneFile?]>([:])

    private static func named(_ name: String) -> TimeZoneFile? {
        known.withLock { zones in
            if let zone = zones[name] { return zone }
            let zone = read(name)
            if zones.count < 1000 { zones[name] = .some(zone) }
            return zone
        }
    }

    private static let directories = ["/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/etc/zoneinfo/"]

    private static func read(_ name: String) -> TimeZoneFile? {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            guard let first = part.first, first | 0x20 >= UInt8(ascii: "a"), first | 0x20 <= UInt8(ascii: "z") else {
                return false
            }
            return part.allSatisfy { $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 || [43, 45, 95].contains($0) }
        }
        guard isName, name.utf8.count < 64 else { return nil }
        for directory in directories {
            if let bytes = contents(of: directory + name), let file = TimeZoneFile(bytes) { return file }
        }
        return nil
    }

    private static func contents(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return count > 0 ? Array(bytes[..<count]) : nil
    }
}

/// A compiled time zone (RFC 8536): when the offset changed, and the rule that holds after the last change.
struct TimeZoneFile: Sendable {
    private var changes: [Int64] = []
    private var kinds: [Int] = []
    private var offsets: [Int] = []
    private var rule: PosixTimeZone?

    func offset(at seconds: Int64) -> Int {
        if let last = changes.last, seconds >= last, let rule { return rule.offset(at: seconds) }
        if changes.isEmpty, let rule { return rule.offset(at: seconds) }
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return offsets[low == 0 ? 0 : kinds[low - 1]]
    }

    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let first = Header(&reader) else { return nil }
        var header = first
        var timeSize = 4
        if first.version >= 2 {
            // The first block is for readers that know 32 bits only.
            guard reader.skip(first.size(timeSize: 4)), let second = Header(&reader) else { return nil }
            header = second
            timeSize = 8
        }
        for _ in 0..<header.changeCount {
            guard let time = reader.integer(timeSize) else { return nil }
            changes.append(time)
        }
        for _ in 0..<header.changeCount {
            guard let kind = reader.integer(1), kind >= 0, kind < header.kindCount else { return nil }
            kinds.append(Int(kind))
        }
        for _ in 0..<header.kindCount {
            guard let offset = reader.integer(4), reader.skip(2), abs(offset) < 200_000 else { return nil }
            offsets.append(Int(offset))
        }
        guard !offsets.isEmpty else { return nil }
        guard timeSize == 8 else { return }
        let rest = header.nameBytes + header.leapCount * 12 + header.standardCount + header.utCount
        guard reader.skip(rest), reader.integer(1) == 10 else { return }
        rule = PosixTimeZone(reader.line())
    }

    private struct Header {
        var version: Int
        var utCount: Int
        var standardCount: Int
        var leapCount: Int
        var changeCount: Int
        var kindCount: Int
        var nameBytes: Int

        init?(_ reader: inout ByteReader) {
            guard reader.integer(4) == 0x545A_6966, let version = reader.integer(1), reader.skip(15),
                let ut = reader.count(), let standard = reader.count(), let leap = reader.count(),
                let change = reader.count(), let kind = reader.count(), let name = reader.count()
            else { return nil }
            self.version = version == 0 ? 1 : Int(version) - 48
            (utCount, standardCount, leapCount, changeCount, kindCount, nameBytes) = (
                ut, standard, leap, change, kind, name
            )
        }

        func size(timeSize: Int) -> Int {
            changeCount * (timeSize + 1) + kindCount * 6 + nameBytes + leapCount * (timeSize + 4) + standardCount
                + utCount
        }
    }
}

/// Reads big-endian numbers.
private struct ByteReader {
    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func integer(_ size: Int) -> Int64? {
        guard position + size <= bytes.count else { return nil }
        var value: Int64 = size > 1 && bytes[position] >= 0x80 ? -1 : 0
        for byte in bytes[position..<position + size] { value = value << 8 | Int64(byte) }
        position += size
        return value
    }

    /// A count of things that each take at least a byte.
    mutating func count() -> Int? {
        guard let value = integer(4), value >= 0, value <= bytes.count else { return nil }
        return Int(value)
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, position + count <= bytes.count else { return false }
        position += count
        return true
    }

    mutating func line() -> [UInt8] {
        let rest = bytes[position...]
        return Array(rest.prefix { $0 != 10 })
    }
}

/// The rule for the future, as in `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixTimeZone: Sendable {
    private var standardOffset = 0
    private var daylight: (offset: Int, start: Change, end: Change)?

    /// The moment of a change within a year, in seconds of local time after its first midnight.
    private enum Change {
        case weekday(month: Int, week: Int, day: Int, time: Int)
        case dayOfYear(Int, countsLeapDay: Bool, time: Int)

        func seconds(in year: Int) -> Int {
            let newYear = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
            switch self {
            case .weekday(let month, let week, let day, let time):
                let first = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
                let firstWeekday = ((first + 4) % 7 + 7) % 7
                var dayOfMonth = (day - firstWeekday + 7) % 7 + 7 * (week - 1)
                if dayOfMonth >= CivilDate.daysInMonth(month, year: year) { dayOfMonth -= 7 }
                return (first + dayOfMonth) * 86_400 + time
            case .dayOfYear(let day, let countsLeapDay, let time):
                if countsLeapDay { return (newYear + day) * 86_400 + time }
                let isLeap = CivilDate.daysInMonth(2, year: year) == 29
                return (newYear + day - 1 + (isLeap && day >= 60 ? 1 : 0)) * 86_400 + time
            }
        }
    }

    func offset(at seconds: Int64) -> Int {
        guard let daylight else { return standardOffset }
        let local = Int(seconds) + standardOffset
        let year = CivilMoment(seconds: Int64(local)).date.year
        let start = daylight.start.seconds(in: year) - standardOffset
        let end = daylight.end.seconds(in: year) - daylight.offset
        let moment = Int(seconds)
        let isDaylight = start < end ? moment >= start && moment < end : moment >= start || moment < end
        return isDaylight ? daylight.offset : standardOffset
    }

    init?(_ text: [UInt8]) {
        var rest = text[...]
        guard Self.skipName(&rest), let west = Self.time(&rest) else { return nil }
        standardOffset = -west
        guard !rest.isEmpty else { return }
        guard Self.skipName(&rest) else { return nil }
        var offset = standardOffset + 3600
        if rest.first != UInt8(ascii: ",") {
            guard let west = Self.time(&rest) else { return nil }
            offset = -west
        }
        guard let start = Self.change(&rest), let end = Self.change(&rest) else { return nil }
        daylight = (offset, start, end)
    }

    private static func skipName(_ rest: inout ArraySlice<UInt8>) -> Bool {
        if rest.first == UInt8(ascii: "<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let name = rest.prefix { ($0 | 0x20) &- 97 < 26 }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix { $0 &- 48 < 10 }
        rest = rest.dropFirst(digits.count)
        return digits.count > 4 ? nil : Int(String(decoding: digits, as: UTF8.self))
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private static func time(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let negative = rest.first == UInt8(ascii: "-")
        if negative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard var seconds = number(&rest).map({ $0 * 3600 }) else { return nil }
        for unit in [60, 1] where rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            guard let part = number(&rest) else { return nil }
            seconds += part * unit
        }
        return negative ? -seconds : seconds
    }

    private static func change(_ rest: inout ArraySlice<UInt8>) -> Change? {
        guard rest.popFirst() == UInt8(ascii: ","), let first = rest.first else { return nil }
        var numbers: [Int] = []
        if first == UInt8(ascii: "M") {
            for _ in 0..<3 {
                rest = rest.dropFirst()
                guard let part = number(&rest) else { return nil }
                numbers.append(part)
            }
            guard (1...12).contains(numbers[0]), (1...5).contains(numbers[1]), (0...6).contains(numbers[2]) else {
                return nil
            }
        } else {
            if first == UInt8(ascii: "J") { rest = rest.dropFirst() }
            guard let day = number(&rest), day <= 365 else { return nil }
            numbers = [day]
        }
        var time = 7200
        if rest.first == UInt8(ascii: "/") {
            rest = rest.dropFirst()
            guard let given = Self.time(&rest) else { return nil }
            time = given
        }
        if numbers.count == 3 { return .weekday(month: numbers[0], week: numbers[1], day: numbers[2], time: time) }
        return .dayOfYear(numbers[0], countsLeapDay: first != UInt8(ascii: "J"), time: time)
    }
}
