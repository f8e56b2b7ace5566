import Foundation
import Testing
import TestSupport

/// What the founding users published in autumn 2025, asked of `onpace run` as they would ask.
@Suite("The published figures of autumn 2025")
struct PublishedFiguresTests {
    /// One figure: whose target, which of its numbers, and how it was printed.
    struct Figure: Sendable, CustomTestStringConvertible {
        enum Kind: Sendable {
            /// A change in percent, printed with so many decimals.
            case change(Double, decimals: Int)
            /// A rate in percent, printed without decimals.
            case rate(Double)
            case exactly(Double)
            /// "Nearly 3,200": below it by less than two in a hundred.
            case nearly(Double)
            /// "More than 1,600": above it by less than five in a hundred.
            case moreThan(Double)
        }

        var target: String
        var kind: Kind

        init(_ target: String, _ kind: Kind) {
            self.target = target
            self.kind = kind
        }

        var testDescription: String { "\(target): \(kind)" }
    }

    static let figures = [
        Figure("social-order-crime-six-months", .change(-31.1, decimals: 1)),
        Figure("social-order-crime-three-months", .change(-33.6, decimals: 1)),
        Figure("social-order-crime-2025", .change(-26, decimals: 0)),
        Figure("cases-found-six-months", .nearly(3_200)),
        Figure("cases-found-three-months", .nearly(1_200)),
        Figure("resolution-rate-2025", .rate(87)),
        Figure("wanted-six-months", .nearly(200)),
        Figure("wanted-three-months", .moreThan(100)),
        Figure("rehab-completions-2025", .moreThan(1_600)),
        Figure("people-in-care-2025", .moreThan(5_100)),
        Figure("licences-2025", .moreThan(123_000)),
        Figure("licence-councils-2025", .exactly(288)),
        Figure("licence-registrations-2025", .moreThan(82_000)),
        Figure("criminal-records-2025", .exactly(103_000)),
    ]

    @Test("each comes out as printed, as of 14 October 2025", arguments: figures)
    func figure(_ figure: Figure) throws {
        let judged = try #require(try Founding.autumn.get()[figure.target, "hanoi"])
        switch figure.kind {
        case .change(let percent, let decimals):
            let change = try #require(judged.change) * 100
            let scale = decimals == 0 ? 1.0 : 10.0
            #expect((change * scale).rounded() / scale == percent, "\(change)")
        case .rate(let percent):
            #expect((try #require(judged.actual) * 100).rounded() == percent)
        case .exactly(let count):
            #expect(judged.actual == count)
        case .nearly(let count):
            let actual = try #require(judged.actual)
            #expect(actual < count && actual >= count * 0.98, "\(actual)")
        case .moreThan(let count):
            let actual = try #require(judged.actual)
            #expect(actual > count && actual < count * 1.05, "\(actual)")
        }
    }

    @Test("specialised crime is on pace in autumn and ends the year achieved: the set progress")
    func specialisedCrime() throws {
        #expect(try Founding.autumn.get()["specialised-crime-2025", "hanoi"]?.status == "on_track")
        #expect(try Founding.spring.get()["specialised-crime-2025", "hanoi"]?.status == "achieved")
    }
}
