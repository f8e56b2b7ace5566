import CRE2

/// A compiled regular expression in RE2's syntax; matching takes time linear in the text.
final class Pattern: @unchecked Sendable {
    private let handle: OpaquePointer

    struct Invalid: Error {
        var message: String
    }

    init(_ source: UnsafeRawBufferPointer, memory: Int) throws(Invalid) {
        let bytes = source.assumingMemoryBound(to: CChar.self)
        guard let handle = cre2_compile(bytes.baseAddress, bytes.count, Int64(memory)) else {
            throw Invalid(message: "there is no memory for the pattern")
        }
        if let message = cre2_error(handle) {
            let text = String(cString: message)
            cre2_destroy(handle)
            throw Invalid(message: text)
        }
        self.handle = handle
    }

    deinit { cre2_destroy(handle) }

    static func compile(_ source: String, memory: Int) -> Result<Pattern, Invalid> {
        Array(source.utf8).withUnsafeBytes { bytes in
            do throws(Invalid) { return .success(try Pattern(bytes, memory: memory)) } catch { return .failure(error) }
        }
    }

    func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        cre2_matches(handle, text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count)
    }

    var groupCount: Int { Int(cre2_group_count(handle)) }

    /// The ranges of the first match at or after `start`: of the whole, then of each group up to `groups`.
    func find(_ text: UnsafeRawBufferPointer, from start: Int, groups: Int = 0) -> [Range<Int>?]? {
        var offsets = [Int64](repeating: -1, count: 2 * (groups + 1))
        let base = text.baseAddress?.assumingMemoryBound(to: CChar.self)
        guard cre2_find(handle, base, text.count, start, &offsets, Int32(groups)) else { return nil }
        return (0...groups).map { offsets[2 * $0] < 0 ? nil : Int(offsets[2 * $0])..<Int(offsets[2 * $0 + 1]) }
    }
}
