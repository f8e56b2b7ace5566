/// A story told at the command line: commands with what they said, and the files they had.
///
///     What a bad row looks like.                     prose, for the reader
///
///     $ onpace ingest Data/week.csv                  a command, run by sh in the folder of the files
///     > --partial                                    its next line, where it has more than one
///     | Data/week.csv: batch 1, 9 values             what it wrote to standard output
///     ! Data/week.csv:3:12: error: …                 what it wrote to standard error
///     = 3                                            its exit status, where that is not 0
///
///     -- Data/week.csv --                            a file; its text goes on to the next such line
///     date,value
///
/// `ONPACE_UPDATE_TRANSCRIPTS=1` writes what the commands say now in place of what is expected. What differs from run
/// to run is masked (``Masks``).
struct Transcript: Equatable {
    /// A command with what is to be seen of it.
    struct Command: Equatable {
        var text: String
        var seen = Seen()
    }

    /// What a command said and how it ended.
    struct Seen: Equatable {
        var output: [String] = []
        var errors: [String] = []
        var status: Int32 = 0
    }

    enum Part: Equatable {
        case prose(String)
        case command(Command)
    }

    struct File: Equatable {
        var path: String
        var text: String
    }

    var parts: [Part] = []
    var files: [File] = []

    var commands: [Command] {
        parts.compactMap { part in
            if case .command(let command) = part { command } else { nil }
        }
    }

    /// Why a transcript cannot be read.
    struct Malformed: Error, CustomStringConvertible {
        var line: Int
        var description: String { "line \(line): nothing stands before this that it could belong to" }
    }

    init(_ text: String) throws {
        var lines = Self.lines(text)
        if lines.last == "" { lines.removeLast() }
        for (index, line) in lines.enumerated() {
            if let path = Self.path(line) {
                files.append(File(path: path, text: ""))
            } else if let last = files.indices.last {
                files[last].text += line + "\n"
            } else if let command = Self.body(line, "$") {
                parts.append(.command(Command(text: command)))
            } else if ![">", "|", "!", "="].contains(where: { Self.body(line, $0) != nil }) {
                parts.append(.prose(line))
            } else {
                guard case .command(var command) = parts.last else { throw Malformed(line: index + 1) }
                command.add(line)
                parts[parts.count - 1] = .command(command)
            }
        }
    }

    /// The transcript as it stands in a file.
    var text: String {
        var lines: [String] = []
        for part in parts {
            switch part {
            case .prose(let line): lines.append(line)
            case .command(let command): lines += command.lines
            }
        }
        return lines.map { $0 + "\n" }.joined() + files.map { "-- \($0.path) --\n\($0.text)" }.joined()
    }

    private static func path(_ line: String) -> String? {
        guard line.hasPrefix("-- "), line.hasSuffix(" --"), line.count > 6 else { return nil }
        return String(line.dropFirst(3).dropLast(3))
    }

    /// The text between line feeds; for Swift a carriage return and a line feed are one character.
    static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String($0) ?? "" }
    }

    /// What follows a line's mark; an empty line of output is the mark alone.
    fileprivate static func body(_ line: String, _ mark: String) -> String? {
        if line == mark { return "" }
        return line.hasPrefix(mark + " ") ? String(line.dropFirst(mark.count + 1)) : nil
    }
}

extension Transcript.Command {
    fileprivate mutating func add(_ line: String) {
        if let more = Transcript.body(line, ">") { text += "\n" + more }
        if let said = Transcript.body(line, "|") { seen.output.append(said) }
        if let said = Transcript.body(line, "!") { seen.errors.append(said) }
        if let status = Transcript.body(line, "=").flatMap({ Int32($0) }) { seen.status = status }
    }

    fileprivate var lines: [String] {
        let typed = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            Self.marked(index == 0 ? "$" : ">", String(line))
        }
        return typed + seen.lines
    }

    fileprivate static func marked(_ mark: String, _ line: String) -> String {
        line.isEmpty ? mark : "\(mark) \(line)"
    }
}

extension Transcript.Seen {
    /// As they stand in a file: output, errors, and the status where it is not 0.
    var lines: [String] {
        output.map { Transcript.Command.marked("|", $0) } + errors.map { Transcript.Command.marked("!", $0) }
            + (status == 0 ? [] : ["= \(status)"])
    }
}
