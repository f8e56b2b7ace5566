import Alerting
import Crypto
import Evaluators
import Periods
import Plan
import Reports
import Store

/// The tables a run leaves behind: plain SQL for memory and for tools that draw from it.
struct RunTables {
    let connection: Connection

    static let schema = [
        """
        CREATE TABLE run (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            as_of TEXT NOT NULL,
            known_at TEXT NOT NULL,
            plan_version TEXT NOT NULL,
            ledger_head BLOB NOT NULL,
            previous TEXT,                  -- the run it was compared with
            recorded_at TEXT NOT NULL,
            digest BLOB                     -- SHA-256 over the run before's and the rows of the three tables below
        ) STRICT;
        -- The end of the chain of runs, so that removing the last one shows.
        CREATE TABLE run_head (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            runs INTEGER NOT NULL,
            digest BLOB NOT NULL
        ) STRICT;
        CREATE INDEX run_as_of ON run (as_of, sequence);
        CREATE TABLE assessment (
            run TEXT NOT NULL REFERENCES run (id),
            target TEXT NOT NULL,
            unit TEXT NOT NULL,
            period TEXT NOT NULL,
            kind TEXT NOT NULL,
            status TEXT NOT NULL,
            data TEXT NOT NULL,
            outlook TEXT NOT NULL,
            signal TEXT NOT NULL,
            assurance TEXT NOT NULL,
            actual REAL, expected REAL, goal REAL, baseline REAL, pace REAL, change REAL, required_rate REAL,
            coverage REAL, numerator REAL, denominator REAL,
            flags TEXT NOT NULL,
            runs_in_status INTEGER NOT NULL,
            PRIMARY KEY (run, target, unit)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE alert (
            run TEXT NOT NULL REFERENCES run (id),
            rule TEXT NOT NULL,
            target TEXT NOT NULL,
            unit TEXT NOT NULL,
            period TEXT NOT NULL,
            state TEXT NOT NULL,            -- inactive, pending, firing
            runs INTEGER NOT NULL,
            since TEXT,
            severity TEXT NOT NULL,
            easing INTEGER NOT NULL,
            told TEXT, told_severity TEXT, told_on TEXT,
            PRIMARY KEY (run, rule, target, unit, period)
        ) STRICT, WITHOUT ROWID;
        -- What was decided and why, whether it was told or held.
        CREATE TABLE decision (
            run TEXT NOT NULL REFERENCES run (id),
            position INTEGER NOT NULL,
            rule TEXT NOT NULL,
            target TEXT NOT NULL,
            unit TEXT NOT NULL,
            state TEXT NOT NULL,
            since TEXT NOT NULL,
            severity TEXT NOT NULL,
            told INTEGER NOT NULL,
            good INTEGER NOT NULL,
            reason_en TEXT NOT NULL,
            reason_vi TEXT NOT NULL,
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;
        """
    ]

    // MARK: Runs

    struct Entry {
        var id: String
        var asOf: Day
        var previous: String?
        /// The last batch's receipt; empty when the ledger was.
        var knownAt: String
        var planVersion: String
    }

    private static let entryColumns = "id, as_of, previous, known_at, plan_version"

    func run(id: String) throws -> Entry? {
        try connection.rows("SELECT \(Self.entryColumns) FROM run WHERE id = ?", [.text(id)]).first.flatMap(Self.entry)
    }

    /// The latest run of an earlier as-of day.
    func latest(before asOf: Day) throws -> Entry? {
        try connection.rows(
            "SELECT \(Self.entryColumns) FROM run WHERE as_of < ? ORDER BY as_of DESC, sequence DESC LIMIT 1",
            [.text(asOf.description)]
        ).first.flatMap(Self.entry)
    }

    /// The run recorded last.
    func last() throws -> Entry? {
        try connection.rows("SELECT \(Self.entryColumns) FROM run ORDER BY sequence DESC LIMIT 1").first
            .flatMap(Self.entry)
    }

    /// The latest as-of day of any run.
    func latestDay() throws -> Day? {
        try connection.rows("SELECT max(as_of) FROM run").first.flatMap { $0[0].text }.flatMap { Day($0) }
    }

