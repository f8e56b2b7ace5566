/// What a loader cannot know by itself: it asks the system and the floors above.
public struct PlanChecks: Sendable {
    /// Whether the system knows a time zone by this IANA name.
    public var isTimeZone: @Sendable (String) -> Bool
    /// Why a rule's `says` is no sentence that can be written; nil when it is one.
    public var problemOfSentence: @Sendable (String) -> String?

    /// Checks that find nothing wrong, unless they are given.
    public init(
        isTimeZone: @escaping @Sendable (String) -> Bool = { _ in true },
        problemOfSentence: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.isTimeZone = isTimeZone
        self.problemOfSentence = problemOfSentence
    }
}
