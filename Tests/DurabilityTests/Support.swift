import Foundation
import TestSupport
import Testing

/// A city and its wards whose commands are interrupted, crowded or refused by the disk.
struct City: Sendable {
    let workspace: TestWorkspace

    init() throws {
        workspace = try TestWorkspace(fixture: "wards")
        try FileManager.default.createDirectory(at: path("Data"), withIntermediateDirectories: true)
    }

    var url: URL { workspace.url }

    func path(_ path: String) -> URL {
        workspace.url.appendingPathComponent(path)
    }

    /// Writes a tidy file and gives its path.
    func file(_ name: String, _ rows: [String]) throws -> String {
        try workspace.write("date,unit,metric,value\n" + rows.map { $0 + "\n" }.joined(), to: "Data/\(name)")
        return path("Data/\(name)").path
    }

    /// Takes a file in, at an instant of its own so that two cities fed alike are alike.
    func take(_ file: String, received: String = "2026-01-01") throws -> OnPaceBinary.Outcome {
        try workspace.onpace("ingest", "--received", received, file)
    }

    /// Runs a command that must succeed.
    @discardableResult
    func complete(
        _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> OnPaceBinary.Outcome {
        let outcome = try OnPaceBinary.run(arguments, workspace: url)
        #expect(outcome.status == 0, "\(arguments): \(outcome.stderr)", sourceLocation: sourceLocation)
        return outcome
    }

    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) throws {
        try complete(["verify"], sourceLocation: sourceLocation)
    }
}

extension City {
    /// Weeks, from Monday 5 January 2026, in which wards run ahead and fall behind by turns, so that every run tells.
    static let weeks = 26

    /// A city that has reported all weeks.
    static func reporting() throws -> City {
        let city = try City()
        let rows = (0..<weeks).flatMap { week in
            (1...5).flatMap { ward in
                // Balance must move from 0 to 100 over the year: high and low by turns of its own for each ward.
                [
                    "\(monday(week)),w\(ward),balance,\((week / 2 + ward) % 3 == 0 ? 0 : 95)",
                    "\(monday(week)),w\(ward),visits,\(15 + ward * 2)",
                ]
            }
        }
        let taken = try city.take(city.file("all.csv", rows))
        try #require(taken.status == 0, "\(taken.stderr)")
        return city
    }

    /// A day of each month from 1910 on, for files with many periods.
    static func month(_ index: Int) -> String {
        "\(1_910 + index / 12)-\(index % 12 < 9 ? "0" : "")\(1 + index % 12)-15"
    }

    static func monday(_ week: Int) -> String { day(number: week * 7) }
    static func sunday(_ week: Int) -> String { day(number: week * 7 + 6) }

    /// The day so many days after 5 January 2026.
    private static func day(number: Int) -> String {
        var days = 5 + number
        for (month, length) in [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30)] {
            if days <= length { return "2026-0\(month)-\(days < 10 ? "0" : "")\(days)" }
            days -= length
        }
        return "2026-07-\(days < 10 ? "0" : "")\(days)"
    }
}

/// What a city was told, as its log files and mail folder say.
struct Told: Equatable {
    /// Ids of the lines, sorted; an id twice stands twice.
    var log: [String]
    var records: [String]
    /// Names of mails, sorted.
    var mails: [String]

    init(_ city: City) throws {
        log = try Self.lines(city.path("State/alerts.log")).map { line in
            try #require(line.split(separator: "#").last.map(String.init))
        }.sorted()
        records = try Self.lines(city.path("State/alerts.jsonl")).map { line in
            let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(record?["id"] as? String)
        }.sorted()
        mails = try FileManager.default.contentsOfDirectory(atPath: city.path("State/outbox").path).sorted()
    }

    /// Whole lines only: a file that ends inside a line has been torn.
    private static func lines(_ file: URL) throws -> [Substring] {
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.hasSuffix("\n"))
        #expect(!text.contains("\n\n"))
        return text.split(separator: "\n")
    }

    /// Expects that nothing was told twice and that every mail can be read by a reader not ours.
    func expectWhole(in city: City, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(Set(log).count == log.count, "a line stands twice", sourceLocation: sourceLocation)
        #expect(log == records, sourceLocation: sourceLocation)
        #expect(mails.allSatisfy { $0.hasSuffix(".eml") }, "\(mails)", sourceLocation: sourceLocation)
        guard Python.isThere else { return }
        let read = try Python.run(
            """
            import email, email.policy, pathlib, sys
            seen = set()
            for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
                mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                assert not mail.defects, (file, mail.defects)
                assert mail["Subject"] and mail["From"] and mail["To"] and mail["Date"] and mail["Message-ID"], file
                assert mail["Message-ID"] not in seen, file
                seen.add(mail["Message-ID"])
                assert mail.get_body(("plain",)).get_content().strip(), file
            print(len(seen))
            """, city.path("State/outbox").path)
        #expect(read == "\(mails.count)\n", sourceLocation: sourceLocation)
    }
}
