/// Whether last digits pile up, as they do where numbers are guessed: "please check", never an accusation.
public struct DigitHeaping: Hashable, Sendable {
    /// How often each last digit 0...9 occurs.
    public let counts: [Int]
    /// Pearson's χ² against equal frequencies, nine degrees of freedom.
    public let chiSquare: Double
    /// The probability of digits so uneven by chance.
    public let p: Double

    /// The last digits of whole values of at least `least`, below which last digits are uneven by nature.
    ///
    /// - Returns: nil with fewer than 50 values, for χ² then means little.
    public init?(values: [Double], least: Double = 30) {
        var counts = [Int](repeating: 0, count: 10)
        for value in values where isCount(value) && value >= max(least, 0) {
            counts[Int(value.truncatingRemainder(dividingBy: 10))] += 1
        }
        let total = counts.reduce(0, +)
        guard total >= 50 else { return nil }
        let expected = Double(total) / 10
        let chiSquare = compensatedSum(counts.map { (Double($0) - expected) * (Double($0) - expected) / expected })
        guard let tails = incompleteGamma(shape: 4.5, chiSquare / 2) else { return nil }
        self.counts = counts
        self.chiSquare = chiSquare
        p = tails.upper
    }
}
