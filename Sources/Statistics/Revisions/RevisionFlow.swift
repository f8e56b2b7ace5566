/// What one report said: the year to date, and the part of it that its own week brought.
public struct YearToDateReport: Hashable, Sendable {
    public let yearToDate: Double
    public let week: Double

    /// A report as printed.
    public init(yearToDate: Double, week: Double) {
        self.yearToDate = yearToDate
        self.week = week
    }
}

/// How much was added to weeks already reported, report by report: YTDₜ − YTDₜ₋₁ − weekₜ.
///
/// A year to date that grows by more than its week has rewritten earlier weeks.
public func revisionFlow(_ reports: [YearToDateReport]) -> [Double] {
    zip(reports, reports.dropFirst()).map { before, now in
        (now.yearToDate - before.yearToDate) - now.week
    }
}
