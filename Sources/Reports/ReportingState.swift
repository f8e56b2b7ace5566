import Evaluators
import Plan

/// How complete the data behind a run is: the share of due reports that came in, and who is missing by name.
struct ReportingState {
    /// The lowest and the highest coverage of the targets' top units, 0…1; nil when none is known.
    var coverage: ClosedRange<Double>?
    /// Units without any report for at least one target, those that most targets miss first, then in the tree's order.
    var missing: [Int]
    /// Units whose latest due report is out, in the same order.
    var late: [Int]
    /// How many targets' top units have provisional data.
    var provisional: Int
    /// How many targets' top units have stale data.
    var stale: Int

    init(_ run: RunView) {
        let known = run.topAssessments.map(\.coverage).filter(\.isFinite)
        coverage = known.min().flatMap { low in known.max().map { low...$0 } }
        var counts: [Int: Int] = [:]
        var lates: [Int: Int] = [:]
        for (index, context) in run.judgements.contexts.enumerated() where context.toDate != nil {
            let leaves = run.leafRows(of: context)
            for row in leaves.isEmpty ? run.topRows[index].map({ [$0] }) ?? [] : leaves {
                let assessment = run.judgements.assessments[row]
                if assessment.data == .missing, !assessment.status.isFinal, assessment.status != .notStarted {
                    counts[Int(assessment.unit), default: 0] += 1
                }
                if assessment.data == .stale, !assessment.status.isFinal {
                    lates[Int(assessment.unit), default: 0] += 1
                }
            }
        }
        func ordered(_ counts: [Int: Int]) -> [Int] {
            counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map(\.key)
        }
        missing = ordered(counts)
        late = ordered(lates)
        provisional = run.topAssessments.count { $0.data == .provisional || $0.flags.contains(.provisional) }
        stale = run.topAssessments.count { $0.data == .stale }
    }
}
