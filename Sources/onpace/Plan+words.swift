import ArgumentParser
import Plan
import PositionedYAML

extension Plan {
    /// Index of the target a person named, or a usage error with the one probably meant.
    func requireTarget(_ id: String) throws -> Int {
        if let index = targets.firstIndex(where: { $0.id == id }) { return index }
        throw unknown("target", id, among: targets.map(\.id))
    }

    /// Index of the unit a person named, by its code or its name.
    func requireUnit(_ text: String) throws -> Int {
        if let index = units.index(of: text) { return index }
        let named = units.units.indices.filter { units[$0].name.texts.values.contains(text) }
        if named.count == 1 { return named[0] }
        throw unknown("unit", text, among: units.codes)
    }

    private func unknown(_ kind: String, _ word: String, among known: [String]) -> ValidationError {
        let mend = didYouMean(word, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
        return ValidationError("there is no \(kind) \"\(word)\"\(mend)")
    }
}
