import Evaluators
import Plan

/// What the units of each target say together, and what is to be checked.
extension HTMLReport {
    var units: HTML {
        let items = run.unitContexts.compactMap { index -> HTML? in
            guard let text = UnitsText(run, context: index, language: language) else { return nil }
            let title = run.target(of: run.judgements.contexts[index]).title[language]
            let lines = text.lines.map { "<li>\($0.asSentence)</li>" as HTML }.joined()
            return "<li><b>\(title)</b>\n<ul>\(lines)</ul></li>\n"
        }
        guard !items.isEmpty else { return "" }
        return """
            <section aria-labelledby="units">
            <h2 id="units">\(say("Các đơn vị của từng chỉ tiêu", "The units of each target"))</h2>
            <ul class="changes">
            \(items.joined())</ul>
            </section>

            """
    }

    var checks: HTML {
        let text = CheckText(run, language: language)
        let questions = text.questions.map { question -> HTML in
            "<li><b>\(question.subject)</b>: \("\(question.facts). \(question.ask)")</li>\n"
        }
        let silenced = text.silenced.map { "<li>\($0.asSentence)</li>\n" as HTML }
        guard !questions.isEmpty || !silenced.isEmpty else { return "" }
        return """
            <section aria-labelledby="checks">
            <h2 id="checks">\(say("Đề nghị kiểm tra", "Please check"))</h2>
            <p class="sentence">\(text.preface)</p>
            <ul class="changes">
            \((questions + silenced).joined())</ul>
            </section>

            """
    }
}
