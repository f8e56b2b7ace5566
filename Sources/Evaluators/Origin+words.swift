import Plan

extension Origin {
    /// "same period estimated from 5 former units by population".
    func clause(_ aim: Aim, _ language: Language) -> String {
        language == .vietnamese ? vietnamese(aim) : english(aim)
    }

    private func english(_ aim: Aim) -> String {
        let former = parts.count == 1 ? "1 former unit" : "\(parts.count) former units"
        let what =
            switch use {
            case .value: "the value"
            case .baseline: aim.isAgainstAdjacent ? "adjacent period" : "same period"
            case .goal: "the goal"
            case .history: "what it learnt from"
            }
        guard isEstimated else { return "\(what) summed from \(former)" }
        let basis = basis.map { " by \($0[.english])" } ?? ""
        let verb = use == .goal ? "shared by estimates" : "estimated"
        return "\(what) \(verb) from \(former)\(basis)"
    }

    private func vietnamese(_ aim: Aim) -> String {
        let former = "\(parts.count) đơn vị cũ"
        let what =
            switch use {
            case .value: "kết quả"
            case .baseline: aim.isAgainstAdjacent ? "kỳ liền kề" : "cùng kỳ"
            case .goal: "chỉ tiêu"
            case .history: "số liệu quá khứ"
            }
        guard isEstimated else { return "\(what) cộng từ \(former)" }
        let basis = basis.map { " theo \($0[.vietnamese])" } ?? ""
        let verb = use == .goal ? "phân bổ theo ước tính" : "ước tính"
        return "\(what) \(verb) từ \(former)\(basis)"
    }
}

extension Aim {
    fileprivate var isAgainstAdjacent: Bool {
        if case .reduceBy(_, .adjacentPeriod) = self { true } else { false }
    }
}
