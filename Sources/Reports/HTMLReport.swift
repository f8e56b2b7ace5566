import Evaluators
import Periods
import Plan

/// The weekly page as one HTML file that needs nothing else: no script, no font, no request.
///
/// The same bytes serve as web page, mail attachment, print and archive copy. Status is always shape, word and colour;
/// text keeps the contrast of WCAG 2.2 AA in light and dark; on a phone tables become cards; print is always light.
public struct HTMLReport: Sendable {
    let run: RunView
    let language: Language
    let numbers: NumberText
    static let mostSupportUnits = 5
    static let mostUnitGroups = 4
    static let mostNames = 4

    public init(_ run: RunView, language: Language) {
        self.run = run
        self.language = language
        numbers = NumberText(language)
    }

    /// The whole document, ending in a line break.
    public func text() -> String {
        let title =
            run.plan.organisation[language] + say(": tiến độ đến ngày ", ": progress to ")
            + numbers.day(run.info.asOf)
        let document: HTML = """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <meta name="color-scheme" content="light dark"/>
            <title>\(title)</title>
            <style>
            \(HTMLStyle.sheet)\(cardLabels)</style>
            </head>
            <body>
            <a class="skip" href="#targets">\(say("Đến bảng chỉ tiêu", "Skip to the targets"))</a>
            \(header)
            <main>
            \(verdict)\(changes)\(targets)\(history)\(units)\(support)\(checks)\(matrix)\(alerts)\(revisions)\
            \(virtues)\(legend)</main>
            \(footer)
            </body>
            </html>

            """
        return document.text
    }

    func say(_ vietnamese: String, _ english: String) -> String {
        language.say(vi: vietnamese, en: english)
    }

    /// Shape and word of a status, coloured.
    func badge(_ status: Status, word: String? = nil) -> HTML {
        #"<span class="s \#(status.tone.className)"><i>\#(status.shape)</i> \#(word ?? status.word(in: language))</span>"#
    }

    func because(_ assessment: Assessment, _ context: TargetContext) -> String {
        Because(language).sentence(
            assessment, target: run.target(of: context), metric: run.metric(of: context), context: context)
    }
}

// MARK: - The top of the page

extension HTMLReport {
    private var header: HTML {
        let data = DataText(run, language: language).lines.map { "<p>\($0)</p>\n" as HTML }.joined()
        return """
            <header>
            <p class="org">\(run.plan.organisation[language])</p>
            <h1>\(say("Tiến độ chỉ tiêu đến ngày", "Progress of targets to")) \(numbers.day(run.info.asOf))</h1>
            <p class="known">\(say("Theo số liệu biết đến lúc", "As known at")) \(run.knownAtText(language))</p>
            <div class="data">
            \(data)</div>
            </header>
            """
    }

    private var verdict: HTML {
        let sentence = LeadershipSentence(run, language: language)
        let counts = Dictionary(uniqueKeysWithValues: sentence.byStatus.map { ($0.status, $0.count) })
        func total(_ statuses: Status...) -> Int { statuses.reduce(0) { $0 + (counts[$1] ?? 0) } }
        let tiles: [(Status.Tone, Character, Int, String)] = [
            (
                .good, "▲", total(.exceeded, .achieved, .ahead),
                say("đạt, vượt hoặc vượt tiến độ", "done or ahead of pace")
            ),
            (.calm, "●", total(.onTrack), say("bảo đảm tiến độ", "on pace")),
            (.concern, "◆", total(.atRisk), say("có nguy cơ chậm", "at risk")),
            (.alarm, "▼", total(.offTrack, .missed, .error), say("chậm hoặc không đạt", "off track or missed")),
            (.quiet, "○", total(.measuring, .noData, .notStarted, .cancelled), say("chưa đánh giá", "not judged")),
        ]
        let list = tiles.map { tone, shape, count, label in
            #"<li class="\#(tone.className)"><i>\#(shape)</i> <b>\#(count)</b> <span>\#(label)</span></li>"# as HTML
        }.joined()
        return """
            <section aria-labelledby="verdict">
            <h2 id="verdict" class="headline">\(sentence.headline)</h2>
            <p class="sentence">\(sentence.text)</p>
            <ul class="tiles">\(list)</ul>
            </section>

            """
    }

    private var changes: HTML {
        guard let previous = run.previous else { return "" }
        let changes = run.changes
        let groups = changes.groupedUnits()
        var list = changes.filter(\.isTop).map(item).joined() + groups.prefix(Self.mostUnitGroups).map(item).joined()
        let rest = groups.dropFirst(Self.mostUnitGroups).reduce(0) { $0 + $1.rows.count }
        if rest > 0 {
            let count = numbers.number(Double(rest))
            list += "<li>\(say("… và \(count) thay đổi khác ở đơn vị", "… and \(count) more at units"))</li>\n"
        }
        let body: HTML =
            changes.isEmpty
            ? "<p>\(say("Không có.", "Nothing."))</p>" : "<ul class=\"changes\">\n\(list)</ul>"
        return """
            <section aria-labelledby="changes">
            <h2 id="changes">\(say("Thay đổi từ ngày", "What changed since")) \(numbers.day(previous.asOf))</h2>
            \(body)
            </section>

            """
    }

