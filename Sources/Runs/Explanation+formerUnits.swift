import Evaluators
import Plan
import Reports

/// From whom a unit's numbers come, when its borders changed.
extension Explanation {
    private static let mostNames = 12

    var formerUnits: ExplainView.Step? {
        guard let origin = context.origins[assessment.unit] else { return nil }
        let count = origin.parts.count
        let basis = origin.basis.map { say(vi: " theo \($0[language])", en: " by \($0[language])") } ?? ""
        let former = count == 1 ? "1 former unit" : "\(count) former units"
        let formula: String
        if origin.isEstimated {
            formula = say(
                vi: "ước tính từ \(count) đơn vị cũ\(basis)",
                en: "estimated from \(former)\(basis)")
        } else {
            formula = say(vi: "tổng của \(count) đơn vị cũ", en: "the sum of \(former)")
        }
        var inputs = origin.parts.prefix(Self.mostNames).map { part in
            let unit = plan.units[part.unit]
            let share = part.isWhole ? say(vi: "toàn bộ", en: "all") : numbers.percent(part.share, decimals: 1)
            return "\(unit.code) \(unit.name[language]): \(share)"
        }
        if count > Self.mostNames {
            inputs.append(say(vi: "và \(count - Self.mostNames) đơn vị khác", en: "and \(count - Self.mostNames) more"))
        }
        if origin.isEstimated {
            inputs.append(
                say(
                    vi: "sai số của phép chia đã tính vào kiểm định và triển vọng",
                    en: "the error of the split is allowed for in the test and the outlook"))
        }
        return .init(label: say(vi: "Đơn vị cũ", en: "Former units"), formula: formula, inputs: inputs)
    }
}
