import Foundation

/// What `onpace run --format json` prints, as far as tests read it.
public struct RunOutput: Decodable, Sendable {
    public struct Assessment: Decodable, Sendable {
        public var target: String
        public var unit: String
        public var kind: String
        public var status: String
        public var data: String
        public var actual: Double?
        public var expected: Double?
        public var goal: Double?
        public var baseline: Double?
        public var pace: Double?
        public var change: Double?
        public var because: String
        public var coverage: Double?
        public var flags: [String]
        public var comparison: Comparison?
        public var provisionalUntil: String?
        public var virtues: Virtues?
    }

    public struct Comparison: Decodable, Sendable {
        public var known: String
        public var knownAt: String?
        public var reason: String?
        public var settledBaseline: Double?
        public var settledChange: Double?
        public var bias: Double?
    }

    public struct Virtues: Decodable, Sendable {
        public var correct: Double?
        public var sufficient: Double?
        public var clean: Double?
        public var alive: Double?
    }

    public struct Span: Decodable, Sendable, Equatable {
        public var first: String
        public var last: String
    }

    public struct DataVirtues: Decodable, Sendable {
        public struct Metric: Decodable, Sendable {
            public var metric: String
            public var correct: Double?
            public var sufficient: Double?
            public var clean: Double?
            public var alive: Double?
            public var due: Int
            public var reported: Int
            public var late: Int
            public var rejected: Int
            public var gaps: [Gap]
            public var maturity: Maturity?
        }

        public struct Gap: Decodable, Sendable {
            public var window: Span
            public var actual: Double
            public var expected: Double
        }

        public struct Maturity: Decodable, Sendable {
            public struct Point: Decodable, Sendable {
                public var days: Int
                public var share: Double
            }

            public var days: Int
            public var settledDays: Int?
            public var periods: Int
            public var curve: [Point]
        }

        public var correct: Double?
        public var sufficient: Double?
        public var clean: Double?
        public var alive: Double?
        public var missing: [String]
        public var late: [String]
        public var metrics: [Metric]
    }

    public struct Revisions: Decodable, Sendable {
        public struct Metric: Decodable, Sendable {
            public struct Unit: Decodable, Sendable {
                public var unit: String
                public var changed: Int
                public var before: Double
                public var after: Double
                public var late: Int
            }

            public var metric: String
            public var window: Span
            public var changed: Int
            public var before: Double
            public var after: Double
            public var late: Int
            public var units: [Unit]
        }

        public struct Effect: Decodable, Sendable, Equatable {
            public var target: String
            public var unit: String
            public var was: String
            public var now: String
        }

        public var asOf: String
        public var metrics: [Metric]
        public var effects: [Effect]
    }

    public struct Summary: Decodable, Sendable {
        public var sentence: String
        public var byStatus: [String: Int]
    }

    public var summary: Summary
    public var assessments: [Assessment]
    public var dataVirtues: DataVirtues?
    public var revisions: Revisions?
    private let indices: [Key: Int]

    private struct Key: Hashable, Sendable {
        var target: String
        var unit: String
    }

    private enum CodingKeys: CodingKey {
        case summary, assessments, dataVirtues, revisions
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        summary = try container.decode(Summary.self, forKey: .summary)
        assessments = try container.decode([Assessment].self, forKey: .assessments)
        dataVirtues = try container.decodeIfPresent(DataVirtues.self, forKey: .dataVirtues)
        revisions = try container.decodeIfPresent(Revisions.self, forKey: .revisions)
        indices = Dictionary(
            assessments.enumerated().map { (Key(target: $1.target, unit: $1.unit), $0) }, uniquingKeysWith: { $1 })
    }

    public init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(RunOutput.self, from: Data(json.utf8))
    }

    /// The assessment of a target for a unit.
    public subscript(target: String, unit: String) -> Assessment? {
        indices[Key(target: target, unit: unit)].map { assessments[$0] }
    }
}
