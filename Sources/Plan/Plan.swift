import Periods

/// Everything leadership declared, checked and versioned.
public struct Plan: Sendable {
    public var organisation: LocalText
    /// IANA name; where "today" is decided.
    public var timeZone: String
    /// The first is the default.
    public var languages: [Language]
    /// Path of the ledger's file, relative to the workspace.
    public var store: String
    public var calendars: [String: PeriodCalendar]
    public var campaigns: [Campaign]
    public var units: UnitTree
    public var metrics: [Metric]
    public var targets: [Target]
    public var rules: [Rule]
    public var routes: [Route]
    public var receivers: [Receiver]
    public var inputs: [InputMapping]
    public var plugins: [Plugin] = []
    public var sources: [Source] = []
    /// Which integrity checks a run makes, and which of their findings are held back.
    public var integrity = IntegrityRule()
    /// First 12 hexadecimal digits of the SHA-256 over every declaring file's path and bytes.
    public var version: String

    public func metricIndex(_ id: String) -> Int? {
        metrics.firstIndex { $0.id == id }
    }

    public func metric(of target: Target) -> Metric {
        metrics[target.metric]
    }
}

/// A named window (a peak month around a feast, a drive by decree).
public struct Campaign: Sendable, Hashable {
    public var id: String
    public var title: LocalText
    public var window: Window

    public init(id: String, title: LocalText, window: Window) {
        self.id = id
        self.title = title
        self.window = window
    }
}
