import Foundation
import Periods

/// Who is at work on a delivery: so that two processes never send the same message, and a process that was killed
/// holds nothing up.
struct ProcessIdentity: Hashable, Sendable {
    private let host: String
    private let boot: String
    private let process: Int32
    /// When the process started, so that a number that is used again is not taken for the old one.
    private let started: String

    static let current = ProcessIdentity(
        host: ProcessInfo.processInfo.hostName, boot: bootID, process: ProcessInfo.processInfo.processIdentifier)

    private init(host: String, boot: String, process: Int32) {
        self.host = host.filter { $0 != "/" }
        self.boot = boot
        self.process = process
        started = Self.start(of: process) ?? ""
    }

    /// Another process of this machine; nil when there is none.
    init?(of process: Int32) {
        self.init(host: Self.current.host, boot: Self.bootID, process: process)
        if started.isEmpty { return nil }
    }

    /// Reads what ``description`` wrote.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let process = Int32(parts[2]) else { return nil }
        (host, boot, self.process, started) = (parts[0], parts[1], process, parts[3])
    }

    var description: String { "\(host)/\(boot)/\(process)/\(started)" }

    /// Whether it is certain that the process is gone: on this machine, and no longer there. Of processes on other
    /// machines nothing is certain; their lease runs out.
    var isGone: Bool {
        guard host == Self.current.host, !boot.isEmpty, !started.isEmpty else { return false }
        return boot != Self.current.boot || Self.start(of: process) != started
    }

    private static let bootID = text(of: "/proc/sys/kernel/random/boot_id")?.trimmed ?? ""

    /// The 22nd field of `/proc/PID/stat`, counted behind the command's name, which may hold anything.
    private static func start(of process: Int32) -> String? {
        guard let text = text(of: "/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        // A killed process whose parent has not noticed yet is gone all the same.
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }

    private static func text(of path: String) -> String? {
        guard let file = try? OpenFile(path, O_RDONLY), let bytes = try? file.read(at: 0, count: 4096) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A claim on a delivery, with an end.
struct Lease {
    var owner: String
    var until: Instant

    /// Longer than one message can take.
    static let length: Int64 = 10 * 60 * 1000

    /// Whether somebody may still be at work under it.
    func holds(at now: Instant) -> Bool {
        guard until > now else { return false }
        return ProcessIdentity(owner).map { !$0.isGone } ?? true
    }
}
