import Alerting
import Crypto
import Delivery
import Evaluators
import Ledger
import Periods
import Plan
import Reports
import Store

/// One run, whole: read, judge, decide, record, in one transaction; delivery follows from the outbox.
public struct Runner: Sendable {
    private let plan: Plan
    private let store: Store
    private let ledger: Ledger
    private let catalogue: EvaluatorCatalogue

    /// - Parameter catalogue: who judges which aim; plugins add theirs.
    public init(
        _ plan: Plan, store: Store, catalogue: EvaluatorCatalogue = .builtIn
    ) throws(StoreFailure) {
        self.plan = plan
        self.store = store
        self.catalogue = catalogue
        ledger = try Ledger(store)
        try store.migrate("run", steps: RunTables.schema)
        try store.migrate("delivery", steps: Outbox.steps)
    }

    /// What a run gives.
    public struct Outcome: Sendable {
        public var view: RunView
        /// Everything decided about alerts, told or held.
        public var decisions: [RecordedDecision]
        /// Whether the same run was recorded before, so that nothing new was said.
        public var isRepeated: Bool
        /// Rules and templates that failed for some units, in words.
        public var problems: [String]
    }

    /// Judges the plan and records what is decided. The same run twice records and says nothing new.
    ///
    /// - Parameters:
    ///   - knownAt: the ledger as known then; nil = all of it.
    ///   - now: the instant of recording; nothing judged depends on it.
    ///   - language: of the reasons in the outcome.
    public func run(asOf: Day, knownAt: Instant?, now: Instant, language: Language) throws -> Outcome {
        try outcome(asOf: asOf, knownAt: knownAt, language: language) { info, judgements, head in
            try store.write { connection in
                try record(info, judgements, head: head, now: now, language, RunTables(connection: connection))
            }
        }
    }

    /// The same run without recording or telling anything: what a report or an explanation shows.
    public func preview(asOf: Day, knownAt: Instant?, language: Language) throws -> Outcome {
        try outcome(asOf: asOf, knownAt: knownAt, language: language) { info, judgements, _ in
            try store.read { connection in
                let tables = RunTables(connection: connection)
                if let recorded = try recorded(info.id, language, tables) { return recorded }
                let decided = try decided(judgements, tables)
                let decisions = decided.decisions.entries.map { entry in
                    RecordedDecision(entry, plan: plan, asOf: info.asOf, language: language)
                }
                return Recorded(
                    decisions: decisions, previous: decided.previous.map { Self.previous($0, decided.statuses) },
                    isRepeated: false, problems: decided.decisions.failures.map(\.description))
            }
        }
    }

    /// What the run recorded last decided, told or held.
    public func lastDecisions(language: Language) throws -> [RecordedDecision] {
        try store.read { connection in
            let tables = RunTables(connection: connection)
            guard let last = try tables.last() else { return [] }
            return try tables.decisions(of: last.id, language: language)
        }
    }

    /// Finds runs whose recorded rows are not as they were written; in words, empty = none.
    public func verify() throws(StoreFailure) -> [String] {
        try store.read { connection in try RunTables(connection: connection).verify() }
    }

    private func outcome(
        asOf: Day, knownAt: Instant?, language: Language, _ decide: (RunInfo, Judgements, Batch?) throws -> Recorded
    ) throws -> Outcome {
        let head = try ledger.head(knownAt: knownAt)
        let known = head?.receivedAt ?? Instant(milliseconds: 0)
        let judgements = try Judge(plan, catalogue: catalogue).judge(ledger, asOf: asOf, knownAt: known)
        let info = RunInfo(
            id: identifier(asOf: asOf, head: head, judgements), asOf: asOf, knownAt: head?.receivedAt.description ?? "",
            planVersion: plan.version)
        let recorded = try decide(info, judgements, head)
        let revisions = try RevisionFinder(plan: plan, ledger: ledger, catalogue: catalogue)
            .report(since: recorded.previous, knownAt: known)
        return Outcome(
            view: RunView(
                plan: plan, judgements: judgements, info: info,
                alerts: recorded.decisions.filter { $0.view.state != "inactive" }.map(\.view),
                previous: recorded.previous, batchCount: head.map { Int($0.id) } ?? 0, revisions: revisions),
            decisions: recorded.decisions, isRepeated: recorded.isRepeated, problems: recorded.problems)
    }

