import Foundation
import Ledger
import Periods
import Plan
import PositionedYAML
import Store

@testable import Evaluators

/// A plan from text and a ledger in a folder of its own, for judging a handful of values.
final class SmallWorld {
    let plan: Plan
    let ledger: Ledger
    private let folder: URL
    private var batches = 0

    struct BadPlan: Error, CustomStringConvertible {
        var description: String
    }

    /// - Parameters:
    ///   - units: `code,parent,level` and further columns as in `units.csv`; nil = one unit.
    ///   - changes: `effective,from,to,share,basis` as in `unit-changes.csv`.
    init(_ yaml: String, units: String? = nil, changes: String? = nil) throws {
        let outcome = PlanLoader.load(
            PlanSources(
                workspace: SourceFile(name: "onpace.yaml", text: yaml),
                units: units.map { SourceFile(name: "Targets/units.csv", text: $0) },
                unitChanges: changes.map { SourceFile(name: "Targets/unit-changes.csv", text: $0) }),
            today: Day(number: 20_000))
        guard let plan = outcome.plan else {
            throw BadPlan(
                description: outcome.diagnostics.map { $0.rendered(source: nil, colour: false) }.joined(separator: "\n")
            )
        }
        self.plan = plan
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("onpace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        ledger = try Ledger(Store(path: folder.appendingPathComponent("ledger.sqlite").path))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Reports values: one batch, a day after the one before unless `received` says when.
    func report(
        _ metric: String, _ values: [(unit: String, day: String, value: Double)], received: String? = nil,
        rejections: [Rejection] = []
    ) throws {
        batches += 1
        let codes = plan.units.codes
        var columns = ObservationColumns(metric: metric)
        for (unit, day, value) in values {
            guard let index = codes.firstIndex(of: unit), let day = Day(day) else {
                throw BadPlan(description: "\(unit) \(day)")
            }
            columns.units.append(Int32(index))
            columns.days.append(day.number)
            columns.values.append(value)
        }
        let instant = received.flatMap { Day($0) }.map { Instant(milliseconds: Int64($0.number) * 86_400_000) }
        var batch = IncomingBatch(
            source: "batch \(batches)", digest: [UInt8(batches & 0xFF), UInt8(batches >> 8 & 0xFF)], submitter: "test",
            receivedAt: instant ?? Instant(milliseconds: Int64(batches) * 86_400_000), lines: values.count,
            rejected: rejections.reduce(0) { $0 + $1.rows }, codes: codes, columns: [columns])
        batch.rejections = rejections
        _ = try ledger.append(batch)
    }

    func judge(_ day: String, knownAt: Instant? = nil) throws -> Judgements {
        guard let day = Day(day) else { throw BadPlan(description: day) }
        return try Judge(plan).judge(ledger, asOf: day, knownAt: knownAt)
    }

    /// The assessment of the first target for a unit.
    func assessment(_ day: String, unit: String = "all") throws -> Assessment {
        let judgements = try judge(day)
        guard let index = plan.units.index(of: unit), let found = judgements.assessment(target: 0, unit: index) else {
            throw BadPlan(description: "no assessment for \(unit)")
        }
        return found
    }
}
