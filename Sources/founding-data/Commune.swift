/// One of the 126 communes and wards, as the demonstration imagines it.
struct Commune {
    var code: String
    /// Residents; the `weight` of the units file.
    var residents: Int
    /// Wards are those in town.
    var isWard: Bool

    /// Splits a units file into its communes and its lines without those of former units: `code` is the first column,
    /// `level` the third, `name_vi` the fourth, `valid_to` the seventh, `weight` the eighth.
    static func read(_ unitsFile: String) throws -> (communes: [Commune], lines: [String]) {
        var communes: [Commune] = []
        var lines: [String] = []
        for line in unitsFile.split(separator: "\n") {
            let row = line.split(separator: ",", omittingEmptySubsequences: false)
            guard row.count == 9, row[2] == "commune", let residents = Int(row[7]) else {
                lines.append(String(line))
                continue
            }
            guard row[6].isEmpty else { continue }
            lines.append(String(line))
            communes.append(
                Commune(code: String(row[0]), residents: residents, isWard: row[3].hasPrefix("Phường")))
        }
        guard communes.count == 126, communes.indices.allSatisfy({ communes[$0].code == code($0) }) else {
            throw Failure("the units file has \(communes.count) communes, not c001 to c126")
        }
        return (communes, lines)
    }

    /// `c001` for the first place.
    static func code(_ place: Int) -> String {
        let digits = String(place + 1)
        return "c" + String(repeating: "0", count: 3 - digits.count) + digits
    }
}

extension [Commune] {
    /// Chances of an event in each commune: residents times how eventful the commune is, in percent.
    func chances(_ percent: ClosedRange<Int>, using random: inout SplitMix64) -> [Int] {
        map { $0.residents / 100 * random.within(percent) }
    }
}
