#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file's descriptor, closed when it goes, with the few calls that delivery needs and errors in words.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    let path: String

    init(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws(DeliveryFailure) {
        var descriptor: Int32
        repeat { descriptor = open(path, flags | O_CLOEXEC, mode) } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else { throw Self.failure("open", path) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Size in bytes; refuses what is not a plain file.
    func size() throws(DeliveryFailure) -> Int {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw Self.failure("look at", path) }
        guard info.st_mode & S_IFMT == S_IFREG else { throw DeliveryFailure(.file, "\(path) is not a plain file") }
        return Int(info.st_size)
    }

    /// Up to `count` bytes from `offset`; fewer at the end of the file.
    func read(at offset: Int, count: Int) throws(DeliveryFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { pread(descriptor, $0 + filled, count - filled, off_t(offset + filled)) } ?? 0
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Self.failure("read", path) }
            if got == 0 { break }
            filled += got
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// One call of write; how many bytes it took.
    func writeOnce(_ bytes: ArraySlice<UInt8>) throws(DeliveryFailure) -> Int {
        while true {
            let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 { return written }
            guard errno == EINTR else { throw Self.failure("write", path) }
        }
    }

    func truncate(to size: Int) throws(DeliveryFailure) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw Self.failure("shorten", path) }
    }

    func synchronise() throws(DeliveryFailure) {
        guard fsync(descriptor) == 0 else { throw Self.failure("save", path) }
    }

    /// Waits until no other process holds the file's lock; it is given back when the file is closed.
    func lock() throws(DeliveryFailure) {
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw Self.failure("lock", path) }
        }
    }

    /// A failure of the last call, in words.
    static func failure(_ verb: String, _ path: String) -> DeliveryFailure {
        let code = errno
        let reason =
            switch code {
            case ENOSPC, EDQUOT: "the disk is full"
            case EFBIG: "the file would grow beyond the allowed size"
            case EACCES, EPERM: "permission denied"
            case EROFS: "the file system is read-only"
            case ENOENT: "no such file or folder"
            case EISDIR: "it is a folder"
            default: String(cString: strerror(code))
            }
        return DeliveryFailure(.file, "cannot \(verb) \(path): \(reason)")
    }

    /// A whole small file.
    static func read(_ path: String, limit: Int) throws(DeliveryFailure) -> [UInt8] {
        let file = try OpenFile(path, O_RDONLY)
        let size = try file.size()
        guard size <= limit else { throw DeliveryFailure(.file, "\(path) is larger than \(limit) bytes") }
        return try file.read(at: 0, count: size)
    }
}

/// Folders.
enum Folder {
    /// Makes the folder and those above it.
    static func make(_ path: String) throws(DeliveryFailure) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw OpenFile.failure("make the folder", made) }
        }
    }

    /// Makes a new name in the folder survive a loss of power.
    static func synchronise(_ path: String) throws(DeliveryFailure) {
        let folder = try OpenFile(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY)
        try folder.synchronise()
    }

    /// The folder of a file's path.
    static func of(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// A path of the plan, seen from the workspace's folder.
func resolve(_ path: String, under root: String) -> String {
    path.hasPrefix("/") || root.isEmpty ? path : root + "/" + path
}
