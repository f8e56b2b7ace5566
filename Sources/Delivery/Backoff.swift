import Periods

/// When a message of a plugin is tried again, and when no more.
enum Backoff {
    /// One minute after the first attempt, then twice as long each time.
    private static let first: Int64 = 60_000
    private static let longest: Int64 = 4 * 3_600_000
    /// After a week nobody waits for a message about last week.
    private static let patience: Int64 = 7 * 86_400_000

    /// The failure with what follows from it: the time of the next attempt, or the end of attempts.
    ///
    /// Mail and files are tried whenever somebody delivers: their servers are of the house.
    static func settled(
        _ failure: DeliveryFailure, channel: OutgoingMessage.Channel, attempts: Int, createdAt: Instant?, now: Instant
    ) -> DeliveryFailure {
        var failure = failure
        guard channel == .plugin, !failure.isFinal else { return failure }
        if let createdAt, now.milliseconds - createdAt.milliseconds >= patience {
            failure.isFinal = true
            failure.message = "given up after a week and \(attempts) attempts; \(failure.message)"
            return failure
        }
        let pause = min(longest, first << Int64(min(max(attempts, 1) - 1, 20)))
        let usual = Instant(milliseconds: now.milliseconds &+ pause)
        failure.notBefore = max(failure.notBefore ?? usual, usual)
        return failure
    }
}
