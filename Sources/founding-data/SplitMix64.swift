/// A small generator of random numbers whose sequence is the same on every machine.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). Swift's own ways of
/// drawing from a generator may change between versions, so the two ways needed here are written out.
struct SplitMix64 {
    private var state: UInt64

    /// A stream of its own for each topic: adding one changes nothing in the others.
    init(seed: UInt64, topic: String) {
        // FNV-1a; Swift's own hashes differ from run to run.
        state = topic.utf8.reduce(14_695_981_039_346_656_037 ^ seed) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A number in `0..<bound`; 0 when the bound is not positive.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        let bound = UInt64(bound)
        // Numbers from the incomplete last stretch would favour the small ones.
        let limit = UInt64.max - UInt64.max % bound
        while true {
            let number = next()
            if number < limit { return Int(number % bound) }
        }
    }

    /// The same things in an order drawn by chance (Fisher and Yates).
    mutating func shuffled<Thing>(_ things: [Thing]) -> [Thing] {
        var shuffled = things
        for place in stride(from: shuffled.count - 1, to: 0, by: -1) { shuffled.swapAt(place, below(place + 1)) }
        return shuffled
    }

    /// A number in `range`, both ends included.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }
}
