import Periods

/// The 526 commune-level units that the 126 were made of on 1 July 2025, as the demonstration imagines them.
///
/// Only their number is real. Most go over whole; 64 are cut, their parts going to two neighbours in the units file.
struct FormerUnits {
    struct FormerUnit {
        var code: String
        var name: SyntheticName
        /// Residents of its parts, by the place of the commune to which each goes.
        var parts: [(commune: Int, residents: Int)]

        var residents: Int { parts.reduce(0) { $0 + $1.residents } }
    }

    static let firstDay = "2025-07-01"
    static let lastDay = "2025-06-30"
    private static let count = 526
    private static let cut = 64

    let units: [FormerUnit]
    /// For each commune its parts: the former unit's place and the residents of the part.
    private let parts: [[(unit: Int, residents: Int)]]

    init(_ communes: [Commune], using random: inout SplitMix64) {
        let border = Set(random.shuffled(Array(0..<communes.count - 1)).prefix(Self.cut))
        let whole = shares(of: Self.count - Self.cut, by: communes.map { _ in random.within(2...6) })
        var names = SyntheticName.all(using: &random)
        var units: [FormerUnit] = []
        var carried = 0
        for (place, commune) in communes.enumerated() {
            // The part cut off from the last unit of the commune before, whole units, and part of one to come.
            let before = border.contains(place - 1)
            var weights = (0..<whole[place]).map { _ in random.within(60...140) }
            if before { weights.insert(random.within(25...75), at: 0) }
            if border.contains(place) { weights.append(random.within(25...75)) }
            var residents = shares(of: commune.residents, by: weights)
            if before { units[carried].parts.append((place, residents.removeFirst())) }
            for count in residents {
                let code = String(units.count + 1)
                units.append(
                    FormerUnit(
                        code: "o" + String(repeating: "0", count: 3 - code.count) + code,
                        name: names.removeFirst().ward(commune.isWard), parts: [(place, count)]))
            }
            carried = units.count - 1
        }
        self.units = units
        var parts = communes.map { _ in [(unit: Int, residents: Int)]() }
        for (index, unit) in units.enumerated() {
            for part in unit.parts { parts[part.commune].append((index, part.residents)) }
        }
        self.parts = parts
    }

    // MARK: Declarations

    /// Rows of `units.csv`.
    var rows: [String] {
        units.map { unit in
            "\(unit.code),hanoi,commune,\(unit.name.vietnamese),\(unit.name.english),,\(Self.lastDay),\(unit.residents),"
        }
    }

    /// `unit-changes.csv`: shares by residents, of four digits that sum to 1.
    var changes: [String] {
        ["effective,from,to,share,basis_vi,basis_en"]
            + units.flatMap { unit -> [String] in
                let weights = unit.parts.map(\.residents)
                return zip(unit.parts, shares(of: 10_000, by: weights)).map { part, share in
                    let row = "\(Self.firstDay),\(unit.code),\(Commune.code(part.commune))"
                    guard share < 10_000 else { return row + ",1,," }
                    let digits = String(share)
                    return row + ",0." + String(repeating: "0", count: 4 - digits.count) + digits + ",dân số,population"
                }
            }
    }

    // MARK: Data

    /// What each of the former units had of the communes' counts: each event falls on a part by its residents.
    func split(_ counts: [Int], using random: inout SplitMix64) -> [Int] {
        gather(zip(parts, counts).map { WeightedDraw($0.map(\.residents)).counts($1, using: &random) })
    }

    /// The same of a level: in proportion, without chance.
    func shared(_ levels: [Int]) -> [Int] {
        gather(zip(parts, levels).map { shares(of: $1, by: $0.map(\.residents)) })
    }

    /// The same of counts of which each is part of the one before: crimes, those resolved, those found.
    func nested(_ columns: [[Int]], using random: inout SplitMix64) -> [[Int]] {
        var whole: [[Int]] = []
        return columns.map { counts in
            whole = parts.indices.map { place in
                let residents = parts[place].map(\.residents)
                guard whole.count == parts.count else {
                    return WeightedDraw(residents).counts(counts[place], using: &random)
                }
                return subset(
                    of: whole[place], taking: counts[place], weights: residents.map { _ in 1 }, using: &random)
            }
            return gather(whole)
        }
    }

    private func gather(_ byPart: [[Int]]) -> [Int] {
        var sums = units.map { _ in 0 }
        for (parts, counts) in zip(parts, byPart) {
            for (part, count) in zip(parts, counts) { sums[part.unit] += count }
        }
        return sums
    }
}

/// Who reports when: the former units up to 30 June 2025, the communes since.
struct Reporters {
    let communes: [Commune]
    let former: FormerUnits
    private let since: Day

    init(_ communes: [Commune], _ former: FormerUnits) throws {
        self.communes = communes
        self.former = former
        since = try Timeline.day(FormerUnits.firstDay)
    }

    /// Whether a period is one of the former units; a week belongs where its fourth day lies.
    func areFormer(in period: Day, weekly: Bool = true) -> Bool { (weekly ? period + 3 : period) < since }

    /// Codes of those that report in a period.
    func codes(in period: Day, weekly: Bool = true) -> [String] {
        areFormer(in: period, weekly: weekly) ? former.units.map(\.code) : communes.map(\.code)
    }
}
