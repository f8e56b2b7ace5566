#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file opened for reading; closed when it is let go.
final class SystemFile {
    private let path: String
    private let descriptor: Int32

    init(path: String) throws(TabularError) {
        self.path = path
        var opened: Int32
        repeat { opened = open(path, O_RDONLY | O_CLOEXEC) } while opened < 0 && errno == EINTR
        guard opened >= 0 else { throw .cannotOpen(path: path, reason: Self.reason()) }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    /// Reads some bytes; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Result<Int, TabularError> {
        guard !buffer.isEmpty else { return .success(0) }
        while true {
            #if canImport(Glibc)
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #elseif canImport(Musl)
            let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
            #else
            let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if count >= 0 { return .success(count) }
            guard errno == EINTR else { return .failure(.cannotRead(path: path, reason: Self.reason())) }
        }
    }

    private static func reason() -> String {
        switch errno {
        case ENOENT: "there is no such file"
        case EACCES, EPERM: "permission denied"
        case EISDIR: "it is a directory"
        default: strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        }
    }
}
