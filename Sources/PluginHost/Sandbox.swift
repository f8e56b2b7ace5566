import CSupervisor
import Plan

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What keeps a plugin from harm beyond the limits that always hold.
///
/// Always: an environment of its own, a session of its own under a supervisor that ends all of it, a private temporary
/// folder, and limits on time, processor time, memory, output, files and processes.
public enum Sandbox: Sendable, Equatable {
    /// Bubblewrap: no network, everything read-only, nothing of the workspace but the plugin's folder.
    case bubblewrap(path: String)
    /// The limits, and no sockets where the system can refuse them; and why not more.
    case lesser(because: String)

    /// What `onpace plugins` says of it.
    public var description: String {
        switch self {
        case .bubblewrap: "bubblewrap: no network, no files but its own, limits"
        case .lesser(let why):
            (Self.canDenyNetwork ? "limits and no network; files are open" : "limits only: network and files are open")
                + " (\(why))"
        }
    }

    /// Whether the system refuses sockets to a program that asks for them.
    static let canDenyNetwork = onpace_can_deny_network() != 0

    /// Whether a plugin has no way out but the host's.
    public var hasNoNetwork: Bool {
        if case .bubblewrap = self { true } else { Self.canDenyNetwork }
    }

    /// Folders that are empty for a plugin: people's files, sockets of services, other programs' data.
    private static let hidden = ["/home", "/media", "/mnt", "/root", "/run", "/srv", "/var"]

    static let path = ["/usr/local/bin", "/usr/bin", "/bin"]

    /// Bubblewrap where it is installed, whether it works or not.
    static func installed() -> Sandbox {
        let bwrap = path.map { $0 + "/bwrap" }.first { access($0, X_OK) == 0 }
        return bwrap.map { .bubblewrap(path: $0) } ?? .lesser(because: "bubblewrap is not installed")
    }

    /// Finds bubblewrap and tries whether it works here.
    public static func probe() -> Sandbox {
        let sandbox = installed()
        guard case .bubblewrap = sandbox else { return sandbox }
        let wrapped = sandbox.wrap(
            ["/bin/sh", "-c", ":"], folder: "/", workspace: nil, scratch: "/tmp", limits: Plugin.Limits(), id: "probe")
        do throws(PluginFailure) {
            let process = try SupervisedProcess(wrapped, folder: "/", limits: Plugin.Limits())
            let (end, log) = process.wait(seconds: 5)
            if end == .exited(0) { return sandbox }
            return .lesser(because: "bubblewrap does not work here\(log.last.map { ": \($0)" } ?? "")")
        } catch {
            return .lesser(because: "bubblewrap \(error)")
        }
    }

    /// The words to start and the environment to start them in.
    struct Wrapped {
        var arguments: [String]
        var environment: [String]
        /// Processes that the sandbox itself needs.
        var ownProcesses: Int
        /// Whether the supervisor takes sockets away; bubblewrap needs one itself.
        var deniesNetwork = false
    }

    func wrap(
        _ command: [String], folder: String, workspace: String?, scratch: String, limits: Plugin.Limits, id: String
    ) -> Wrapped {
        let environment = [
            "PATH=\(Self.path.joined(separator: ":"))", "HOME=\(scratch)", "TMPDIR=\(scratch)", "LANG=C.UTF-8",
            "TZ=UTC",
            "ONPACE_PLUGIN=\(id)",
            // A plugin's folder stays as it is, and sets come out in the same order every time.
            "PYTHONDONTWRITEBYTECODE=1", "PYTHONHASHSEED=0",
        ]
        guard case .bubblewrap(let bwrap) = self else {
            return Wrapped(
                arguments: command, environment: environment, ownProcesses: 0, deniesNetwork: Self.canDenyNetwork)
        }
        let size = String(max(limits.files, 1 << 20))
        var arguments = [
            bwrap, "--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--hostname", "plugin", "--ro-bind", "/",
            "/",
            "--dev", "/dev", "--size", size, "--tmpfs", "/dev/shm", "--proc", "/proc", "--size", size, "--tmpfs",
            "/tmp",
        ]
        let hidden = Self.hidden.filter(Self.isFolder)
        for path in hidden { arguments += ["--size", "1048576", "--tmpfs", path] }
        if let workspace, workspace != "/" { arguments += ["--size", "1048576", "--tmpfs", workspace] }
        if folder != "/" { arguments += ["--ro-bind", folder, folder] }
        for path in hidden { arguments += ["--remount-ro", path] }
        if let workspace, workspace != "/" { arguments += ["--remount-ro", workspace] }
        return Wrapped(
            arguments: arguments + ["--chdir", folder, "--"] + command, environment: environment, ownProcesses: 2)
    }

    /// Whether it is a folder itself, rather than a link to one.
    private static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
