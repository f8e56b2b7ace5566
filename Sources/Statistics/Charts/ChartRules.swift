/// The rules of special cause as functions over whole series.
///
/// Sides are 1 above the centre, −1 below, 0 on it or missing. Missing values are NaN and break every run. Markers are
/// 1 or −1 at the point that completes a pattern, else 0.
public enum ChartRules {
    /// The side of the centre on which each value lies.
    public static func sides(_ values: [Double], centre: Double) -> [Int] {
        values.map { side($0, of: centre) }
    }

    static func side(_ value: Double, of centre: Double) -> Int {
        value > centre ? 1 : value < centre ? -1 : 0
    }

    /// Marks each point that completes `points` in a row on one side.
    public static func shiftMarkers(sides: [Int], points: Int) -> [Int] {
        var run = 0
        var previous = 0
        return sides.map { side in
            run = side == 0 ? 0 : side == previous ? run + 1 : 1
            previous = side
            return points > 0 && run >= points ? side : 0
        }
    }

    /// Marks each point that completes `points` in a row that rise or fall strictly.
    public static func trendMarkers(_ values: [Double], points: Int) -> [Int] {
        var steps = 0
        var direction = 0
        return values.indices.map { index in
            guard index > 0 else { return 0 }
            let step = side(values[index], of: values[index - 1])
            steps = step == 0 ? 0 : step == direction ? steps + 1 : 1
            direction = step
            return points > 1 && steps >= points - 1 ? step : 0
        }
    }

    /// Spreads each marker over the `points` points that it completes.
    ///
    /// Where an upward and a downward pattern share a point (the top of a peak), the later one has it.
    public static func backfill(_ markers: [Int], points: Int) -> [Int] {
        var flags = markers
        for (index, marker) in markers.enumerated() where marker != 0 && points > 0 {
            for earlier in max(0, index - points + 1)...index { flags[earlier] = marker }
        }
        return flags
    }

    /// Whether each point lies in a window of three, all on one side, with at least two of them `near` the limits.
    public static func twoInThreeWindows(near: [Bool], sides: [Int]) -> [Bool] {
        var windows = [Bool](repeating: false, count: near.count)
        guard near.count == sides.count, near.count >= 3 else { return windows }
        for start in 0...(near.count - 3) {
            guard sides[start] != 0, sides[start] == sides[start + 1], sides[start] == sides[start + 2],
                near[start...(start + 2)].count(where: { $0 }) >= 2
            else { continue }
            for index in start...(start + 2) { windows[index] = true }
        }
        return windows
    }

    /// The 2-of-3 rule with the third point anywhere: `beyond` is 1 above 2 sigma, −1 below, else 0, and a window of
    /// three whose sum is 2 or more signals.
    ///
    /// - Parameter wholeWindow: whether all three points are flagged or only those beyond 2 sigma.
    public static func twoInThreeAnywhere(beyond: [Int], wholeWindow: Bool = false) -> [Int] {
        var flags = [Int](repeating: 0, count: beyond.count)
        guard beyond.count >= 3 else { return flags }
        for start in 0...(beyond.count - 3) {
            let sum = beyond[start...(start + 2)].reduce(0) { $0 + $1.signum() }
            guard sum.magnitude >= 2 else { continue }
            for index in start...(start + 2) where wholeWindow || beyond[index].signum() == sum.signum() {
                flags[index] = sum.signum()
            }
        }
        return flags
    }
}
