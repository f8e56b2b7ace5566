import FoundationEssentials

/// Writes the `Data/` folder of the founding workspace: synthetic numbers that add up to the published ones.
///
///     founding-data UNITS_FILE DATA_FOLDER
///
/// The same units file gives the same bytes on every machine.
@main
enum FoundingData {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            throw Failure("usage: founding-data Targets/units.csv Data")
        }
        let units = try Data(contentsOf: URL(filePath: arguments[1]))
        let communes = try Commune.all(in: String(decoding: units, as: UTF8.self))
        let files =
            try Crime.files(communes) + CommuneLife.files(communes) + Departments.files() + Rehabilitation.files()
            + Traffic.files()
        for file in files.sorted(by: { $0.path < $1.path }) {
            try file.write(below: arguments[2])
            print("\(arguments[2])/\(file.path)  \(file.lines.count) lines")
        }
    }
}
