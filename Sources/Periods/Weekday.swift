/// A day of the week, numbered as ISO 8601 numbers them: Monday is 1, Sunday is 7.
public enum Weekday: Int, CaseIterable, Hashable, Sendable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    /// The weekday with this English name in lower case, as plans write it (`thursday`).
    public init?(name: some StringProtocol) {
        guard let day = Weekday.allCases.first(where: { name == $0.name }) else { return nil }
        self = day
    }

    /// The English name in lower case.
    public var name: String { "\(self)" }
}