    /// A run is the same when the plan, the day and the ledger as known are, and the same targets could not be judged: a
    /// plugin that failed and works again makes another run, with other things to say.
    private func identifier(asOf: Day, head: Batch?, _ judgements: Judgements) -> String {
        var hasher = SHA256()
        hasher.update(data: Array("\(plan.version) \(asOf) ".utf8))
        hasher.update(data: head?.hash ?? [])
        for context in judgements.contexts where context.failure != nil {
            hasher.update(data: Array(" failed \(plan.targets[context.target].id)".utf8))
        }
        return hasher.finalize().prefix(6).hexadecimal
    }

    private struct Recorded {
        var decisions: [RecordedDecision]
        var previous: PreviousRun?
        var isRepeated: Bool
        var problems: [String] = []
    }

    /// What was recorded when this run was made before; nil when it was not.
    private func recorded(_ id: String, _ language: Language, _ tables: RunTables) throws -> Recorded? {
        guard let known = try tables.run(id: id) else { return nil }
        return Recorded(
            decisions: try tables.decisions(of: id, language: language), previous: try previous(known.previous, tables),
            isRepeated: true)
    }

    private struct Decided {
        var decisions: Decisions
        var previous: RunTables.Entry?
        var statuses: StatusMemory
    }

    /// Decides every alert, given what earlier runs left behind.
    private func decided(_ judgements: Judgements, _ tables: RunTables) throws -> Decided {
        let before = try tables.latest(before: judgements.asOf)
        let statuses = try before.map { try tables.statuses(of: $0.id) } ?? StatusMemory()
        let rows = try before.map { try tables.alerts(of: $0.id) } ?? []
        let last = try tables.last()
        // Run after run, the last one is also the one before.
        let toldRows = last?.id == before?.id ? rows : try last.map { try tables.alerts(of: $0.id) } ?? []
        let decisions = decide(
            plan: plan, judgements: judgements,
            before: AlertMemory(asOf: before?.asOf, rows: rows, statuses: statuses),
            told: AlertMemory(asOf: try tables.latestDay(), rows: toldRows))
        return Decided(decisions: decisions, previous: before, statuses: statuses)
    }

    private func record(
        _ info: RunInfo, _ judgements: Judgements, head: Batch?, now: Instant, _ language: Language, _ tables: RunTables
    ) throws -> Recorded {
        if let recorded = try recorded(info.id, language, tables) { return recorded }
        let decided = try decided(judgements, tables)
        let decisions = decided.decisions
        let messages = compose(
            plan: plan, judgements: judgements, decisions: decisions,
            run: RunReference(id: info.id, asOf: info.asOf, at: now))
        try tables.insert(info, head: head?.hash ?? [], previous: decided.previous?.id, at: now)
        try tables.insert(judgements, runsInStatus: decisions.runsInStatus, plan: plan, run: info.id)
        try tables.insert(decisions.rows, run: info.id)
        try tables.insert(
            decisions.entries.map { entry in
                (
                    RecordedDecision(entry, plan: plan, asOf: info.asOf, language: .english),
                    entry.reason(in: .vietnamese)
                )
            }, run: info.id)
        try tables.seal(run: info.id)
        try Outbox.enqueue(messages.messages, at: now, in: tables.connection)
        return Recorded(
            decisions: try tables.decisions(of: info.id, language: language),
            previous: decided.previous.map { Self.previous($0, decided.statuses) }, isRepeated: false,
            problems: decisions.failures.map(\.description) + messages.problems)
    }

    private func previous(_ id: String?, _ tables: RunTables) throws -> PreviousRun? {
        guard let id, let run = try tables.run(id: id) else { return nil }
        return Self.previous(run, try tables.statuses(of: id))
    }

    private static func previous(_ run: RunTables.Entry, _ memory: StatusMemory) -> PreviousRun {
        var statuses: [StatusKey: Status] = [:]
        for target in memory.targets {
            for (unit, status) in zip(target.units, target.statuses) {
                statuses[StatusKey(target: target.target, unit: unit)] = status
            }
        }
        return PreviousRun(
            asOf: run.asOf, statuses: statuses, knownAt: Instant(run.knownAt), planVersion: run.planVersion)
    }
}
