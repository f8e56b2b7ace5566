/// A file pattern: `*` stands for any characters but `/`, `**` for any, `?` for one.
///
/// A pattern without `/` is matched against the last part of a path.
struct Glob {
    private let pattern: [UInt8]
    private let isNameOnly: Bool

    init(_ text: String) {
        pattern = Array(text.utf8)
        isNameOnly = !text.contains("/")
    }

    func matches(path: String) -> Bool {
        let bytes = Array(path.utf8)
        guard isNameOnly, let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return matches(bytes) }
        return matches(Array(bytes[(slash + 1)...]))
    }

    /// Greedy with one place to come back to for each kind of star, so the work is bounded by the product of the lengths.
    private func matches(_ text: [UInt8]) -> Bool {
        let star = UInt8(ascii: "*")
        let slash = UInt8(ascii: "/")
        var reachable: Set<Int> = closure([0])
        for byte in text {
            var next: Set<Int> = []
            for place in reachable where place < pattern.count {
                if pattern[place] == star {
                    let isDouble = isDoubleStar(place)
                    if isDouble || byte != slash { next.insert(place) }
                } else if pattern[place] == byte || (pattern[place] == UInt8(ascii: "?") && byte != slash) {
                    next.insert(place + 1)
                }
            }
            if next.isEmpty { return false }
            reachable = closure(next)
        }
        return reachable.contains(pattern.count)
    }

    /// Adds the places reached by letting stars stand for nothing.
    private func closure(_ places: Set<Int>) -> Set<Int> {
        var all = places
        var open = Array(places)
        while let place = open.popLast() {
            guard place < pattern.count, pattern[place] == UInt8(ascii: "*") else { continue }
            let after = place + (isDoubleStar(place) ? 2 : 1)
            if all.insert(after).inserted { open.append(after) }
        }
        return all
    }

    private func isDoubleStar(_ place: Int) -> Bool {
        place + 1 < pattern.count && pattern[place + 1] == UInt8(ascii: "*")
    }
}
