import Foundation
import TestSupport
import Testing

@Suite("A batch")
struct BatchTests {
    @Test("goes in whole or not at all, over all its metrics")
    func allOrNothing() throws {
        let city = try City()
        let refused = try city.take(
            ["2026-01-05,w1,visits,12", "2026-01-05,w1,balance,3", "2026-01-12,w1,balance,x"], as: "a.csv",
            received: "2026-02-01")
        #expect(refused.status == 3)
        #expect(try city.verify().stdout.hasPrefix("0 batches, 0 values"))
        let taken = try city.take(
            ["2026-01-05,w1,visits,12", "2026-01-05,w1,balance,3", "2026-01-12,w1,balance,4"], as: "a.csv",
            received: "2026-02-01")
        #expect(taken.stdout.hasSuffix("a.csv: batch 1, 3 values\n"))
        #expect(try city.verify().stdout.hasPrefix("1 batch, 3 values"))
    }

    @Test("corrects earlier ones value by value, and says what it revised")
    func revision() throws {
        let city = try City()
        try city.take(
            [
                "2026-01-05,w1,visits,12", "2026-01-05,w2,visits,5", "2026-01-12,w1,visits,7",
                "2026-01-12,w1,balance,0.5",
            ],
            as: "a.csv", received: "2026-02-01")
        // One value is new, one is as it was, three change.
        let second = try city.take(
            [
                "2026-01-19,w1,visits,100", "2026-01-05,w2,visits,5", "2026-01-05,w1,visits,15",
                "2026-01-12,w1,visits,6",
                "2026-01-12,w1,balance,0.25",
            ], as: "b.csv", received: "2026-02-02")
        #expect(
            second.stdout.hasSuffix(
                """
                b.csv: batch 2, 5 values
                  revises 1 value of balance, 2026-01-12 to 2026-01-12: 0.50 → 0.25
                  revises 2 values of visits, 2026-01-05 to 2026-01-12: 19 → 21

                """), "\(second.stdout)")
        // A correction of the correction is measured against the correction.
        let third = try city.take(["2026-01-05,w1,visits,11"], as: "c.csv", received: "2026-02-03")
        #expect(third.stdout.hasSuffix("revises 1 value of visits, 2026-01-05 to 2026-01-05: 15 → 11\n"))
        let run = try RunOutput(json: city.json(asOf: "2026-02-08"))
        #expect(run["visits-2026", "w1"]?.actual == 117)
        #expect(run["visits-2026", "city"]?.actual == 122)
        #expect(run["balance-2026", "w1"]?.actual == 0.25)
    }

    @Test("of any day of a period corrects that period")
    func anyDay() throws {
        let city = try City()
        try city.take(["2026-01-05,w1,visits,12"], as: "a.csv", received: "2026-02-01")
        let sunday = try city.take(["2026-01-11,w1,visits,13"], as: "b.csv", received: "2026-02-01")
        #expect(sunday.stdout.contains("revises 1 value of visits, 2026-01-05 to 2026-01-05: 12 → 13"))
    }

    @Test("of the same bytes changes nothing, whatever the file is called and whatever the plan says now")
    func sameBytes() throws {
        let city = try City()
        try city.take(["2026-01-05,w1,visits,12"], as: "a.csv", received: "2026-02-01")
        let head = try city.head()
        let again = try city.take(["2026-01-05,w1,visits,12"], as: "other.csv", received: "2026-02-02")
        #expect(again.status == 0)
        #expect(
            again.stdout.hasSuffix("other.csv: the same bytes are in the ledger already (batch 1); nothing changed\n"))
        // Known bytes need not be received in order.
        #expect(try city.take(["2026-01-05,w1,visits,12"], as: "a.csv", received: "2025-01-01").status == 0)
        #expect(try city.head() == head)
    }

    @Test("follows the last one; an earlier one is refused in words")
    func order() throws {
        let city = try City()
        try city.take(["2026-01-05,w1,visits,12"], as: "a.csv", received: "2026-02-02T08:00:00Z")
        let early = try city.take(["2026-01-05,w1,visits,13"], as: "b.csv", received: "2026-02-02T07:00:00Z")
        #expect(early.status == 3)
        #expect(
            early.stderr.contains(
                "a batch cannot be received at 2026-02-02T07:00:00Z, before the last one (2026-02-02T08:00:00Z)"))
        let bad = try city.take(["2026-01-05,w1,visits,13"], as: "b.csv", received: "yesterday")
        #expect(bad.status == 64)
        #expect(bad.stderr.contains("\"yesterday\" is no instant"))
        #expect(try city.verify().stdout.hasPrefix("1 batch, 1 value"))
    }

    @Test("of a day may be one of many, and all of them were known that day")
    func oneDay() throws {
        let city = try City()
        for value in 1...4 {
            let taken = try city.take(
                ["2026-01-05,w\(value),visits,\(value)"], as: "\(value).csv", received: "2026-02-02")
            #expect(taken.status == 0, "\(taken.stderr)")
        }
        #expect(
            try RunOutput(
                json: city.json(asOf: "2026-02-08", knownAt: "2026-02-02"))["visits-2026", "city"]?.actual == 10)
        #expect(
            try RunOutput(
                json: city.json(asOf: "2026-02-08", knownAt: "2026-02-01"))["visits-2026", "city"]?.actual == nil)
    }

    @Test("that another overtook by less than a minute follows it, so that nobody is refused for waiting")
    func overtaken() throws {
        let city = try City()
        try city.take(["2026-01-05,w1,visits,1"], as: "fast.csv", received: "2026-02-02T08:01:00Z")
        let slow = try city.take(["2026-01-05,w2,visits,2"], as: "slow.csv", received: "2026-02-02T08:00:00Z")
        #expect(slow.status == 0, "\(slow.stderr)")
        #expect(
            try RunOutput(
                json: city.json(
                    asOf: "2026-02-08", knownAt: "2026-02-02T08:01:00Z"))["visits-2026", "city"]?.actual == 1)
        #expect(
            try RunOutput(
                json: city.json(
                    asOf: "2026-02-08", knownAt: "2026-02-02T08:01:01Z"))["visits-2026", "city"]?.actual == 3)
        #expect(try city.take(["2026-01-05,w2,visits,3"], as: "late.csv", received: "2026-02-02T08:00:00Z").status == 3)
    }
}

