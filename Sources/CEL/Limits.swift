/// The bounds within which source is accepted and programs run. No input can make an evaluation exceed them.
public struct Limits: Sendable, Hashable {
    /// The longest source accepted, in bytes.
    public var sourceBytes = 100_000
    /// The deepest nesting of an expression. The default gets along with 1 MiB of stack in a release build, and with
    /// 4 MiB in a debug build.
    public var depth = 250
    /// Work one evaluation may do: about one step an instruction, an element compared, sixteen bytes copied.
    public var steps = 20_000_000
    /// Bytes one evaluation may hold at once.
    public var allocation = 64 << 20
    /// How many literal regular expressions one expression may have.
    public var patterns = 100
    /// Memory for one regular expression, in bytes.
    public var patternMemory = 1 << 20

    /// What happens to memory a loop's round leaves behind; anything but `reuse` serves to find mistakes.
    package var leftovers = Leftovers.reuse

    package enum Leftovers: Sendable {
        case reuse, keep
        /// Overwritten before it is used again, so that whoever still points there is found out.
        case overwrite
    }

    public init() {}

    static func depthMessage(_ depth: Int) -> String {
        "the expression is nested more than \(depth) levels deep"
    }
}
