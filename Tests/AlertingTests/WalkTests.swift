import Evaluators
import Periods
import Testing

@testable import Alerting

/// What one run found for one alert.
private struct Finding: Equatable {
    var holds: Bool?
    var ends: Bool?
    var atOnce: Bool
    var severity: String
    var status: Status

    init(using random: inout SplitMix) {
        let statuses: [Status] = [.onTrack, .onTrack, .atRisk, .atRisk, .offTrack, .noData]
        let status = statuses.randomElement(using: &random) ?? .noData
        self.status = status
        holds = Int.random(in: 0..<25, using: &random) == 0 ? nil : status == .atRisk || status == .offTrack
        ends = nil
        atOnce = Int.random(in: 0..<8, using: &random) == 0
        severity = status == .offTrack ? "critical" : "warning"
    }
}

/// A listener who knows nothing but what was told.
private struct Listener {
    var severity: String?

    /// Takes a message; false when it makes no sense after what was told before.
    mutating func hear(_ decision: Decision, severity new: String) -> Bool {
        switch decision {
        case .fire:
            defer { severity = new }
            return severity == nil
        case .worsen(let from, let to):
            defer { severity = to }
            return severity == from && Severity.rank(to) > Severity.rank(from)
        case .ease(let from, let to):
            defer { severity = to }
            return severity == from && Severity.rank(to) < Severity.rank(from)
        case .resolve:
            defer { severity = nil }
            return severity != nil
        case .none, .hold:
            return true
        }
    }
}

@Suite("Random histories with corrections")
struct WalkTests {
    /// Weeks run in order, each several times: with the same data, or with corrected data.
    @Test("tell each transition once, and leave the listener knowing the truth", arguments: 0..<200)
    func tellOnce(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let needed = Int.random(in: 1...3, using: &random)
        let key = AlertKey(rule: "r", target: "t", unit: "u", period: "p")
        var listener = Listener()
        var before: AlertRow?
        var told: AlertRow.Told?
        var counts = (fired: 0, resolved: 0)
        for week in 0..<60 {
            var last: AlertRow?
            var previous: Finding?
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                // Two of three runs again bring the same data, the third a correction.
                let isRepeat = previous != nil && Int.random(in: 0..<3, using: &random) > 0
                let finding = isRepeat ? previous : Finding(using: &random)
                guard let finding else { continue }
                let outcome = AlertCase(
                    asOf: Sample.week(week), runs: needed, holds: finding.holds, ends: finding.ends,
                    atOnce: finding.atOnce, severity: finding.severity, status: finding.status, before: before,
                    told: told
                ).outcome()
                if isRepeat { #expect(!outcome.decision.isTold, "a run again with the same data spoke") }
                let makesSense = listener.hear(outcome.decision, severity: outcome.severity)
                #expect(makesSense, "\(outcome.decision)")
                if case .fire = outcome.decision { counts.fired += 1 }
                if case .resolve = outcome.decision { counts.resolved += 1 }
                // After each run the listener knows what holds, unless the rule could not be evaluated.
                if finding.holds != nil {
                    #expect(listener.severity == (outcome.state == .firing ? outcome.severity : nil))
                }
                told = outcome.told
                previous = finding
                last = AlertRow(
                    key: key, state: outcome.state, runs: outcome.runs, since: outcome.since,
                    severity: outcome.severity, easing: outcome.easing, told: outcome.told)
            }
            before = last
        }
        #expect(counts.fired - counts.resolved == (listener.severity == nil ? 0 : 1))
    }

    @Test("count days, not runs: any number of runs a day gives the same states", arguments: 0..<50)
    func countDays(seed: Int) {
        var random = SplitMix(state: UInt64(seed) &+ 1000)
        let findings = (0..<40).map { _ in Finding(using: &random) }
        func states(repeats: Int) -> [AlertState] {
            var before: AlertRow?
            var told: AlertRow.Told?
            return findings.enumerated().map { week, finding in
                var row: AlertRow?
                for _ in 0..<repeats {
                    let outcome = AlertCase(
                        asOf: Sample.week(week), runs: 2, holds: finding.holds, atOnce: finding.atOnce,
                        severity: finding.severity, status: finding.status, before: before, told: told
                    ).outcome()
                    told = outcome.told
                    row = AlertRow(
                        key: AlertKey(rule: "r", target: "t", unit: "u", period: "p"), state: outcome.state,
                        runs: outcome.runs, since: outcome.since, severity: outcome.severity, easing: outcome.easing,
                        told: told)
                }
                before = row
                return row?.state ?? .inactive
            }
        }
        #expect(states(repeats: 1) == states(repeats: 3))
    }
}
