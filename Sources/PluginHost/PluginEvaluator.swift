import Evaluators
import PluginKit

/// A plugin as an evaluator: the same contract, kept by another program.
public struct PluginEvaluator: Evaluator {
    private let session: PluginSession

    public var id: String { session.plugin.id }

    public init(_ session: PluginSession) {
        self.session = session
    }

    public func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment] {
        try evaluation(batch).assessments
    }

    public func evaluation(_ batch: EvaluationBatch) throws(EvaluationFailure) -> Evaluation {
        do throws(PluginFailure) {
            return try session.ask("evaluate") { json in
                EvaluateRequest.write(batch, to: &json)
            } read: { result throws(ProtocolViolation) in
                try EvaluateAnswer.read(result, of: batch)
            }
        } catch {
            throw EvaluationFailure("\(id) \(error.description)")
        }
    }
}
