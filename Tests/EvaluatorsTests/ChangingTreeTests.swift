import Periods
import Plan
import TestSupport
import Testing

@testable import Evaluators

/// Trees that change: units that move, end, begin, are cut and merged.
@Suite("Totals in a tree that changes")
struct ChangingTreeTests {
    @Test("A parent's total is the sum of those who stood under it then")
    func moved() throws {
        let units = """
            code,parent,level,valid_from,valid_to
            city,,city,,
            x,city,district,,
            y,city,district,,
            a,x,ward,,2025-06-30
            a,y,ward,2025-07-01,
            b,x,ward,,
            c,y,ward,,

            """
        let world = try SmallWorld(
            """
            metrics: [{metric: crimes, better: lower, every: month}]
            targets: [{target: t, metric: crimes, aim: {cap: 1000}, period: 2025, units: {of: city, cascade: all, share: same}}]
            """, units: units)
        for month in 1...12 {
            let day = "2025-\(month < 10 ? "0" : "")\(month)-01"
            try world.report("crimes", [("a", day, 1), ("b", day, 10), ("c", day, 100)])
        }
        func total(_ unit: String) throws -> Double { try world.assessment("2026-01-31", unit: unit).actual }
        #expect(try ["x", "y", "city", "a"].map(total) == [126, 1_206, 1_332, 12])
        let x = try world.assessment("2026-01-31", unit: "x")
        #expect(x.coverage == 1)
    }

    @Test("A unit's pause is no missing report")
    func pause() throws {
        let world = try SmallWorld(
            """
            metrics: [{metric: crimes, better: lower, every: month}]
            targets: [{target: t, metric: crimes, aim: {cap: 1000}, period: 2025, units: {of: city, cascade: all, share: same}}]
            """,
            units: "code,parent,valid_from,valid_to\ncity,,,\na,city,,2025-02-28\na,city,2025-11-01,\nb,city,,\n")
        for month in 1...12 {
            let day = "2025-\(month < 10 ? "0" : "")\(month)-01"
            try world.report("crimes", (month < 3 || month > 10 ? [("a", day, 1)] : []) + [("b", day, 10)])
        }
        let a = try world.assessment("2026-01-31", unit: "a")
        #expect(a.actual == 4 && a.coverage == 1)
        #expect(try world.assessment("2026-01-31", unit: "city").coverage == 1)
    }

    @Test("A cascade judges the units that stand on the day, where they stand")
    func cascade() throws {
        let units = """
            code,parent,level,valid_from,valid_to
            city,,city,,
            x,city,district,,
            y,city,district,,
            a,x,ward,,2025-06-30
            a,y,ward,2025-07-01,
            b,x,ward,,2025-03-31
            c,y,ward,2025-09-01,

            """
        let world = try SmallWorld(
            """
            metrics: [{metric: crimes, better: lower, every: month}]
            targets: [{target: t, metric: crimes, aim: {cap: 1000}, period: 2025, units: {of: y, cascade: ward, share: same}}]
            """, units: units)
        func judged(_ day: String) throws -> [String] {
            try world.judge(day).assessments.map { world.plan.units[Int($0.unit)].code }
        }
        #expect(try judged("2025-02-10") == ["city", "y"])
        #expect(try judged("2025-08-10") == ["city", "y", "a"])
        #expect(try judged("2026-08-10") == ["city", "y", "a", "c"])
    }

    @Test(
        "Whatever moves, ends, is cut or merged: each level's totals sum to the root's, and that to all reports",
        arguments: 1...40)
    func conservation(seed: UInt64) throws {
        var history = RandomHistory(seed: seed)
        let world = try SmallWorld(
            """
            metrics: [{metric: crimes, better: lower, every: month}]
            targets:
              - {target: t, metric: crimes, aim: {reduce_by: 10 %}, period: 2025, units: {of: city, cascade: all}}
            """, units: history.units, changes: history.changes)
        let reports = history.reports()
        for part in stride(from: 0, to: reports.count, by: 200) {
            try world.report("crimes", Array(reports[part..<min(part + 200, reports.count)]))
        }
        let plan = world.plan
        let frame = TargetFrame(plan, target: 0, asOf: try #require(Day("2026-02-01")))
        let bank = try Judge(plan).bank(world.ledger, [frame], knownAt: nil)
        let table = try #require(bank.table("crimes"))
        for month in table.series.periods {
            let day = table.metric.assignedDay(month)
            guard (2024...2025).contains(day.year) else { continue }
            let total = reports.filter { $0.1 == day.description }.reduce(0) { $0 + $1.2 }
            let roll = RollUp(table, over: PeriodParts(month..<month + 1), units: plan.units)
            let columns = PeriodTable(
                table, over: month..<month + 1, judged: Array(plan.units.units.indices), units: plan.units)
            #expect(roll.sum[0] == total, "\(day)")
            for level in ["district", "ward"] {
                let sum = plan.units.units.indices.filter { plan.units[$0].level == level }
                    .reduce(0) { $0 + roll.sum[$1] }
                #expect(sum == total, "\(level) \(day)")
            }
            #expect(columns.values[0] == total)
            // Units in their present borders share out the same total.
            let present = plan.units.units.indices.filter {
                plan.units[$0].level == "ward" && plan.units[$0].validTo == nil
            }
            var measure = RollUp(table, over: PeriodParts(month..<month + 1), units: plan.units).measure(of: present)
            if var former = FormerUnits(table, over: PeriodParts(month..<month + 1), plan.units) {
                former.replace(in: &measure, judged: present, pairedWith: nil)
            }
            let shared = measure.value.filter(\.isFinite).reduce(0, +)
            #expect(abs(shared - total) < 1e-6 * max(1, total), "\(day)")
        }
        // Over a window the tree of each month counts.
        let window = table.series.periods.suffix(12)
        let whole = RollUp(table, over: PeriodParts(window), units: plan.units)
        let monthly = window.map { RollUp(table, over: PeriodParts($0..<$0 + 1), units: plan.units) }
        for unit in plan.units.units.indices {
            let months = monthly.map { $0.sum[unit] }
            #expect(whole.sum[unit] == months.reduce(0, +))
        }
        let city = try world.assessment("2026-02-01", unit: "city")
        let years = ["2024", "2025"].map { year in reports.filter { $0.1.hasPrefix(year) }.reduce(0) { $0 + $1.2 } }
        #expect(city.actual == years[1] && city.baseline == years[0])
        let wards = try world.judge("2026-02-01").assessments.filter { plan.units[Int($0.unit)].level == "ward" }
        let bases = wards.map(\.baseline).filter(\.isFinite).reduce(0, +)
        #expect(abs(bases - years[0]) < 1e-6 * max(1, years[0]))
    }
}

/// A city of three districts whose wards move, are cut and merged on the first days of months, and all that it reported
/// in 2024 and 2025.
private struct RandomHistory {
    private struct Ward {
        var code: String
        var from: Int?
        var to: Int?
        var stays: [(district: Int, from: Int?)]
    }

