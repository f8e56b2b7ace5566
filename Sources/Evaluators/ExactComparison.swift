/// Compares products without rounding where all factors are whole numbers or decimals of up to six places, so that a
/// comparison exactly at the target counts as met (domain study, section 6).
enum ExactComparison {
    /// Whether `left[0] · left[1] · … ≥ right[0] · right[1] · …`; false when a factor is NaN.
    static func isAtLeast(_ left: [Double], _ right: [Double]) -> Bool {
        if let exact = scaled(left), let other = scaled(right) {
            // Both sides get the same number of millionths.
            let places = max(exact.places, other.places)
            if let a = raise(exact.product, by: places - exact.places),
                let b = raise(other.product, by: places - other.places)
            {
                return a >= b
            }
        }
        return left.reduce(1, *) >= right.reduce(1, *)
    }

    private static func scaled(_ factors: [Double]) -> (product: Int128, places: Int)? {
        var product: Int128 = 1
        var places = 0
        for factor in factors {
            var number = factor
            if number.rounded() != number {
                number = (factor * 1_000_000).rounded()
                // Only decimals that people write (0.15, 1.05), not measured fractions.
                guard abs(number / 1_000_000 - factor) <= abs(factor) * 1e-15 else { return nil }
                places += 1
            }
            guard let whole = Int128(exactly: number) else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: whole)
            guard !overflow else { return nil }
            product = next
        }
        return (product, places)
    }

    private static func raise(_ number: Int128, by places: Int) -> Int128? {
        var raised = number
        for _ in 0..<places {
            let (next, overflow) = raised.multipliedReportingOverflow(by: 1_000_000)
            guard !overflow else { return nil }
            raised = next
        }
        return raised
    }
}
