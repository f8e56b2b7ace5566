import Evaluators
import Plan

/// What was revised since the run before, and how good the data is, metric by metric.
extension HTMLReport {
    var revisions: HTML {
        guard let report = run.revisions, !report.metrics.isEmpty else { return "" }
        let text = RevisionText(run, language: language)
        let items = text.lines.map { "<li>\($0)</li>\n" as HTML }.joined()
        return """
            <section aria-labelledby="revisions">
            <h2 id="revisions">\(text.title)</h2>
            <ul class="changes">
            \(items)</ul>
            </section>

            """
    }

    var virtueHeads: [String] { VirtueTable(run, language)?.header ?? [] }

    var virtues: HTML {
        guard let table = VirtueTable(run, language) else { return "" }
        let heads = table.header.map { "<th scope=\"col\">\($0)</th>" as HTML }.joined()
        let rows = table.rows.map { row -> HTML in
            let cells = row.dropFirst().map { "<td>\($0)</td>" as HTML }.joined()
            return "<tr><th scope=\"row\">\(row[0])</th>\(cells)</tr>\n"
        }.joined()
        return """
            <section aria-labelledby="virtues">
            <h2 id="virtues">\(say("Số liệu: đúng, đủ, sạch, sống", "Data: correct, sufficient, clean, alive"))</h2>
            <table class="virtues"><caption>\(say(
                "Đúng: khớp nhau; đủ: báo cáo đã có trên phải nộp; sạch: dòng được nhận; sống: đúng hạn, không gián đoạn",
                "Correct: reconciles; sufficient: reports in of those due; clean: rows taken; alive: on time, without a gap"
                ))</caption>
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(rows)</tbody></table>
            </section>

            """
    }
}