    private func item(_ change: StatusChange) -> HTML {
        let context = run.judgements.contexts[change.context]
        let assessment = run.judgements.assessments[change.row]
        let target = run.target(of: context)
        let transition: HTML = "\(change.before.word(in: language)) → \(badge(change.after))"
        let owner = target.accountable.person.map { " — \($0)" } ?? ""
        return """
            <li><b>\(target.title[language])</b>: \(transition)<br/>\
            <small>\(because(assessment, context))\(owner)</small></li>

            """
    }

    private func item(_ group: UnitChanges) -> HTML {
        let title = run.target(of: run.judgements.contexts[group.context]).title[language]
        let names = group.names(in: run, limit: Self.mostNames, language: language)
        return "<li>\(badge(group.after)) \(title): \(names)</li>\n"
    }
}

// MARK: - The end of the page

extension HTMLReport {
    private var history: HTML {
        let lines = HistoryText(run, language: language).lines
        guard !lines.isEmpty else { return "" }
        let items = lines.map { "<li>\($0)</li>\n" as HTML }.joined()
        return """
            <section aria-labelledby="history">
            <h2 id="history">\(say("So với các năm trước", "Beside earlier years"))</h2>
            <ul class="changes">
            \(items)</ul>
            </section>

            """
    }

    private var support: HTML {
        let needs = run.supportNeeds(limit: Self.mostSupportUnits)
        guard !needs.isEmpty else { return "" }
        let cards = needs.map { need -> HTML in
            let context = run.judgements.contexts[need.context]
            let most = need.units.first?.cases ?? 0
            let rows = need.units.map { unit -> HTML in
                let assessment = run.judgements.assessments[unit.row]
                let length = most > 0 ? Int((unit.cases / most * 100).rounded()) : 0
                return """
                    <tr><th scope="row">\(run.unit(of: assessment).name[language])</th>\
                    <td>\(need.lack(of: unit, in: run, language: language))</td>\
                    <td class="bar" aria-hidden="true"><span style="width:\(length)%"></span></td></tr>

                    """
            }.joined()
            return """
                <table><caption><b>\(run.target(of: context).title[language])</b> \
                <small>\(need.summary(language))</small></caption>
                \(rows)</table>

                """
        }.joined()
        return """
            <section aria-labelledby="support">
            <h2 id="support">\(say("Nơi cần hỗ trợ", "Where support is needed"))</h2>
            <div class="support">
            \(cards)</div>
            </section>

            """
    }

    var alertHeads: [String] {
        [
            say("Cảnh báo", "Alert"), say("Chỉ tiêu", "Target"), say("Đơn vị", "Units"), say("Trạng thái", "State"),
            say("Từ ngày", "Since"), say("Lý do", "Reason"),
        ]
    }

    private var alerts: HTML {
        guard !run.alerts.isEmpty else { return "" }
        let heads = alertHeads.map { "<th scope=\"col\">\($0)</th>" as HTML }.joined()
        let rows = run.groupedAlerts().map { group -> HTML in
            let names = group.names(in: run, language: language)
            let alert = group.first
            return """
                <tr><th scope="row">\(alert.rule) <small>\(alert.severity)</small></th><td>\(names.target)</td>\
                <td>\(names.units)</td><td>\(alert.stateWord(language))</td><td>\(numbers.day(alert.since))</td>\
                <td>\(alert.reason)</td></tr>

                """
        }.joined()
        return """
            <section aria-labelledby="alerts">
            <h2 id="alerts">\(say("Cảnh báo", "Alerts"))</h2>
            <table class="alerts"><caption>\(say("Cảnh báo của lần chạy này", "The alerts of this run"))</caption>
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(rows)</tbody></table>
            </section>

            """
    }

    private var legend: HTML {
        let statuses = Status.fromBest.map { "<li>\(badge($0))</li>" as HTML }.joined()
        return """
            <section class="legend" aria-labelledby="legend">
            <h2 id="legend">\(say("Cách đọc", "How to read this"))</h2>
            <ul>\(statuses)</ul>
            <p>\(reading)</p>
            </section>

            """
    }

    private var reading: String {
        say(
            """
            Nhịp độ 1,00 là đúng tiến độ, lớn hơn là tốt hơn. Biểu đồ: thanh là kết quả, vạch là mức phải đạt đến nay, \
            hình thoi là mục tiêu cuối kỳ; với tỷ lệ, chấm là kết quả kèm khoảng tin cậy 95 %. Dải nền càng đậm là càng \
            xa tiến độ. [p] là số tạm tính, còn có thể thay đổi.
            """,
            """
            Pace 1.00 is exactly on pace, more is better. Charts: the bar is the value, the tick what is asked for by \
            now, the diamond the aim at the end; for percentages a dot with its 95 % interval. The darker the band, the \
            further from the pace. [p] marks what is provisional and may still change.
            """)
    }

    private var footer: HTML {
        let items = run.receipts(language).map { receipt -> HTML in
            "<div><dt>\(receipt.label)</dt><dd>\(receipt.value)</dd></div>"
        }.joined()
        return """
            <footer>
            <dl>\(items)</dl>
            <p>\(say(
                "Cùng kế hoạch, cùng sổ số liệu và cùng ngày thì cho đúng những con số này.",
                "The same plan, the same ledger and the same day give these numbers again."))</p>
            </footer>
            """
    }
}
