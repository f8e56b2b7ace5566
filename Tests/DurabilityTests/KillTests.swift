import Foundation
import TestSupport
import Testing

/// Starts commands and kills them at random moments between their start and the time they need.
private struct Killer {
    let city: City
    private var random: SplitMix64
    private(set) var kills = 0

    init(_ city: City, seed: UInt64) {
        self.city = city
        random = SplitMix64(seed: seed)
    }

    /// The seconds that a command takes when it is left alone.
    static func duration(_ body: () throws -> Void) rethrows -> Double {
        let begin = ContinuousClock.now
        try body()
        let (seconds, attoseconds) = (ContinuousClock.now - begin).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// Starts a command and kills it at a moment within `duration`; it may have ended before.
    mutating func interrupt(_ arguments: [String], within duration: Double) throws {
        let child = try ChildProcess(onpace: arguments, workspace: city.url)
        usleep(UInt32(Double.random(in: 0..<duration, using: &random) * 1e6))
        child.kill()
        let end = try child.wait()
        if end.status == -9 { kills += 1 }
        #expect([0, -9].contains(end.status), "\(end.stderr)")
    }
}

@Suite("A command that is killed", .serialized)
struct KillTests {
    @Test("while it takes a file leaves all of it or nothing, and can be repeated")
    func ingest() throws {
        let rounds = 40
        let city = try City()
        let files = try (0..<rounds).map { round in
            // Every file brings all wards and a thousand weeks, and corrects the one before.
            try city.file(
                "\(round).csv",
                (0..<1_000).flatMap { week in
                    (1...5).map { "\(City.month(week)),w\($0),visits,\(round)" }
                })
        }
        let duration = try Killer.duration { try city.complete(["ingest", "--received", "2026-01-01", files[0]]) }
        var killer = Killer(city, seed: 1)
        for round in 1..<rounds {
            let command = ["ingest", "--received", "2026-01-01", files[round]]
            try killer.interrupt(command, within: duration)
            if round % 8 == 0 {
                // Whole batches only: each has five thousand values.
                let said = try city.complete(["verify"]).stdout
                let known = [round, round + 1].map { "\($0) batches, \($0 * 5),000 values: as they were written" }
                #expect(known.contains { said.hasPrefix($0) }, "\(said)")
            }
            try city.complete(command)
        }
        #expect(killer.kills > 0)
        #expect(try city.complete(["verify"]).stdout.hasPrefix("40 batches, 200,000 values: as they were written\n"))
    }

    @Test("while it makes the store leaves one that can be used")
    func firstIngest() throws {
        var kills = 0
        for seed in 10..<25 {
            let city = try City()
            let file = try city.file("a.csv", ["2026-01-05,w1,visits,12"])
            var killer = Killer(city, seed: UInt64(seed))
            try killer.interrupt(["ingest", file], within: 0.1)
            kills += killer.kills
            try city.complete(["ingest", file])
            #expect(try city.complete(["verify"]).stdout.hasPrefix("1 batch, 1 value: as they were written\n"))
        }
        #expect(kills > 0)
    }

    @Test("while it writes the rejected rows of a file loses none of them")
    func partial() throws {
        let city = try City()
        let good = (1...5).map { "2026-01-05,w\($0),visits,1" }
        let file = try city.file("late.csv", good + (0..<4_000).map { "2026-01-05,w\($0 + 6),visits,1" })
        let other = try City()
        let duration = try Killer.duration { try other.complete(["ingest", "--partial", file]) }
        let whole = try Data(contentsOf: city.path("Data/late.csv.rejected.csv"))
        try FileManager.default.removeItem(at: city.path("Data/late.csv.rejected.csv"))
        var killer = Killer(city, seed: 2)
        for _ in 0..<15 {
            try killer.interrupt(["ingest", "--partial", file], within: duration)
            let isTaken = try city.complete(["verify"]).stdout.hasPrefix("1 batch, 5 values")
            let rejected = try? Data(contentsOf: city.path("Data/late.csv.rejected.csv"))
            // The rows left out are safe before the others are taken.
            #expect(rejected == whole || (rejected == nil && !isTaken))
        }
        try city.complete(["ingest", "--partial", file])
        #expect(try city.complete(["verify"]).stdout.hasPrefix("1 batch, 5 values"))
    }

    /// What the same weeks tell when nothing is killed.
    private static func undisturbed() throws -> Told {
        let city = try City.reporting()
        for week in 4..<City.weeks { try city.complete(["run", "--as-of", City.sunday(week)]) }
        let told = try Told(city)
        try told.expectWhole(in: city)
        #expect(told.log.count > 20)
        return told
    }

    @Test("while it runs decides and tells every thing once")
    func run() throws {
        let city = try City.reporting()
        let duration = try Killer.duration { try city.complete(["run", "--as-of", City.sunday(4)]) }
        var killer = Killer(city, seed: 3)
        for week in 5..<City.weeks {
            let command = ["run", "--as-of", City.sunday(week)]
            try killer.interrupt(command, within: duration)
            if week % 2 == 0 { try killer.interrupt(command, within: duration) }
            if week % 8 == 0 { try city.expectSound() }
            try city.complete(command)
        }
        #expect(killer.kills > 0)
        try city.expectSound()
        let told = try Told(city)
        try told.expectWhole(in: city)
        #expect(try told == Self.undisturbed())
    }

    @Test("while it delivers neither tears, loses nor repeats a line or a mail")
    func deliver() throws {
        let city = try City.reporting()
        for week in 4..<City.weeks { try city.complete(["run", "--as-of", City.sunday(week), "--no-deliver"]) }
        let duration = try Killer.duration { try city.complete(["check"]) }
        var killer = Killer(city, seed: 4)
        for round in 0..<40 {
            // Longer by and by: what is killed at once delivers nothing.
            try killer.interrupt(["deliver"], within: duration * (1 + Double(round) / 20))
        }
        #expect(killer.kills > 0)
        try city.complete(["deliver"])
        #expect(try city.complete(["deliver"]).stderr.contains("0 messages delivered"))
        try city.expectSound()
        let told = try Told(city)
        try told.expectWhole(in: city)
        #expect(try told == Self.undisturbed())
    }
}
