import Foundation
import TestSupport
import Testing

@testable import Evaluators

/// What shares of former units may claim, against simulated cities whose truth is known.
@Suite("The uncertainty of a split")
struct SplitVarianceTests {
    private static let rounds = 1_500

    /// One former unit of mean `events`, of which a part of share `share` by residents became the unit.
    private struct City {
        var generator: SplitMix64
        let events: Double
        let share: Double
        let spread: Double

        /// The former unit's events, and those of them that were truly the part's.
        mutating func past() -> (all: Double, own: Double, trueShare: Double) {
            // The part's events per resident against the rest's, as a logarithm.
            let ratio = spread * normal()
            let odds = share / (1 - share) * exp(ratio)
            let trueShare = odds / (1 + odds)
            let all = poisson(events)
            var own = 0.0
            for _ in 0..<Int(all) where Double.random(in: 0..<1, using: &generator) < trueShare { own += 1 }
            return (all, own, trueShare)
        }

        mutating func poisson(_ mean: Double) -> Double {
            var left = mean
            var count = 0.0
            // In pieces, so that exp does not underflow.
            while left > 0 {
                let piece = min(left, 30)
                left -= piece
                let limit = exp(-piece)
                var product = Double.random(in: 0..<1, using: &generator)
                while product > limit {
                    count += 1
                    product *= Double.random(in: 0..<1, using: &generator)
                }
            }
            return count
        }

        mutating func normal() -> Double {
            let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
            return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
        }
    }

    @Test(
        "the variance is that of the true part about its estimate",
        arguments: [(80.0, 0.3, 0.0), (80, 0.3, 0.3), (600, 0.5, 0.3), (600, 0.1, 0.3)])
    func variance(events: Double, share: Double, spread: Double) {
        var city = City(generator: SplitMix64(seed: 7), events: events, share: share, spread: spread)
        var squares = 0.0
        var claimed = 0.0
        for _ in 0..<Self.rounds {
            let past = city.past()
            squares += (past.own - share * past.all) * (past.own - share * past.all)
            claimed += SplitVariance.of(past.all, share: share)
        }
        let ratio = squares / claimed
        // Without a spread of rates it claims too much; with the one it allows for, it is right within simulation's noise.
        #expect(spread == 0 ? ratio < 1 : (0.85...1.15).contains(ratio), "\(ratio)")
    }

    @Test("the thinning alone is binomial")
    func thinning() {
        let both = 0.3 * 0.7
        let error = SplitVariance.rateSpread * both * 50
        #expect(abs(SplitVariance.of(50, share: 0.3) - both * 50 - error * error) < 1e-12)
        #expect(SplitVariance.of(50, share: 1) == 0 && SplitVariance.of(50, share: 0) == 0)
        #expect(SplitVariance.of(0, share: 0.4) == 0)
    }

    @Test(
        "where nothing has changed, a split base is called a change no oftener than promised",
        arguments: [(150.0, 0.4), (1_000, 0.4), (3_000, 0.15)])
    func falseAlarms(events: Double, share: Double) {
        var city = City(generator: SplitMix64(seed: 11), events: events, share: share, spread: SplitVariance.rateSpread)
        var alarms = 0
        var naive = 0
        for _ in 0..<Self.rounds {
            let past = city.past()
            // Nothing has changed: the unit's events come at the rate that its part always had.
            let now = city.poisson(events * past.trueShare)
            let variance = SplitVariance.of(past.all, share: share)
            if isAlarm(now: now, before: share * past.all, variance: variance) { alarms += 1 }
            if isAlarm(now: now, before: share * past.all, variance: 0) { naive += 1 }
        }
        let rate = Double(alarms) / Double(Self.rounds)
        #expect(rate <= 0.065, "\(rate)")
        #expect(naive > alarms, "the widening does something")
    }

    @Test("a true halving is still found")
    func power() {
        var city = City(generator: SplitMix64(seed: 13), events: 400, share: 0.4, spread: SplitVariance.rateSpread)
        var found = 0
        for _ in 0..<1_000 {
            let past = city.past()
            let now = city.poisson(200 * past.trueShare)
            let variance = SplitVariance.of(past.all, share: 0.4)
            if isAlarm(now: now, before: 0.4 * past.all, variance: variance) { found += 1 }
        }
        #expect(found > 700, "\(found)")
    }

    private func isAlarm(now: Double, before: Double, variance: Double) -> Bool {
        var assessment = Assessment(target: 0, unit: 0)
        assessment.status = .onTrack
        assessment.actual = now
        assessment.baseline = before
        let test = ChangeTests.test(assessment, 0.1, 1, (365, 365), splitVariances: (0, variance))
        return test.map { $0.p < 0.05 } ?? false
    }
}