    func insert(_ info: RunInfo, head: [UInt8], previous: String?, at instant: Instant) throws {
        try connection.execute(
            """
            INSERT INTO run (id, as_of, known_at, plan_version, ledger_head, previous, recorded_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(info.id), .text(info.asOf.description), .text(info.knownAt), .text(info.planVersion), .blob(head),
                SQLValue(previous), .text(instant.description),
            ])
    }

    private static func entry(_ row: [SQLValue]) -> Entry? {
        guard let id = row[0].text, let asOf = row[1].text.flatMap({ Day($0) }) else { return nil }
        return Entry(
            id: id, asOf: asOf, previous: row[2].text, knownAt: row[3].text ?? "", planVersion: row[4].text ?? "")
    }

    // MARK: Assessments

    func insert(_ judgements: Judgements, runsInStatus: [Int32], plan: Plan, run: String) throws {
        let codes = plan.units.codes
        for context in judgements.contexts {
            let target = plan.targets[context.target]
            let insertion =
                "INSERT INTO assessment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            try connection.forEach(context.rows, execute: insertion) { row in
                let assessment = judgements.assessments[row]
                return [
                    .text(run), .text(target.id), .text(codes[Int(assessment.unit)]),
                    .text(context.periodName), .text(context.aim.word), .text(assessment.status.rawValue),
                    .text(assessment.data.rawValue), .text(assessment.outlook.rawValue),
                    .text(assessment.signal.rawValue), .text(assessment.assurance.rawValue),
                    SQLValue(assessment.actual), SQLValue(assessment.expected), SQLValue(assessment.goal),
                    SQLValue(assessment.baseline), SQLValue(assessment.pace), SQLValue(assessment.change),
                    SQLValue(assessment.requiredRate), SQLValue(assessment.coverage),
                    SQLValue(assessment.numerator), SQLValue(assessment.denominator),
                    .text(assessment.flags.words.joined(separator: ",")), .integer(Int64(runsInStatus[row])),
                ]
            }
        }
    }

    /// The statuses of a run, as the next one remembers them.
    func statuses(of run: String) throws -> StatusMemory {
        var targets: [StatusMemory.TargetColumns] = []
        try connection.forEachRow(
            "SELECT target, period, unit, status, runs_in_status FROM assessment WHERE run = ? ORDER BY target, unit",
            [.text(run)]
        ) { row in
            guard let target = row[0].text, let period = row[1].text, let unit = row[2].text,
                let status = row[3].text.flatMap(Status.init(rawValue:)), let runs = row[4].integer
            else { return }
            if targets.last?.target != target {
                targets.append(.init(target: target, period: period, units: [], statuses: [], runs: []))
            }
            let last = targets.count - 1
            targets[last].units.append(unit)
            targets[last].statuses.append(status)
            targets[last].runs.append(Int32(clamping: runs))
        }
        return StatusMemory(targets)
    }

    // MARK: Alerts

    func insert(_ rows: [AlertRow], run: String) throws {
        let insertion = "INSERT INTO alert VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        try connection.forEach(rows, execute: insertion) { row in
            [
                .text(run), .text(row.key.rule), .text(row.key.target), .text(row.key.unit), .text(row.key.period),
                .text(row.state.rawValue), .integer(Int64(row.runs)), SQLValue(row.since?.description),
                .text(row.severity), .integer(Int64(row.easing)), SQLValue(row.told?.state.rawValue),
                SQLValue(row.told?.severity), SQLValue(row.told?.on.description),
            ]
        }
    }

    func alerts(of run: String) throws -> [AlertRow] {
        var alerts: [AlertRow] = []
        try connection.forEachRow(
            """
            SELECT rule, target, unit, period, state, runs, since, severity, easing, told, told_severity, told_on
            FROM alert WHERE run = ? ORDER BY rule, target, unit, period
            """, [.text(run)]
        ) { row in
            guard let rule = row[0].text, let target = row[1].text, let unit = row[2].text, let period = row[3].text,
                let state = row[4].text.flatMap(AlertState.init(rawValue:))
            else { return }
            var told: AlertRow.Told?
            if let word = row[9].text.flatMap(AlertRow.Told.State.init(rawValue:)),
                let on = row[11].text.flatMap({ Day($0) })
            {
                told = .init(word, severity: row[10].text ?? "", on: on)
            }
            alerts.append(
                AlertRow(
                    key: AlertKey(rule: rule, target: target, unit: unit, period: period), state: state,
                    runs: Int(row[5].integer ?? 0), since: row[6].text.flatMap { Day($0) }, severity: row[7].text ?? "",
                    easing: Int(row[8].integer ?? 0), told: told))
        }
        return alerts
    }

    // MARK: Decisions

    /// - Parameter decisions: each with its reason in English, and the reason in Vietnamese.
    func insert(_ decisions: [(RecordedDecision, vietnamese: String)], run: String) throws {
        try connection.forEach(
            decisions.enumerated(), execute: "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ) { position, recorded in
            let view = recorded.0.view
            return [
                .text(run), .integer(Int64(position)), .text(view.rule), .text(view.target), .text(view.unit),
                .text(view.state), .text(view.since.description), .text(view.severity),
                .integer(recorded.0.isTold ? 1 : 0), .integer(view.isGood ? 1 : 0), .text(view.reason),
                .text(recorded.vietnamese),
            ]
        }
    }

    /// What a run decided, told or held; of one target and unit where these are given.
    func decisions(
        of run: String, language: Language, target: String? = nil, unit: String? = nil
    ) throws -> [RecordedDecision] {
        try connection.rows(
            """
            SELECT rule, target, unit, state, since, severity, told, good, \(language == .english ? "reason_en" : "reason_vi")
            FROM decision WHERE run = ?1 AND (?2 IS NULL OR target = ?2) AND (?3 IS NULL OR unit = ?3) ORDER BY position
            """, [.text(run), SQLValue(target), SQLValue(unit)]
        ).compactMap { row in
            guard let rule = row[0].text, let target = row[1].text, let unit = row[2].text, let state = row[3].text,
                let since = row[4].text.flatMap({ Day($0) })
            else { return nil }
            let view = AlertView(
                rule: rule, target: target, unit: unit, state: state, reason: row[8].text ?? "", since: since,
                severity: row[5].text ?? "", isGood: row[7].integer == 1)
            return RecordedDecision(view: view, isTold: row[6].integer == 1)
        }
    }
}

// MARK: - Seals

extension RunTables {
    /// Chains a run's rows to those of the run sealed before, so that a forged or a removed one shows.
    ///
    /// The chain goes on from what `run_head` says, not from the last row: a run removed by hand stays missed.
    func seal(run: String) throws {
        let head = try head()
        let digest = try digest(run: run, after: head.digest)
        try connection.execute("UPDATE run SET digest = ? WHERE id = ?", [.blob(digest), .text(run)])
        try connection.execute(
            """
            INSERT INTO run_head VALUES (1, ?, ?)
            ON CONFLICT (only) DO UPDATE SET runs = excluded.runs, digest = excluded.digest
            """, [.integer(head.runs + 1), .blob(digest)])
    }

    /// Runs whose rows are not as they were written, in words.
    func verify() throws -> [String] {
        var problems: [String] = []
        var previous: [UInt8] = []
        let runs = try connection.rows("SELECT id, as_of, sequence, digest FROM run ORDER BY sequence")
        for (position, row) in runs.enumerated() {
            let id = row[0].text ?? ""
            let isNext = row[2].integer == Int64(position + 1)
            if try !isNext || digest(run: id, after: previous) != row[3].blob {
                problems.append(
                    "the run \(id) as of \(row[1].text ?? "") is not as it was written, or a run before it was removed")
            }
            previous = row[3].blob ?? []
        }
        let head = try head()
        if head.runs != Int64(runs.count) || head.digest != previous {
            problems.append(
                "\(head.runs) runs were recorded, \(runs.count) are there: runs were removed or added by hand")
        }
        let strays = try connection.rows(
            """
            SELECT run FROM assessment UNION SELECT run FROM alert UNION SELECT run FROM decision
            EXCEPT SELECT id FROM run
            """)
        return problems + strays.map { "rows belong to the run \($0[0].text ?? ""), which is not there" }
    }

    private func head() throws -> (runs: Int64, digest: [UInt8]) {
        let row = try connection.rows("SELECT runs, digest FROM run_head").first
        return (row?[0].integer ?? 0, row?[1].blob ?? [])
    }

    /// The digest of everything a run recorded. Values carry their type and length, and tables their number of rows,
    /// so that no two different runs hash the same bytes.
    private func digest(run: String, after previous: [UInt8]) throws -> [UInt8] {
        var hasher = SHA256()
        var bytes: [UInt8] = []
        func add(_ type: UInt8, _ value: some Sequence<UInt8>, count: Int) {
            bytes.append(type)
            withUnsafeBytes(of: UInt64(count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: value)
        }
        func add(_ type: UInt8, _ value: some FixedWidthInteger) {
            bytes.append(type)
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        func flush() {
            bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
            bytes.removeAll(keepingCapacity: true)
        }
        add(5, previous, count: previous.count)
        for query in [
            "SELECT sequence, id, as_of, known_at, plan_version, ledger_head, previous, recorded_at FROM run WHERE id = ?",
            "SELECT * FROM assessment WHERE run = ? ORDER BY target, unit",
            "SELECT * FROM alert WHERE run = ? ORDER BY rule, target, unit, period",
            "SELECT * FROM decision WHERE run = ? ORDER BY position",
        ] {
            var rows = 0
            try connection.forEachRow(query, [.text(run)]) { row in
                rows += 1
                for column in row.indices {
                    if row.withText(column, { add(4, $0, count: $0.count) }) != nil { continue }
                    switch row[column] {
                    case .null: bytes.append(1)
                    case .integer(let number): add(2, number)
                    case .real(let number): add(3, number.bitPattern)
                    case .text(let text): add(4, text.utf8, count: text.utf8.count)
                    case .blob(let blob): add(5, blob, count: blob.count)
                    }
                }
                flush()
            }
            add(6, Int64(rows))
        }
        flush()
        return Array(hasher.finalize())
    }
}

/// A decision of a recorded run: what was said of an alert, or why nothing was.
public struct RecordedDecision: Sendable, Hashable {
    public var view: AlertView
    public var isTold: Bool

    init(view: AlertView, isTold: Bool) {
        self.view = view
        self.isTold = isTold
    }

    init(_ entry: AlertEntry, plan: Plan, asOf: Day, language: Language) {
        view = AlertView(
            rule: entry.row.key.rule, target: entry.row.key.target, unit: entry.row.key.unit, state: entry.stateWord,
            reason: entry.reason(in: language), since: entry.since ?? asOf,
            severity: entry.row.told?.severity ?? entry.row.severity,
            isGood: entry.rule.map { plan.rules[$0].isGood } ?? false)
        isTold = entry.decision.isTold
    }
}
