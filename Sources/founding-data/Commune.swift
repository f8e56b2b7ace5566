/// One of the 126 communes and wards, as the demonstration imagines it.
struct Commune {
    var code: String
    /// Residents; the `weight` of the units file.
    var residents: Int

    /// The units of the file at this level, in its order: `code` first, `level` third, `weight` eighth column.
    static func all(in unitsFile: String) throws -> [Commune] {
        let rows = unitsFile.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let communes: [Commune] = rows.compactMap { row in
            guard row.count == 9, row[2] == "commune", let residents = Int(row[7]) else { return nil }
            return Commune(code: String(row[0]), residents: residents)
        }
        guard communes.count == 126 else { throw Failure("the units file has \(communes.count) communes, not 126") }
        return communes
    }
}

extension [Commune] {
    /// Chances of an event in each commune: residents times how eventful the commune is, in percent.
    func chances(_ percent: ClosedRange<Int>, using random: inout SplitMix64) -> [Int] {
        map { $0.residents / 100 * random.within(percent) }
    }
}
