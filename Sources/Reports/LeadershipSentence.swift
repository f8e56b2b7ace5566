import Evaluators
import Plan

/// The verdict on all targets in one sentence, as leaders speak of it.
///
///     Of 18 targets: 3 exceeded, 5 achieved, 8 on pace (most ensured progress: 16 of 18), 1 at risk, 1 off track.
///
/// A share speaks of the targets that were judged: all = 100 %, most from 60 %, many from 30 %, some from 10 %, a few
/// below.
public struct LeadershipSentence: Sendable {
    public let language: Language
    private let counts: [Status: Int]
    private let total: Int

    /// - Parameter statuses: the status of each target's top unit.
    public init(_ statuses: some Sequence<Status>, language: Language) {
        self.language = language
        counts = statuses.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        total = counts.values.reduce(0, +)
    }

    public init(_ run: RunView, language: Language) {
        self.init(run.topAssessments.lazy.map(\.status), language: language)
    }

    /// How many targets have each status, every status included.
    public var byStatus: [(status: Status, count: Int)] {
        Status.fromBest.map { ($0, counts[$0] ?? 0) }
    }

    /// The sentence with every count.
    public var text: String {
        guard total > 0 else { return language.say(vi: "Chưa có chỉ tiêu nào.", en: "There are no targets.") }
        let present = byStatus.filter { $0.count > 0 }
        var parts = present.map { "\(number($0.count)) \($0.status.phrase(language))" }
        if let share = progressShare {
            // After the last good news, else at the end.
            let place = present.lastIndex { $0.status.isProgress } ?? parts.count - 1
            parts[place] += " (\(share))"
        }
        let opening = language.say(
            vi: "Trong \(number(total)) chỉ tiêu: ", en: "Of \(number(total)) target\(total == 1 ? "" : "s"): ")
        return opening + parts.joined(separator: ", ") + "."
    }

    /// The two shares that matter, without the counts of the rest: "Many targets were achieved or exceeded (8 of 18);
    /// most ensured progress (16 of 18)."
    public var headline: String {
        guard judged > 0 else {
            return language.say(vi: "Chưa chỉ tiêu nào đánh giá được.", en: "No target can be judged yet.")
        }
        let progressing = Quantifier(progress, of: judged).subject(language)
        let done = count(.exceeded, .achieved)
        guard done > 0, done < progress else {
            let verb =
                done > 0
                ? language.say(vi: "đạt hoặc vượt", en: "achieved or exceeded")
                : language.say(vi: "bảo đảm tiến độ", en: "ensured progress")
            let be = language == .english && done > 0 ? (judged == 1 ? "was " : "were ") : ""
            return "\(subject(progressing)) \(be)\(verb) (\(ratio(progress)))."
        }
        let achieving = Quantifier(done, of: judged).subject(language)
        return language.say(
            vi: "\(subject(achieving)) đạt hoặc vượt (\(ratio(done))); "
                + "\(progressing) bảo đảm tiến độ (\(ratio(progress))).",
            en: "\(subject(achieving)) were achieved or exceeded (\(ratio(done))); "
                + "\(progressing) ensured progress (\(ratio(progress))).")
    }

    private var judged: Int { Status.fromBest.filter { $0.grade != nil }.reduce(0) { $0 + count($1) } }
    private var progress: Int { Status.fromBest.filter(\.isProgress).reduce(0) { $0 + count($1) } }

    /// "most ensured progress: 16 of 18"; nil where a share of one target or of none would say nothing.
    private var progressShare: String? {
        guard judged > 1 else { return nil }
        let quantity = Quantifier(progress, of: judged).subject(language)
        let vietnamese = progress == 0 ? quantity : "\(quantity) chỉ tiêu"
        return language.say(vi: "\(vietnamese) bảo đảm tiến độ: ", en: "\(quantity) ensured progress: ")
            + ratio(progress)
    }

    /// "Many targets", "Nhiều chỉ tiêu".
    private func subject(_ quantity: String) -> String {
        let capital = quantity.prefix(1).uppercased() + quantity.dropFirst()
        guard language == .english else {
            return capital.hasSuffix("nào") ? capital : "\(capital) chỉ tiêu"
        }
        if judged == 1 { return progress == 1 ? "The one target" : "Not one target" }
        return quantity == "none" ? "None of the targets" : "\(capital) targets"
    }

    private func ratio(_ part: Int) -> String {
        language.say(vi: "\(number(part))/\(number(judged))", en: "\(number(part)) of \(number(judged))")
    }

    private func count(_ statuses: Status...) -> Int { statuses.reduce(0) { $0 + (counts[$1] ?? 0) } }

    private func number(_ count: Int) -> String { NumberText(language).number(Double(count)) }
}

/// How large a share is, in a word.
enum Quantifier: Sendable, Equatable {
    case all, most, many, some, aFew, none

    /// Compares by cross-multiplication, so that exactly 60 % is "most".
    init(_ part: Int, of whole: Int) {
        if part <= 0 {
            self = .none
        } else if part >= whole {
            self = .all
        } else if part * 100 >= whole * 60 {
            self = .most
        } else if part * 100 >= whole * 30 {
            self = .many
        } else if part * 100 >= whole * 10 {
            self = .some
        } else {
            self = .aFew
        }
    }

    func subject(_ language: Language) -> String {
        switch self {
        case .all: language.say(vi: "tất cả", en: "all")
        case .most: language.say(vi: "đa số", en: "most")
        case .many: language.say(vi: "nhiều", en: "many")
        case .some: language.say(vi: "một số", en: "some")
        case .aFew: language.say(vi: "một vài", en: "a few")
        case .none: language.say(vi: "chưa chỉ tiêu nào", en: "none")
        }
    }
}

extension Status {
    /// Whether the target ensured progress: done, or at least on pace.
    fileprivate var isProgress: Bool { grade.map { $0 <= 1 } ?? false }
}
