import Crypto
import Ledger
import Periods
import Plan
import Tabular

/// Brings files into the ledger: bytes → checked observations → a batch, all of a file or nothing.
public struct Intake: Sendable {
    let plan: Plan
    let ledger: Ledger

    public init(_ plan: Plan, ledger: Ledger) {
        self.plan = plan
        self.ledger = ledger
    }

    /// A file and what the submitter says of it.
    public struct Submission: Sendable {
        /// Where the bytes are.
        public var path: String
        /// The name kept in the ledger and matched by `inputs:`, relative to the workspace where it lies inside.
        public var name: String
        public var submitter: String
        /// When it was received; asked for when the file is read and checked, so that a long file does not come late.
        public var receivedAt: @Sendable () -> Instant
        /// Takes the good rows when some are bad.
        public var isPartial: Bool

        public init(
            path: String, name: String, submitter: String, isPartial: Bool,
            receivedAt: @escaping @Sendable () -> Instant
        ) {
            self.path = path
            self.name = name
            self.submitter = submitter
            self.receivedAt = receivedAt
            self.isPartial = isPartial
        }
    }

    /// What became of a file.
    public enum Result: Sendable {
        /// In the ledger now; `rejected` says where the bad rows of a partial submission were written.
        case accepted(Batch, revisions: [Revision], skipped: SkippedRows, rejected: RejectedRows?)
        /// The same bytes are in the ledger already.
        case known(Batch)
        /// Bad rows; nothing was kept.
        case refused(BadRows)
    }

    /// Reads, checks and appends one file.
    ///
    /// - Throws: `IntakeError` when the file as a whole cannot be used, `StoreFailure` when the ledger refuses.
    public func ingest(_ submission: Submission) throws -> Result {
        let file = try SubmittedFile(path: submission.path)
        try probe(submission)
        let digest = try file.sha256()
        if let known = try ledger.batch(withDigest: digest) { return .known(known) }
        var rows = try read(submission)
        if submission.isPartial, rows.bad.lacksFields { try readAgain(submission, for: &rows.bad) }
        try file.requireUnchanged()
        if rows.bad.count > 0, !submission.isPartial { return .refused(rows.bad) }
        if rows.values == 0 {
            guard rows.bad.count == 0 else { return .refused(rows.bad) }
            throw IntakeError.nothingToTake(rows.skipped)
        }
        var batch = IncomingBatch(
            source: submission.name, digest: digest, submitter: submission.submitter,
            receivedAt: submission.receivedAt(), lines: rows.lines, rejected: rows.bad.count, codes: plan.units.codes,
            columns: rows.columns)
        batch.rejections = rows.bad.tally.map { place, count in
            Rejection(
                metric: place.metric < 0 ? "" : plan.metrics[place.metric].id,
                unit: place.unit < 0 ? "" : plan.units[Int(place.unit)].code, rows: count)
        }
        // The rejected rows are on disk before the ledger takes the others, so that no row is ever lost.
        var rejected: Swift.Result<RejectedRows, IntakeError>?
        do {
            let receipt = try ledger.append(batch) {
                guard rows.bad.count > 0 else { return }
                rejected = Swift.Result { () throws(IntakeError) in
                    try RejectedRows(writing: rows.bad, beside: submission.path)
                }
                _ = try rejected?.get()
            }
            switch receipt {
            case .known(let batch): return .known(batch)
            case .accepted(let batch, let revisions):
                return .accepted(batch, revisions: revisions, skipped: rows.skipped, rejected: try rejected?.get())
            }
        } catch {
            if case .failure(let unwritable)? = rejected { throw unwritable }
            throw error
        }
    }

    /// Reads the beginning of the file: one that is no table is refused before gigabytes of it are hashed.
    private func probe(_ submission: Submission) throws(TabularError) {
        func take<Reader: RowReader & ~Copyable>(_ reader: inout Reader) throws(TabularError) {
            for _ in 0..<2 { _ = try reader.next() }
        }
        let mapping = mapping(for: submission.name)
        switch mapping.format ?? Self.format(of: submission.name) {
        case .csv:
            var reader = try csv(submission, mapping)
            try take(&reader)
        case .jsonl:
            var reader = try jsonLines(submission, mapping)
            try take(&reader)
        }
    }

    private func read(_ submission: Submission) throws -> CollectedRows {
        let mapping = mapping(for: submission.name)
        switch mapping.format ?? Self.format(of: submission.name) {
        case .csv:
            var reader = try csv(submission, mapping)
            return try RowCollector.collect(&reader, mapping, plan, keepsBadRows: submission.isPartial)
        case .jsonl:
            var reader = try jsonLines(submission, mapping)
            return try RowCollector.collect(&reader, mapping, plan, keepsBadRows: submission.isPartial)
        }
    }

    /// Fetches the fields of rows that turned out bad only after the last one was read.
    private func readAgain(_ submission: Submission, for bad: inout BadRows) throws {
        let mapping = mapping(for: submission.name)
        switch mapping.format ?? Self.format(of: submission.name) {
        case .csv:
            var reader = try csv(submission, mapping)
            try bad.fillFields(from: &reader)
        case .jsonl:
            var reader = try jsonLines(submission, mapping)
            try bad.fillFields(from: &reader)
        }
    }

    private func csv(_ submission: Submission, _ mapping: InputMapping) throws(TabularError) -> CSVReader {
        var options = CSVReader.Options()
        options.delimiter = mapping.delimiter
        return try CSVReader(ByteSource(path: submission.path), options: options)
    }

    private func jsonLines(_ submission: Submission, _ mapping: InputMapping) throws(TabularError) -> JSONLinesReader {
        try JSONLinesReader(ByteSource(path: submission.path), columns: Self.columns(of: mapping))
    }

    /// The first declared mapping whose globs match the name; the tidy shape otherwise.
    func mapping(for name: String) -> InputMapping {
        plan.inputs.first { input in input.files.contains { Glob($0).matches(path: name) } } ?? .tidy
    }

    static func format(of name: String) -> InputMapping.Format {
        let base = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        return [".jsonl", ".ndjson"].contains { base.hasSuffix($0) } ? .jsonl : .csv
    }
}

/// Why a file as a whole cannot be taken.
public enum IntakeError: Error, Sendable, CustomStringConvertible {
    /// A column that the mapping names is not there.
    case missingColumn(String, known: [String], mend: String?)
    case badMapping(String)
    case nothingToTake(SkippedRows)
    case tooManyRows(Int)
    /// More bad rows than can be written beside the file.
    case tooManyBadRows(Int)
    /// Somebody wrote to the file while it was read.
    case changed
    case unwritable(String, reason: String)

    public var description: String {
        switch self {
        case .missingColumn(let name, let known, let mend):
            "the file has no column \"\(name)\"; "
                + (mend ?? "its columns are \(known.prefix(20).map(RowCollector.quoted).joined(separator: ", "))")
        case .badMapping(let message):
            message
        case .nothingToTake(let skipped):
            skipped.isEmpty ? "the file holds no rows" : "no row was taken: \(skipped.description)"
        case .tooManyRows(let limit):
            "the file holds more than \(limit) values; split it"
        case .tooManyBadRows(let count):
            "there are more than \(count) bad rows; is this the right file, and the right input in onpace.yaml?"
        case .changed:
            "the file changed while it was read; wait until it is written"
        case .unwritable(let path, let reason):
            "\(path) cannot be written: \(reason)"
        }
    }
}
