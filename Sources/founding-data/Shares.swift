/// Shares a whole number out in proportion to weights so that the parts add up to it exactly.
///
/// Largest remainder: everyone gets the whole part of the quota, what is left goes one each to the largest remainders,
/// ties to the first.
func shares(of total: Int, by weights: [Int]) -> [Int] {
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return weights.map { _ in 0 } }
    var parts = weights.map { total * $0 / sum }
    let remainders = weights.map { total * $0 % sum }
    let order = weights.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
    for index in order.prefix(total - parts.reduce(0, +)) { parts[index] += 1 }
    return parts
}

/// Draws places one event at a time, each with a chance in proportion to its weight: counts scatter as real ones do.
struct WeightedDraw {
    private let upTo: [Int]

    init(_ weights: [Int]) {
        var sum = 0
        upTo = weights.map {
            sum += $0; return sum
        }
    }

    /// How many of `events` fall on each place.
    func counts(_ events: Int, using random: inout SplitMix64) -> [Int] {
        var counts = upTo.map { _ in 0 }
        guard let sum = upTo.last, sum > 0 else { return counts }
        for _ in 0..<events { counts[place(of: random.below(sum))] += 1 }
        return counts
    }

    private func place(of ticket: Int) -> Int {
        var low = 0
        var high = upTo.count - 1
        while low < high {
            let middle = (low + high) / 2
            if ticket < upTo[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Takes `taken` events away from `counts`, each event of a place with a chance in proportion to the place's weight.
func subset(of counts: [Int], taking taken: Int, weights: [Int], using random: inout SplitMix64) -> [Int] {
    var left = counts
    var subset = counts.map { _ in 0 }
    for _ in 0..<min(taken, counts.reduce(0, +)) {
        var ticket = random.below(zip(left, weights).reduce(0) { $0 + $1.0 * $1.1 })
        for place in left.indices {
            ticket -= left[place] * weights[place]
            guard ticket < 0 else { continue }
            left[place] -= 1
            subset[place] += 1
            break
        }
    }
    return subset
}
