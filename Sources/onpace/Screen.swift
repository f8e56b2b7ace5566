import ArgumentParser
import Foundation

/// Standard output for data, standard error for words; colour only on a terminal that wants it.
struct Screen {
    let isColoured: Bool
    let errorIsColoured: Bool
    /// Cells a line on the terminal; a page's width elsewhere.
    let width: Int

    init() {
        let environment = ProcessInfo.processInfo.environment
        let wantsColour = environment["NO_COLOR"].map(\.isEmpty) ?? true && environment["TERM"] != "dumb"
        isColoured = wantsColour && isatty(STDOUT_FILENO) == 1
        errorIsColoured = wantsColour && isatty(STDERR_FILENO) == 1
        width = Self.terminalWidth() ?? environment["COLUMNS"].flatMap(Int.init) ?? 120
    }

    private static func terminalWidth() -> Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes data as it is. A reader that went away (`| head`) ends the program quietly.
    func write(_ text: String) {
        write(Array(text.utf8))
    }

    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { Self.writeAll($0, to: STDOUT_FILENO) }
    }

    /// Says a line to the person at the terminal.
    func say(_ text: String) {
        Array((text + "\n").utf8).withUnsafeBytes { Self.writeAll($0, to: STDERR_FILENO) }
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(file, rest.baseAddress, rest.count)
            if count < 0 {
                let error = errno
                if error == EINTR { continue }
                if error == EPIPE || file == STDERR_FILENO { return }
                // Whoever redirected the data must not take a part of it for the whole.
                Screen().say("onpace: standard output cannot be written: \(String(cString: strerror(error)))")
                exit(ExitCode.fileFailed.rawValue)
            }
            rest = rest.dropFirst(count)
        }
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var baseAddress: UnsafeRawPointer? {
        UnsafeRawBufferPointer(rebasing: self).baseAddress
    }
}
