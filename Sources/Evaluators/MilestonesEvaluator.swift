import Periods
import Plan

/// `milestones`: named steps are complete by their days. Pace index = steps done ÷ steps planned by now.
struct MilestonesEvaluator: Evaluator {
    let id = "milestones/v1"

    func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment] {
        guard case .milestones(let steps) = batch.aim else {
            throw EvaluationFailure("milestones was given the aim \(batch.aim.word)")
        }
        let verdict = Verdict(batch: batch)
        return batch.units.indices.map { index in
            // The plan itself may say that a step is done, so missing reports do not end the judgement.
            var (assessment, _) = verdict.opened(index)
            if steps.contains(where: { $0.done != nil }) { assessment.data = .fresh }
            judge(steps, batch, index, &assessment)
            return assessment
        }
    }

    private func judge(_ steps: [Milestone], _ batch: EvaluationBatch, _ index: Int, _ assessment: inout Assessment) {
        let asOf = batch.asOf
        let done = steps.indices.map { completion(of: $0, steps, batch, index) }
        let planned = steps.count { $0.by <= asOf }
        let completed = done.count { $0 != nil }
        assessment.actual = Double(completed)
        assessment.expected = Double(planned)
        assessment.goal = Double(steps.count)
        assessment.pace = planned > 0 ? Double(completed) / Double(planned) : .nan

        let overdue = steps.indices.contains { done[$0] == nil && steps[$0].by < asOf }
        let late = steps.indices.contains { step in done[step].map { $0 > steps[step].by } ?? false }
        if late { assessment.flags.insert(.late) }
        if overdue { assessment.flags.insert(.overdue) }
        if completed == steps.count {
            if batch.isClosed {
                assessment.say(.achieved, .finalAchieved)
            } else {
                assessment.say(late ? .achieved : .ahead, late ? .achievedEarly : .allStepsEarly)
            }
        } else if batch.isClosed {
            assessment.say(.missed, .finalMissed)
        } else if overdue {
            assessment.say(.offTrack, .stepOverdue)
        } else if late {
            assessment.say(.atRisk, .stepLate)
        } else if steps.indices.contains(where: { done[$0] == nil && steps[$0].by - asOf <= steps[$0].leadDays }) {
            assessment.say(.atRisk, .stepDueSoon)
        } else {
            assessment.say(.onTrack, .stepsInTime)
        }
    }

    /// The day a step was completed: as the plan says, else the end of the first period that reported so many steps.
    private func completion(of step: Int, _ steps: [Milestone], _ batch: EvaluationBatch, _ index: Int) -> Day? {
        if let said = steps[step].done?.on, said <= batch.asOf { return said }
        guard let table = batch.periods else { return nil }
        for (period, position) in table.row(index).enumerated() where table.values[position] >= Double(step + 1) {
            return table.windows[period].last
        }
        return nil
    }
}
