import Evaluators
import Plan

/// The shape that a pace or an outlook used, in words; it is always named.
public struct ShapeText: Sendable {
    private let use: ShapeUse
    private let language: Language

    public init(_ use: ShapeUse, language: Language) {
        self.use = use
        self.language = language
    }

    /// "seasonal, from 2023, 2024 and 2025, by the distance from tet"
    public var words: String {
        var words = basis
        if let anchor = use.anchor, !use.years.isEmpty {
            words += language.say(vi: ", theo khoảng cách đến \(anchor)", en: ", by the distance from \(anchor)")
        }
        if !use.campaigns.isEmpty {
            let names = use.campaigns.joined(separator: ", ")
            words += language.say(vi: ", tính thêm đợt cao điểm \(names)", en: ", weighted for \(names)")
        }
        return words
    }

    private var basis: String {
        if use.isFallback {
            return language.say(
                vi: "đều theo ngày, vì không có năm trước nào đủ số liệu",
                en: "linear, because no earlier year is complete")
        }
        let years = use.years.map(String.init).joined(separator: ", ")
        switch use.word {
        case "seasonal": return language.say(vi: "theo mùa vụ các năm \(years)", en: "seasonal, from \(years)")
        case "prior_year": return language.say(vi: "theo năm trước (\(years))", en: "as the year before (\(years))")
        case "steps": return language.say(vi: "theo các mốc đã thống nhất", en: "by the agreed steps")
        default: return language.say(vi: "đều theo ngày", en: "linear")
        }
    }
}