    private var random: SplitMix64
    private var wards: [Ward] = []
    private(set) var changes: String?

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        for index in 0..<Int.random(in: 3...7, using: &random) {
            wards.append(Ward(code: "w\(index)", stays: [(Int.random(in: 0..<3, using: &random), nil)]))
        }
        var rows: [String] = []
        for month in 2..<24 where Int.random(in: 0..<4, using: &random) == 0 {
            switch Int.random(in: 0..<3, using: &random) {
            case 0: move(month)
            case 1: cut(month, &rows)
            default: exchange(month, &rows)
            }
        }
        changes = rows.isEmpty ? nil : "effective,from,to,share,basis\n" + rows.joined(separator: "\n") + "\n"
    }

    private var standing: [Int] { wards.indices.filter { wards[$0].to == nil } }

    private mutating func pick() -> Int { standing[Int.random(in: 0..<standing.count, using: &random)] }

    private mutating func move(_ month: Int) {
        let ward = pick()
        let district = Int.random(in: 0..<3, using: &random)
        guard district != wards[ward].stays.last?.district else { return }
        wards[ward].stays.append((district, month))
    }

    /// One or two wards end and two begin, each with a share of each.
    private mutating func cut(_ month: Int, _ rows: inout [String]) {
        let ended = Set([pick(), pick()])
        let begun = (0..<2).map { wards.count + $0 }
        for index in begun {
            wards.append(
                Ward(code: "w\(index)", from: month, stays: [(Int.random(in: 0..<3, using: &random), nil)]))
        }
        for ward in ended.sorted() {
            wards[ward].to = month
            let share = [0, 0.25, 0.4, 1][Int.random(in: 0..<4, using: &random)]
            for (next, share) in zip(begun, [share, 1 - share]) where share > 0 {
                rows.append("\(day(month)),\(wards[ward].code),w\(next),\(share),population")
            }
        }
    }

    /// A ward gives a part to another, and both stay.
    private mutating func exchange(_ month: Int, _ rows: inout [String]) {
        let (giver, taker) = (pick(), pick())
        guard giver != taker else { return }
        rows.append("\(day(month)),\(wards[giver].code),\(wards[giver].code),0.9,area")
        rows.append("\(day(month)),\(wards[giver].code),\(wards[taker].code),0.1,area")
    }

    private func day(_ month: Int) -> String {
        let number = month % 12 + 1
        return "\(2024 + month / 12)-\(number < 10 ? "0" : "")\(number)-01"
    }

    private func dayBefore(_ month: Int) -> String { Day(day(month)).map { ($0 - 1).description } ?? "" }

    var units: String {
        var lines = ["code,parent,level,valid_from,valid_to", "city,,city,,"]
        lines += (0..<3).map { "d\($0),city,district,," }
        for ward in wards {
            for (index, stay) in ward.stays.enumerated() {
                let from = index == 0 ? ward.from : stay.from
                let to = index + 1 < ward.stays.count ? ward.stays[index + 1].from : ward.to
                lines.append(
                    "\(ward.code),d\(stay.district),ward,\(from.map(day) ?? ""),\(to.map(dayBefore) ?? "")")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    mutating func reports() -> [(String, String, Double)] {
        var reports: [(String, String, Double)] = []
        for month in 0..<24 {
            for ward in wards where (ward.from ?? 0) <= month && month < ward.to ?? 24 {
                reports.append((ward.code, day(month), Double(Int.random(in: 0..<60, using: &random))))
            }
        }
        return reports
    }
}
