/// Reading parts of timestamps and durations.
enum TimeFunctions {
    static let all: [Function] =
        [
            getter("getFullYear") { moment in moment.date.year },
            getter("getMonth") { moment in moment.date.month - 1 },
            getter("getDate") { moment in moment.date.day },
            getter("getDayOfMonth") { moment in moment.date.day - 1 },
            getter("getDayOfWeek") { moment in moment.dayOfWeek },
            getter("getDayOfYear") { moment in moment.dayOfYear },
            getter("getHours", ofDuration: { $0 / 3_600_000_000_000 }) { moment in moment.hour },
            getter("getMinutes", ofDuration: { $0 / 60_000_000_000 }) { moment in moment.minute },
            getter("getSeconds", ofDuration: { $0 / 1_000_000_000 }) { moment in moment.second },
            getter("getMilliseconds", ofDuration: { $0 % 1_000_000_000 / 1_000_000 }, nil),
        ]

    /// `t.getX()`, `t.getX(zone)` and, where there is a meaning, `d.getX()`. Without `part`: milliseconds.
    private static func getter(
        _ name: String, ofDuration: (@Sendable (Int64) -> Int64)? = nil, _ part: (@Sendable (CivilMoment) -> Int)?
    ) -> Function {
        var signatures = [Signature([.timestamp], .int), Signature([.timestamp, .string], .int)]
        if ofDuration != nil { signatures.append(Signature([.duration], .int)) }
        return Function(method: name, signatures) { machine, arguments in
            let subject = arguments[0]
            if let ofDuration, arguments.are(Cell.Tag.duration) { return Cell(ofDuration(subject.int)) }
            var offset: Int64 = 0
            if arguments.are(Cell.Tag.timestamp, Cell.Tag.string) {
                guard machine.charge(100) else { return machine.outOfSteps() }
                let zone = arguments[1].text
                guard let found = TimeZones.offset(of: zone, at: subject.int) else {
                    return machine.fail("unknown time zone \"\(zone)\"")
                }
                offset = Int64(found)
            } else if !arguments.are(Cell.Tag.timestamp) {
                return machine.noOverload(name, arguments)
            }
            guard let part else { return Cell(count: Int(subject.timestamp.nanoseconds) / 1_000_000) }
            return Cell(count: part(CivilMoment(seconds: subject.int + offset)))
        }
    }
}
