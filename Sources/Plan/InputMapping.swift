/// How a file of any shape becomes observations: an entry of `inputs:` in `onpace.yaml`.
public struct InputMapping: Sendable {
    public enum Format: String, Sendable, CaseIterable {
        case csv, jsonl
    }

    /// What to do with rows that fall on the same metric, unit and period.
    public enum Combination: String, Sendable, CaseIterable {
        case sum, last, error
    }

    /// What to do with a code the plan does not know.
    public enum Unknown: String, Sendable, CaseIterable {
        case error, skip
    }

    public var id: String
    /// Globs over the file's path or its last part; the first mapping that matches is used.
    public var files: [String]
    /// nil = by the file's ending.
    public var format: Format?
    /// One ASCII byte.
    public var delimiter: UInt8
    /// Column names; nil where `constant` gives the value or it is not needed.
    public var dateColumn: String?
    public var unitColumn: String?
    public var metricColumn: String?
    /// Column → metric id; with a metric column there is one, and its metric is nil.
    public var valueColumns: [(column: String, metric: String?)]
    public var constantUnit: String?
    public var constantDate: String?
    /// Patterns of yyyy, MM, dd, M, d; ISO by default.
    public var dateFormats: [String]
    public var decimalComma: Bool
    /// Codes in the file → codes in the plan.
    public var unitCodes: [String: String]
    public var metricCodes: [String: String]
    /// CEL text that keeps only rows for which it is true; columns are string variables by name. Its syntax is checked
    /// with the plan, its variables when a file's columns are known.
    public var filter: String?
    public var combination: Combination
    public var unknownUnits: Unknown
    public var unknownMetrics: Unknown

    public init(id: String, files: [String]) {
        self.id = id
        self.files = files
        format = nil
        delimiter = UInt8(ascii: ",")
        dateColumn = nil
        unitColumn = nil
        metricColumn = nil
        valueColumns = []
        constantUnit = nil
        constantDate = nil
        dateFormats = ["yyyy-MM-dd"]
        decimalComma = false
        unitCodes = [:]
        metricCodes = [:]
        filter = nil
        combination = .error
        unknownUnits = .error
        unknownMetrics = .error
    }

    /// The shape that needs no mapping: `date,unit,metric,value`.
    public static var tidy: InputMapping {
        var mapping = InputMapping(id: "tidy", files: [])
        mapping.dateColumn = "date"
        mapping.unitColumn = "unit"
        mapping.metricColumn = "metric"
        mapping.valueColumns = [("value", nil)]
        return mapping
    }
}
