/// What a plugin did wrong, in words that follow its id: "cohort-clearance/v1 gave no answer within 10 seconds".
public enum PluginFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Its program is not there, or the system would not start it.
    case notStarted(String)
    /// It ended before it answered.
    case ended(String, lastWords: String?)
    case tooSlow(seconds: Int)
    case tooMuchProcessorTime(seconds: Int)
    case tooMuchOutput(bytes: Int)
    case tooManyProcesses(limit: Int)
    case tooMuchMemory(bytes: Int)
    case tooLargeFile(bytes: Int)
    /// It said something that the protocol does not allow.
    case violation(String)
    /// It says in good manners that it cannot do this.
    case refused(String)
    /// A secret that it needs cannot be read.
    case secret(String)
    /// It failed too often in this run to be asked again.
    case givenUp(failures: Int, last: String)

    /// The same without what a mask hides.
    func masked(by mask: Mask) -> PluginFailure {
        switch self {
        case .notStarted(let why): .notStarted(mask(why))
        case .ended(let how, let lastWords): .ended(how, lastWords: lastWords.map { mask($0) })
        case .violation(let what): .violation(mask(what))
        case .refused(let message): .refused(mask(message))
        default: self
        }
    }

    /// Whether the program can be asked again as it is.
    var leavesProgramUsable: Bool {
        if case .refused = self { true } else { false }
    }

    public var description: String {
        switch self {
        case .notStarted(let why): "cannot be started: \(why)"
        case .ended(let how, let lastWords): how + (lastWords.map { "; its last words: \($0)" } ?? "")
        case .tooSlow(let seconds): "gave no answer within \(seconds) second\(seconds == 1 ? "" : "s")"
        case .tooMuchProcessorTime(let seconds): "used more than \(seconds) s of processor time"
        case .tooMuchOutput(let bytes): "said more than \(bytes >> 20) MB"
        case .tooManyProcesses(let limit): "ran more than \(limit) processes at once"
        case .tooMuchMemory(let bytes): "used more than \(bytes >> 20) MB of memory"
        case .tooLargeFile(let bytes): "wrote a file of more than \(bytes >> 20) MB"
        case .violation(let what): what
        case .refused(let message): "refuses: \(message)"
        case .secret(let why): "cannot be used: \(why)"
        case .givenUp(let failures, let last): "failed \(failures) times in this run and is not asked again; it \(last)"
        }
    }
}
