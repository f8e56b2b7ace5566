/// The candidate that `word` was most likely meant to be, or nil where none is near enough.
///
/// Upper and lower case, `-`, `_` and spaces are taken as equal. Nearness is the optimal string alignment distance
/// (insertions, deletions, substitutions, swaps of neighbours), at most a third of the longer word's length.
public func didYouMean(_ word: String, among candidates: some Collection<String>) -> String? {
    let wanted = folded(word)
    guard !wanted.isEmpty, wanted.count <= longestWord else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
        let other = folded(candidate)
        let allowed = max(1, max(wanted.count, other.count) / 3)
        let limit = min(allowed, (best?.distance ?? .max) - 1)
        guard other.count <= longestWord, limit >= 0, abs(other.count - wanted.count) <= limit else { continue }
        let distance = alignmentDistance(wanted, other)
        // Words of one or two letters are all near each other.
        if distance <= limit, distance < max(wanted.count, other.count) { best = (candidate, distance) }
        if distance == 0 { break }
    }
    return best?.candidate
}

/// Longer words are not names that somebody mistyped; the bound keeps the cost small on hostile input.
private let longestWord = 64

private func folded(_ word: String) -> [UInt32] {
    word.unicodeScalars.prefix(longestWord + 1).flatMap { scalar -> [UInt32] in
        switch scalar {
        case "-", "_", " ": []
        default: scalar.properties.lowercaseMapping.unicodeScalars.map(\.value)
        }
    }
}

private func alignmentDistance(_ left: [UInt32], _ right: [UInt32]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        current.reserveCapacity(right.count + 1)
        for column in right.indices {
            let substitution = previous[column] + (left[row] == right[column] ? 0 : 1)
            var cost = min(substitution, previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                cost = min(cost, beforePrevious[column - 1] + 1)
            }
            current.append(cost)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[right.count]
}
