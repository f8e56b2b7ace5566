/// What a file may ask of memory. A file beyond a limit is refused as soon as the limit is reached.
public struct TabularLimits: Sendable, Hashable {
    /// The longest field in bytes.
    public var field = 1 << 20
    /// The longest row in bytes.
    public var line = 16 << 20
    /// The most fields in a row.
    public var columns = 10_000
    /// The most bytes after decompression.
    public var bytes = 8 << 30

    /// The default limits, to be changed one by one.
    public init() {}
}
