import Periods

/// Observations of one metric in columns; row i says that `codes[units[i]]` reported `values[i]` for the period that
/// begins on day `days[i]`.
public struct ObservationColumns: Sendable {
    public var metric: String
    /// Indices into `IncomingBatch.codes`.
    public var units: [Int32]
    /// Day numbers (`Day.number`) of the first day of each reporting period.
    public var days: [Int32]
    public var values: [Double]

    public init(metric: String, units: [Int32] = [], days: [Int32] = [], values: [Double] = []) {
        self.metric = metric
        self.units = units
        self.days = days
        self.values = values
    }
}

/// What one file brings, checked and ready for the ledger.
public struct IncomingBatch: Sendable {
    /// Name of the file as the submitter knows it.
    public var source: String
    /// SHA-256 of the file's bytes.
    public var digest: [UInt8]
    public var submitter: String
    public var receivedAt: Instant
    /// Lines of the file, header included.
    public var lines: Int
    /// Rows refused under `--partial`.
    public var rejected: Int
    /// Which metrics and units the refused rows were of.
    public var rejections: [Rejection] = []
    /// Unit codes that the columns point into.
    public var codes: [String]
    /// One for each metric, no (unit, day) twice within one.
    public var columns: [ObservationColumns]

    public init(
        source: String, digest: [UInt8], submitter: String, receivedAt: Instant, lines: Int, rejected: Int,
        codes: [String], columns: [ObservationColumns]
    ) {
        self.source = source
        self.digest = digest
        self.submitter = submitter
        self.receivedAt = receivedAt
        self.lines = lines
        self.rejected = rejected
        self.codes = codes
        self.columns = columns
    }
}

/// A batch as the ledger remembers it.
public struct Batch: Sendable, Hashable {
    /// 1, 2, 3 … without gaps.
    public var id: Int64
    public var receivedAt: Instant
    public var source: String
    public var digest: [UInt8]
    public var submitter: String
    public var lines: Int
    public var values: Int
    public var rejected: Int
    /// Hash of this batch chained to the one before.
    public var hash: [UInt8]
}

/// What the ledger answers to a batch.
public enum Receipt: Sendable {
    /// The same bytes are in the ledger already; nothing was changed.
    case known(Batch)
    case accepted(Batch, revisions: [Revision])
}

/// How a batch changed what was known of one metric.
public struct Revision: Sendable, Hashable {
    public var metric: String
    /// Values that were known before and are different now.
    public var changed: Int
    /// Sums of those values before and after.
    public var before: Double
    public var after: Double
    /// First and last period touched.
    public var first: Day
    public var last: Day
}
