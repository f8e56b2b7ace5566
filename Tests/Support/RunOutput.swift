import Foundation

/// What `onpace run --format json` prints, as far as tests read it.
public struct RunOutput: Decodable, Sendable {
    public struct Assessment: Decodable, Sendable {
        public var target: String
        public var unit: String
        public var flags: [String]
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
    }

    public struct Summary: Decodable, Sendable {
        public var sentence: String
        public var byStatus: [String: Int]
    }

    public var summary: Summary
    public var assessments: [Assessment]
    private let indices: [Key: Int]

    private struct Key: Hashable, Sendable {
        var target: String
        var unit: String
    }

    private enum CodingKeys: CodingKey {
        case summary, assessments
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        summary = try container.decode(Summary.self, forKey: .summary)
        assessments = try container.decode([Assessment].self, forKey: .assessments)
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
