import Plan

/// Judges one target for all its units at once: series in, assessments out.
///
/// The built-in evaluators and plugins keep the same contract: the answer is a pure function of the batch, one assessment
/// for each unit in the batch's order, without clock, files or network.
public protocol Evaluator: Sendable {
    /// Id with version, such as `reach/v1`.
    var id: String { get }

    /// - Throws: `EvaluationFailure` when the whole target cannot be judged; it costs this target only.
    func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment]

    /// The same with explanations of its own, for evaluators whose reasons the shipped sentences do not cover.
    func evaluation(_ batch: EvaluationBatch) throws(EvaluationFailure) -> Evaluation
}

extension Evaluator {
    public func evaluation(_ batch: EvaluationBatch) throws(EvaluationFailure) -> Evaluation {
        Evaluation(try evaluate(batch))
    }
}

/// What an evaluator answers: assessments, and the explanations it writes itself.
public struct Evaluation: Sendable {
    public var assessments: [Assessment]
    /// One for each assessment whose reason is `explained`; empty when none is.
    public var notes: [LocalText?]

    public init(_ assessments: [Assessment], notes: [LocalText?] = []) {
        self.assessments = assessments
        self.notes = notes
    }
}

/// Why an evaluator could not judge a target, in words for people.
public struct EvaluationFailure: Error, Sendable, Hashable {
    public var message: String

    public init(_ message: String) {
        self.message = message
    }
}

/// Evaluators by the word of the aim they judge.
public struct EvaluatorCatalogue: Sendable {
    private var evaluators: [String: any Evaluator]

    /// The evaluators of the seven aims, which between them cover the eight kinds of the status table.
    public static let builtIn = EvaluatorCatalogue(evaluators: [
        "reach": ReachEvaluator(),
        "cap": CapEvaluator(),
        "grow": GrowEvaluator(),
        "reduce_by": ReductionEvaluator(),
        "maintain": MaintainEvaluator(),
        "range": RangeEvaluator(),
        "milestones": MilestonesEvaluator(),
    ])

    init(evaluators: [String: any Evaluator]) {
        self.evaluators = evaluators
    }

    public subscript(word: String) -> (any Evaluator)? { evaluators[word] }

    /// Adds or replaces the evaluator of an aim.
    public mutating func register(_ evaluator: any Evaluator, for word: String) {
        evaluators[word] = evaluator
    }
}
