import Periods
import Plan

/// A reduction's comparator under one alignment: the same period by dates, by weeks, or by distance from a feast.
public struct AlignedBase: Sendable, Hashable {
    /// `calendar`, `iso_week` or the feast's id.
    public var name: String
    /// Whether the plan judges by it.
    public var isDeclared: Bool
    /// The earlier window; nil where it has none.
    public var window: Window?
    /// How it was found, or why it was not.
    public var note: String
    /// The earlier value of each of the target's rows; NaN where there is none.
    public var values: [Double]

    /// The change of a row, as a fraction; nil without both values.
    public func change(_ row: Int, actual: Double) -> Double? {
        guard values.indices.contains(row), values[row] > 0, actual.isFinite else { return nil }
        return actual / values[row] - 1
    }
}

extension [AlignedBase] {
    /// Whether the alignments disagree on whether a row rose or fell.
    public func disagree(_ row: Int, actual: Double) -> Bool {
        let signs = compactMap { $0.change(row, actual: actual) }.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
        return signs.contains(1) && signs.contains(-1)
    }
}

extension PreparedBatch {
    /// The comparator under each alignment that the reporting periods are fine enough for; empty unless the aim is
    /// against the same period.
    func alignedBases(_ frame: TargetFrame, _ bank: MetricBank) -> [AlignedBase] {
        guard case .reduceBy(_, .samePeriod(let declared, let years, _)) = frame.aim else { return [] }
        let plan = bank.plan
        let target = plan.targets[frame.target]
        let metric = plan.metric(of: target)
        guard let grain = bank.inputs(of: metric).first?.metric.grain, grain == .day || grain == .week else {
            return []
        }
        var alignments: [(String, Alignment)] = [("calendar", .calendar), ("iso_week", .isoWeek)]
        if case .anchor(let table) = declared {
            alignments.append((table.id, declared))
        } else if plan.languages.contains(.vietnamese) {
            alignments.append((AnchorTable.tet.id, .anchor(.tet)))
        }
        return alignments.map { name, alignment in
            let partner: AlignedWindow
            do throws(AlignmentError) {
                partner = try alignedPeriod(of: batch.toDate, years: years, alignment: alignment)
            } catch {
                return AlignedBase(
                    name: name, isDeclared: alignment == declared, window: nil, note: error.description,
                    values: [Double](repeating: .nan, count: batch.count))
            }
            let values =
                alignment == declared
                ? batch.baseline?.value ?? []
                : measure(in: partner.window, frame, bank, metric).value
            return AlignedBase(
                name: name, isDeclared: alignment == declared, window: partner.window, note: partner.fit.rawValue,
                values: values)
        }
    }
}
