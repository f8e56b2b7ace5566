/// How large and how deep a file may be. The defaults are far above what people write and far below what hurts.
public struct Limits: Sendable, Hashable {
    /// The file's size in bytes.
    public var bytes = 8 << 20
    /// How deep lists and mappings may be nested, aliases followed.
    public var depth = 64
    /// How many values there may be in all, each use of an alias counted with all that it brings.
    public var nodes = 1_000_000
    /// How many values aliases may bring: what stops "YAML bombs".
    public var aliasedNodes = 100_000
    /// How many mistakes are collected before the rest is left unread.
    public var diagnostics = 1_000

    /// The default limits, to be changed one by one.
    public init() {}

    /// The default limits.
    public static let `default` = Limits()
}
