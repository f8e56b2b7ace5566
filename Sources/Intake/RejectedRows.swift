import Foundation

/// The file of the rows that a partial submission left out, each with its reason, beside the submitted file.
public struct RejectedRows: Sendable {
    public let path: String
    public let count: Int

    /// Writes the file whole, under another name first, so that it is never half there.
    init(writing bad: BadRows, beside path: String) throws(IntakeError) {
        self.path = path + ".rejected.csv"
        count = bad.count
        var text = (["line", "column", "reason"] + bad.columns).map(Self.quoted).joined(separator: ",") + "\n"
        for row in bad.rows {
            let fields = row.fields + Array(repeating: "", count: max(0, bad.columns.count - row.fields.count))
            text += ([String(row.line), String(row.column), row.reason] + fields).map(Self.quoted).joined(
                separator: ",")
            text += "\n"
        }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: self.path), options: .atomic)
        } catch {
            throw .unwritable(self.path, reason: (error as NSError).localizedDescription)
        }
    }

    private static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