@Suite("A partial submission")
struct PartialTests {
    private static let header = "date,unit,metric,value\n"

    @Test("takes the good rows and writes the others beside the file, with their reasons")
    func partial() throws {
        let city = try City()
        let outcome = try city.take(
            [
                "2026-01-05,w1,visits,12", "2026-01-05,w9,visits,5", "2026-01-12,w1,visits,few", "2026-01-05,w2",
                "2026-01-07,w1,visits,99", "2026-01-12,w2,visits,8",
            ], as: "late.csv", received: "2026-02-01", partial: true)
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(outcome.stdout.hasSuffix("late.csv: batch 1, 2 values\n"))
        #expect(
            outcome.stderr.hasSuffix(
                "late.csv: 4 bad rows written to \(city.path("Data/late.csv").path).rejected.csv\n"))
        let rejected = try String(contentsOf: city.path("Data/late.csv.rejected.csv"), encoding: .utf8)
        #expect(
            rejected == #"""
                line,column,reason,date,unit,metric,value
                3,12,"unknown unit ""w9""; did you mean ""w1""?",2026-01-05,w9,visits,5
                4,22,"""few"": not a number",2026-01-12,w1,visits,few
                5,14,2 fields where the header has 4,"2026-01-05,w2",,,
                6,1,visits stands already in line 2 for the same unit and period,2026-01-07,w1,visits,99

                """#)
        #expect(try city.verify().status == 0)
        #expect(try RunOutput(json: city.json(asOf: "2026-02-08"))["visits-2026", "city"]?.actual == 20)
    }

    @Test("can be completed from the rejected rows, mended where they stand")
    func mended() throws {
        let city = try City()
        let rows = ["2026-01-05,w1,visits,12", "2026-01-05,w9,visits,5"]
        try city.take(rows, as: "late.csv", received: "2026-02-01", partial: true)
        let rejected = try String(contentsOf: city.path("Data/late.csv.rejected.csv"), encoding: .utf8)
        let mended = rejected.replacingOccurrences(of: ",w9,", with: ",w2,")
        try city.workspace.write(mended, to: "Data/late.csv.rejected.csv")
        let outcome = try city.workspace.onpace(
            "ingest", "--received", "2026-02-02", city.path("Data/late.csv.rejected.csv").path)
        #expect(outcome.stdout.hasSuffix("batch 2, 1 value\n"), "\(outcome.stderr)")
        #expect(try RunOutput(json: city.json(asOf: "2026-02-08"))["visits-2026", "city"]?.actual == 17)
    }

    @Test("of bad rows only is refused")
    func nothingGood() throws {
        let city = try City()
        let outcome = try city.take(["2026-01-05,w9,visits,5"], as: "late.csv", received: "2026-02-01", partial: true)
        #expect(outcome.status == 3)
        #expect(!FileManager.default.fileExists(atPath: city.path("Data/late.csv.rejected.csv").path))
        #expect(try city.verify().stdout.hasPrefix("0 batches"))
    }
}
