import Crypto
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif
import Tabular

/// A file that somebody submits, held open while it is read: its bytes are read twice, once for their hash and once for
/// their rows, and must be the same both times.
final class SubmittedFile {
    private let path: String
    private let descriptor: Int32
    private let mark: Mark

    /// What changes when somebody writes to a file or puts another in its place.
    private struct Mark: Equatable {
        var device: UInt64
        var number: UInt64
        var size: Int
        var modified: [Int]

        init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
            size = Int(status.st_size)
            #if canImport(Darwin)
            let times = [status.st_mtimespec, status.st_ctimespec]
            #else
            let times = [status.st_mtim, status.st_ctim]
            #endif
            modified = times.flatMap { [Int($0.tv_sec), Int($0.tv_nsec)] }
        }
    }

    /// Opens a plain file; a pipe could not be read twice.
    init(path: String) throws(TabularError) {
        self.path = path
        // A pipe that nobody writes to would keep the program waiting.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .cannotOpen(path: path, reason: Self.reason())
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotRead(path: path, reason: Self.reason()) }
        mark = Mark(status)
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG else {
            throw .cannotRead(path: path, reason: kind == S_IFDIR ? "it is a directory" : "it is not a plain file")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// SHA-256 of the bytes, read in pieces.
    func sha256() throws(TabularError) -> [UInt8] {
        var hasher = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return Array(hasher.finalize()) }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .cannotRead(path: path, reason: Self.reason())
            }
            buffer.withUnsafeBytes { hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    /// Refuses a file that was written to, or replaced, since it was opened.
    func requireUnchanged() throws(IntakeError) {
        var status = stat()
        guard stat(path, &status) == 0, Mark(status) == mark else { throw .changed }
    }

    private static func reason() -> String {
        switch errno {
        case ENOENT: "there is no such file"
        case EACCES, EPERM: "permission denied"
        default: String(cString: strerror(errno))
        }
    }
}
