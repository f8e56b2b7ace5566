import FoundationEssentials

/// Writes the former units, what became of them, and the `Data/` folder of the founding workspace: synthetic numbers that
/// add up to the published ones.
///
///     founding-data TARGETS_FOLDER DATA_FOLDER
///
/// The same communes in `units.csv` give the same bytes on every machine.
@main
enum FoundingData {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            throw Failure("usage: founding-data Targets Data")
        }
        let file = try Data(contentsOf: URL(filePath: arguments[1] + "/units.csv"))
        let (communes, lines) = try Commune.read(String(decoding: file, as: UTF8.self))
        var random = SplitMix64(seed: DataFile.seed, topic: "former units")
        let former = FormerUnits(communes, using: &random)
        let reporters = try Reporters(communes, former)
        let declarations = [
            DataFile("units.csv", lines + former.rows), DataFile("unit-changes.csv", former.changes),
        ]
        let data =
            try Crime.files(reporters) + CommuneLife.files(reporters) + Departments.files() + Rehabilitation.files()
            + Traffic.files()
        for (folder, files) in [(arguments[1], declarations), (arguments[2], data)] {
            for file in files.sorted(by: { $0.path < $1.path }) {
                try file.write(below: folder)
                print("\(folder)/\(file.path)  \(file.lines.count) lines")
            }
        }
    }
}
