import Periods
import PositionedYAML
import Testing

@testable import Plan

@Suite("What units were made of")
struct SuccessionTests {
    private static let yaml = """
        metrics: [{metric: visits, better: higher}]
        targets: [{target: t, metric: visits, aim: {reach: 1}, period: 2026}]
        """

    private func plan(_ units: String, _ changes: String? = nil) throws -> Plan {
        let outcome = PlanLoader.load(
            PlanSources(
                workspace: SourceFile(name: "onpace.yaml", text: Self.yaml),
                units: SourceFile(name: "Targets/units.csv", text: units),
                unitChanges: changes.map {
                    SourceFile(name: "Targets/unit-changes.csv", text: "effective,from,to,share,basis\n" + $0)
                }), today: Day(number: 20_000))
        return try #require(outcome.plan, "\(outcome.diagnostics)")
    }

    /// `code share` of each part.
    private func parts(_ plan: Plan, _ unit: String, _ day: String) throws -> [String]? {
        let index = try #require(plan.units.index(of: unit))
        let parts = plan.units.succession.lineage(of: index)?.parts(on: try #require(Day(day)))
        return parts?.map { "\(plan.units[$0.unit].code) \(($0.share * 1000).rounded() / 1000)" }
    }

    @Test("Shares multiply along a chain, and what only receives keeps its own")
    func chain() throws {
        let plan = try plan(
            """
            code,valid_from,valid_to
            a,,2018-12-31
            b,2019-01-01,2024-12-31
            c,,
            d,2025-01-01,

            """,
            "2025-01-01,b,c,0.25,x\n2025-01-01,b,d,0.75,x\n2019-01-01,a,b,0.4,y\n2019-01-01,a,c,0.6,y\n")
        #expect(try parts(plan, "d", "2025-01-01") == nil)
        #expect(try parts(plan, "d", "2024-12-31") == ["b 0.75"])
        #expect(try parts(plan, "d", "2018-12-31") == ["a 0.3"])
        #expect(try parts(plan, "c", "2024-12-31") == ["b 0.25", "c 1.0"])
        #expect(try parts(plan, "c", "2018-12-31") == ["a 0.7", "c 1.0"])
        #expect(try parts(plan, "a", "2018-01-01") == nil)
        let a = try #require(plan.units.index(of: "a"))
        let (first, last) = (try #require(Day("2018-01-01")), try #require(Day("2026-01-01")))
        let became = try #require(plan.units.succession.successors(of: a, from: first, to: last))
        #expect(became.map(\.share).reduce(0, +) == 1 && became.count == 2)
        #expect(plan.units.succession.successors(of: a, from: last, to: last + 9) == nil)
    }

    @Test("Two units that exchange ground on a day do so at once")
    func exchange() throws {
        let plan = try plan(
            "code\na\nb\n",
            "2025-01-01,a,a,0.9,x\n2025-01-01,a,b,0.1,x\n2025-01-01,b,b,0.8,x\n2025-01-01,b,a,0.2,x\n")
        #expect(try parts(plan, "a", "2024-12-31") == ["a 0.9", "b 0.2"])
        #expect(try parts(plan, "b", "2024-12-31") == ["a 0.1", "b 0.8"])
        let lineage = try #require(plan.units.succession.lineage(of: 0))
        #expect(lineage.exactSince == Day("2025-01-01") && lineage.basis?[.english] == "x")
    }

    @Test("The changes are part of the plan's version")
    func version() throws {
        let units = "code,valid_from,valid_to\na,,2024-12-31\nb,2025-01-01,\n"
        let versions = [
            try plan(units).version, try plan(units, "2025-01-01,a,b,1,\n").version,
            try plan(units, "2025-01-01,a,b,1.0,\n").version,
        ]
        #expect(Set(versions).count == 3)
    }

    @Test("A tree of a day: who stands where, and who exists")
    func trees() throws {
        let plan = try plan(
            """
            code,parent,valid_from,valid_to
            top,,,
            x,top,,
            y,top,,
            a,x,,2019-12-31
            a,y,2020-01-01,
            b,x,2021-01-01,

            """)
        let units = plan.units
        func codes(_ indices: [Int]) -> [String] { indices.map { units[$0].code } }
        let x = try #require(units.index(of: "x"))
        let (before, after) = (try #require(Day("2019-06-01")), try #require(Day("2022-06-01")))
        #expect(codes(units.subtree(of: x, on: before)) == ["x", "a"])
        #expect(codes(units.subtree(of: x, on: after)) == ["x", "b"])
        #expect(codes(units.leaves(under: 0, on: before)) == ["y", "a"])
        let a = try #require(units.index(of: "a"))
        #expect(codes(units.ancestors(of: a, on: before)) == ["x", "top"])
        #expect(codes(units.ancestors(of: a, on: after)) == ["y", "top"])
        #expect(units.moveDays == [try #require(Day("2020-01-01"))])
        let days = try ["2019-01-01", "2019-12-31", "2020-01-01", "2021-01-01"].map { try #require(Day($0)) }
        #expect(units.stretches(of: days) == [0..<2, 2..<4])
    }
}
