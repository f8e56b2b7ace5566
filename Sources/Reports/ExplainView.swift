import Plan
import PositionedYAML

/// Why one target's assessment for one unit is what it is: value → comparison → aggregation → batches, and what was
/// decided about telling it. Plain facts that whoever made the run fills in.
public struct ExplainView: Sendable {
    public var target: String
    public var unit: String
    /// Shape and word of the status, as `status(_:language:)` gives them.
    public var status: String
    /// The clause that `Because` gives.
    public var because: String
    public var steps: [Step]
    public var batches: [Batch]
    public var decisions: [Decision]
    /// The units below that hold the gap.
    public var needs: [Need] = []
    public var info: RunInfo

    /// One step of the calculation.
    public struct Step: Sendable, Hashable {
        /// What it is: "Pace", "Expected by now".
        public var label: String
        /// How it follows, with the numbers in it: "1,180 ÷ 1,247 = 0.95".
        public var formula: String
        /// What went into it, a line each.
        public var inputs: [String]

        public init(label: String, formula: String, inputs: [String] = []) {
            self.label = label
            self.formula = formula
            self.inputs = inputs
        }
    }

    /// A batch from which values came.
    public struct Batch: Sendable, Hashable {
        public var id: String
        public var file: String
        public var rows: Int
        /// ISO 8601 instant.
        public var receivedAt: String
        public var submitter: String
        /// The part of the value that comes from it; NaN when not known.
        public var contribution: Double

        public init(
            id: String, file: String, rows: Int, receivedAt: String, submitter: String, contribution: Double = .nan
        ) {
            self.id = id
            self.file = file
            self.rows = rows
            self.receivedAt = receivedAt
            self.submitter = submitter
            self.contribution = contribution
        }
    }

    /// What became of an alert, and why.
    public struct Decision: Sendable, Hashable {
        public var rule: String
        /// "sent", "held", "pending" in the reader's language.
        public var outcome: String
        public var reason: String

        public init(rule: String, outcome: String, reason: String) {
            self.rule = rule
            self.outcome = outcome
            self.reason = reason
        }
    }

    public init(
        target: String, unit: String, status: String, because: String, steps: [Step], batches: [Batch],
        decisions: [Decision], info: RunInfo
    ) {
        self.target = target
        self.unit = unit
        self.status = status
        self.because = because
        self.steps = steps
        self.batches = batches
        self.decisions = decisions
        self.info = info
    }
}

/// An explanation as text for a terminal.
public struct ExplainText: Sendable {
    private let view: ExplainView
    private let language: Language
    private let width: Int
    private let paint: Paint

    public init(_ view: ExplainView, language: Language, width: Int = 100, isColoured: Bool = false) {
        self.view = view
        self.language = language
        self.width = max(40, width)
        paint = Paint(isOn: isColoured)
    }

    /// The whole text, ending in a line break.
    public func text() -> String {
        let numbers = NumberText(language)
        var lines = [
            paint.bold(stripped("\(view.target) · \(view.unit)").shortened(to: width)),
            paint.dim(
                say("đến ngày ", "as of ") + numbers.day(view.info.asOf)
                    + (view.info.knownAt.isEmpty ? "" : " · " + stripped(view.info.knownAt))),
            "",
        ]
        lines += stripped("\(view.status): \(view.because)").wrapped(to: width)
        lines += section(say("Cách tính", "How it was worked out"), steps)
        if !view.needs.isEmpty { lines += section(say("Nơi cần hỗ trợ", "Where support is needed"), needs) }
        lines += section(say("Từ các lô số liệu", "From these batches"), batches(numbers))
        lines += section(say("Cảnh báo", "Alerts"), decisions)
        let receipt = say("lần chạy ", "run ") + view.info.id + say(" · kế hoạch ", " · plan ") + view.info.planVersion
        lines += ["", paint.dim(stripped(receipt))]
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        let body = lines.isEmpty ? ["  " + say("Không có.", "None.")] : lines
        return ["", paint.bold(title)] + body
    }

    private var steps: [String] {
        let labels = view.steps.map { displayWidth(of: stripped($0.label)) }
        let margin = min(labels.max() ?? 0, 28) + 4
        return view.steps.flatMap { step -> [String] in
            let label = "  " + stripped(step.label).fitted(to: margin - 4) + "  "
            let formula = stripped(step.formula).wrapped(to: width - margin)
            let first = [label + (formula.first ?? "")]
            let indent = String(repeating: " ", count: margin)
            let inputs = step.inputs.flatMap { stripped($0).wrapped(to: width - margin - 2, indent: 2) }
            return first + formula.dropFirst().map { indent + $0 } + inputs.map { paint.dim(indent + "← " + $0) }
        }
    }

    private var needs: [String] {
        let rows = view.needs
        let table = TextTable(
            columns: [
                .init(say("Đơn vị", "Unit"), rows.map { stripped($0.unit) }),
                .init(say("Tình trạng", "Status"), rows.map(\.status)),
                .init(say("Thiếu hụt", "Gap"), rows.map(\.lack), .right),
                .init(say("Tỷ trọng", "Part"), rows.map(\.share), .right),
                .init(say("Cộng dồn", "In all"), rows.map(\.cumulative), .right),
            ],
            stretching: 0, stretchingMinimum: 20, sacrifices: [.drop(1), .drop(3)])
        return table.lines(width: width - 2) { cell, _, row in row == nil ? paint.dim(cell) : cell }.map { "  " + $0 }
    }

    private func batches(_ numbers: NumberText) -> [String] {
        guard !view.batches.isEmpty else { return [] }
        let rows = view.batches
        let table = TextTable(
            columns: [
                .init(say("Tệp", "File"), rows.map { stripped($0.file) }),
                .init(say("Lô", "Batch"), rows.map { stripped($0.id) }),
                .init(say("Số dòng", "Rows"), rows.map { numbers.number(Double($0.rows)) }, .right),
                .init(say("Nhận lúc", "Received"), rows.map { stripped($0.receivedAt) }),
                .init(say("Người nộp", "Submitter"), rows.map { stripped($0.submitter) }),
                .init(
                    say("Đóng góp", "Part"),
                    rows.map { batch in
                        let isWhole = batch.contribution == batch.contribution.rounded()
                        return numbers.number(batch.contribution, decimals: isWhole ? 0 : 2)
                    }, .right),
            ],
            stretching: 0, stretchingMinimum: 24, sacrifices: [.drop(1), .drop(4), .drop(2)])
        return table.lines(width: width - 2) { cell, _, row in row == nil ? paint.dim(cell) : cell }.map { "  " + $0 }
    }

    private var decisions: [String] {
        view.decisions.flatMap { decision in
            stripped("\(decision.rule): \(decision.outcome) — \(decision.reason)").wrapped(to: width - 2, indent: 2)
                .map { "  " + $0 }
        }
    }

    private func say(_ vietnamese: String, _ english: String) -> String {
        language.say(vi: vietnamese, en: english)
    }
}
